// SPDX-License-Identifier: MIT
#pragma once

#include "messages/clock.hpp"

namespace tracker {

/// True when other actors may have received ticks between these two that the recorder did
/// not: the clock skips a subscriber that has not handled earlier ticks, and the recorder
/// handled `last` only at `handled`, when the next tick was due. Ticks that no subscriber
/// received are not a gap.
constexpr bool may_lack_ticks(const tick& last, steady_point handled, const tick& next) {
  if (next.sequence <= last.sequence + 1)
    return false;
  const auto ticks = static_cast<std::int64_t>(next.sequence - last.sequence);
  return handled >= last.due + (next.due - last.due) / ticks;
}

} // namespace tracker
