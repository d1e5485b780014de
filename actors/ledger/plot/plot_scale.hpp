// SPDX-License-Identifier: MIT
// Maps money and time to plot coordinates in integers.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "messages/money.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// A length in tenths of a pixel.
using tenths = std::int64_t;

/// `12.5`: tenths as an SVG number.
std::string format_tenths(tenths length);

/// Maps [low, high] linearly to [at_low, at_high]; everything to the middle when low
/// equals high.
class linear_scale {
public:
  linear_scale(std::int64_t low, std::int64_t high, tenths at_low, tenths at_high)
      : low_{low}, high_{high}, at_low_{at_low}, at_high_{at_high} {}

  tenths operator()(std::int64_t value) const;

private:
  std::int64_t low_;
  std::int64_t high_;
  tenths at_low_;
  tenths at_high_;
};

/// Axis amounts from `low` to `high`, spaced by 1, 2 or 5 times a power of ten, at most
/// `max_count` (3 or more) of them, both ends included or passed by less than a step.
std::vector<usdc> axis_steps(usdc low, usdc high, std::size_t max_count);

/// `$5`, `-$0.50`, `$12.5k`, `$2M`: short, for an axis.
std::string axis_label(usdc amount);

/// A mark on a time axis.
struct time_mark {
  timestamp time{};
  /// `18:00`, `Nov 24`, `Nov 2026` or `2026`.
  std::string label;

  bool operator==(const time_mark&) const = default;
};

/// At most `max_count` (2 or more) marks in the span, of minutes to many years, at round
/// times of `zone`: minutes of the hour, hours of the day, days, months or years, as
/// close together as `max_count` allows.
std::vector<time_mark> time_marks(const time_bounds& span, const date::time_zone& zone,
                                  std::size_t max_count);

} // namespace tracker
