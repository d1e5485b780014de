// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/plot/plot_scale.hpp"
#include "actors/ledger/query/calendar.hpp"
#include "messages/money.hpp"

#include <map>
#include <string>

namespace tracker {

/// The result of a day; `traded` is zero without trades.
struct day_result {
  usdc pnl;
  std::int64_t traded = 0;

  bool operator==(const day_result&) const = default;
};

using day_results = std::map<calendar_day, day_result>;

/// The colour intensity of a day, 1 to 4: one less for each halving of the largest
/// amount. 0: no gain or loss.
int day_strength(usdc pnl, usdc largest);

/// The class of a cell with this result: `gain` or `loss` and its `day_strength`, or
/// `zero`.
std::string strength_class(usdc pnl, usdc largest);

/// The amount without its sign.
usdc magnitude(usdc amount);

/// A part of the plot and its height.
struct plot_part {
  std::string svg;
  tenths height = 0;
};

/// Draws the days as a calendar with one column per week and one block per year, from
/// `top` on. Classes of cells: `none`, `zero`, `gain1` … `gain4`, `loss1` … `loss4`.
plot_part draw_calendar(const day_results& days, tenths left, tenths top);

} // namespace tracker
