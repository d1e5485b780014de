// SPDX-License-Identifier: MIT
#include "actors/window/clock_skew.hpp"

#include <fmt/format.h>

namespace tracker {

using namespace std::chrono_literals;

std::optional<std::string> clock_skew::compare(host source, const fetch_reply& reply,
                                               timestamp requested_at, timestamp now) {
  // What is rounded: `Date` to its second, `now` to the beat before.
  constexpr timespan rounding = 1s;
  if (!reply.date || reply.age > 0s)
    return std::nullopt;
  // After a step of the clock between the two beats there is nothing to compare.
  if (now < requested_at)
    return std::nullopt;
  const timespan ahead = requested_at - *reply.date - rounding;
  const timespan behind = *reply.date - now - rounding;
  const auto found = ahead > tolerance    ? state::ahead
                     : behind > tolerance ? state::behind
                                          : state::right;
  if (found == reported_)
    return std::nullopt;
  reported_ = found;
  if (found == state::right)
    return std::nullopt;
  const auto distance =
      found == state::ahead ? requested_at - *reply.date : *reply.date - now;
  return fmt::format("clock: {}s {} {}; set the system clock (NTP)",
                     std::chrono::floor<std::chrono::seconds>(distance).count(),
                     found == state::ahead ? "ahead of" : "behind", to_string(source));
}

} // namespace tracker
