// SPDX-License-Identifier: MIT
#pragma once

#include "messages/clock.hpp"

namespace tracker {

/// True when beats between these two may have gone to others and not to the recorder: the
/// clock withholds a beat from whoever has not dealt with those before it, and the
/// recorder dealt with `last` only at `handled`, when the next one was due. Beats that
/// nobody got are no gap.
constexpr bool may_lack_ticks(const tick& last, steady_point handled, const tick& next) {
  if (next.sequence <= last.sequence + 1)
    return false;
  const auto ticks = static_cast<std::int64_t>(next.sequence - last.sequence);
  return handled >= last.due + (next.due - last.due) / ticks;
}

} // namespace tracker
