// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/plot/plot_scale.hpp"
#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/equity.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A rectangle of a picture.
struct plot_area {
  tenths left = 0;
  tenths top = 0;
  tenths right = 0;
  tenths bottom = 0;
};

/// The equity of a group of grades.
struct plot_line {
  /// The number of its look: 0 to `plot_looks - 1`.
  std::size_t style = 0;
  /// Not empty.
  std::vector<equity_point> points;
};

/// Lines of a picture that differ: more would not be told apart.
inline constexpr std::size_t plot_styles = 6;

/// What else a picture of lines shows.
struct plot_marks {
  /// Of the first line.
  std::optional<drawdown> fall;
  /// From then on the equity may still change.
  std::optional<timestamp> provisional_from;
};

/// Equities as lines of steps, with their axes. `lines` is not empty. A line that begins
/// later begins with nothing, one that ends earlier stays as it is.
std::string draw_lines(const std::vector<plot_line>& lines, const plot_marks& marks,
                       const plot_area& area, const date::time_zone& zone);

} // namespace tracker
