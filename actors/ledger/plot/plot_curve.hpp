// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/plot/plot_scale.hpp"
#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/report_figures.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A rectangle of the plot.
struct plot_area {
  tenths left = 0;
  tenths top = 0;
  tenths right = 0;
  tenths bottom = 0;
};

/// The equity of a group of grades.
struct plot_line {
  /// The line style, 0 to `plot_styles - 1`.
  std::size_t style = 0;
  /// Not empty.
  std::vector<equity_point> points;
};

/// The number of line styles that can be distinguished.
inline constexpr std::size_t plot_styles = 6;

/// Marks on the curves.
struct plot_marks {
  /// The fall of the first line.
  std::optional<drawdown> fall;
  /// The equity may still change from this time on.
  std::optional<timestamp> provisional_from;
};

/// Draws equities as step lines with axes. `lines` must not be empty. A line that begins
/// later starts at zero, one that ends earlier keeps its last value.
std::string draw_lines(const std::vector<plot_line>& lines, const plot_marks& marks,
                       const plot_area& area, const date::time_zone& zone);

} // namespace tracker
