// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/query/calendar.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tracker {

/// A place on an axis of time.
struct time_mark {
  timestamp at{};
  /// `18:00`, `Nov 24`, `Nov 2026` or `2026`.
  std::string label;

  bool operator==(const time_mark&) const = default;
};

/// At most `most` (2 or more) marks in the span, of minutes to many years, at round times
/// of `zone`: minutes of the hour, hours of the day, days, months or years, as close
/// together as `most` allows.
std::vector<time_mark> time_marks(const time_bounds& span, const date::time_zone& zone,
                                  std::size_t most);

} // namespace tracker
