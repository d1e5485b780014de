// SPDX-License-Identifier: MIT
// When windows earn: P/L a window by hour and day of the week.
#pragma once

#include "actors/ledger/plot/plot_calendar.hpp"
#include "actors/ledger/report/report_groups.hpp"

#include <date/tz.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace tracker {

/// Sums of the traded windows that have a winner, by the local hour and weekday of their
/// last instant, as `report --by=hour` and `--by=weekday` group them.
class hour_results {
public:
  static constexpr std::size_t hours = 24;
  static constexpr std::size_t weekdays = 7;
  /// A cell with fewer windows says little: it is hatched.
  static constexpr std::int64_t few = 20;

  explicit hour_results(const date::time_zone& zone);

  /// Grades must be added in the order of their window ends.
  void add(const grade_outline& outline);

  /// Weekday 0 is Monday.
  const day_result& at(std::size_t weekday, std::size_t hour) const {
    return cells_[weekday * hours + hour];
  }

private:
  group_keys by_hour_;
  group_keys by_weekday_;
  std::array<day_result, hours * weekdays> cells_{};
};

/// The mean P/L of a window of a cell, rounded to the nearest micro-dollar; zero without
/// windows.
usdc mean_pnl(const day_result& cell);

/// A column for each day of the week, a row for each hour; the colour is the mean P/L of
/// a window, the number how many there were. Classes of cells as in the calendar.
std::string draw_hours(const hour_results& results, const date::time_zone& zone,
                       const std::vector<std::string>& filters);

} // namespace tracker
