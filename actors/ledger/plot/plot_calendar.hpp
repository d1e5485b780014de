// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/plot/plot_scale.hpp"
#include "actors/ledger/query/calendar.hpp"
#include "messages/money.hpp"

#include <map>
#include <string>

namespace tracker {

/// What a day brought; nothing traded: zero grades.
struct day_result {
  usdc pnl;
  std::int64_t traded = 0;

  bool operator==(const day_result&) const = default;
};

using day_results = std::map<calendar_day, day_result>;

/// How strong a day's colour is, 1 to 4: each half of the largest day's amount is one
/// less. 0: nothing won or lost.
int day_strength(usdc pnl, usdc largest);

/// A picture's part, and how high it is.
struct plot_part {
  std::string svg;
  tenths height = 0;
};

/// The days as a calendar, a column a week and a block a year, its upper edge at `top`.
/// Classes of cells: `none`, `zero`, `gain1` … `gain4`, `loss1` … `loss4`.
plot_part draw_calendar(const day_results& days, tenths left, tenths top);

} // namespace tracker
