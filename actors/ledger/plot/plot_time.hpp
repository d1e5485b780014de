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
  /// `18:00` or `2026-11-24`.
  std::string label;

  bool operator==(const time_mark&) const = default;
};

/// At most `most` (2 or more) marks in the span, at round times of `zone`: whole hours
/// within two days, else beginnings of days.
std::vector<time_mark> time_marks(const time_bounds& span, const date::time_zone& zone,
                                  std::size_t most);

} // namespace tracker
