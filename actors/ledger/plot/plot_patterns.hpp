// SPDX-License-Identifier: MIT
// Patterns of P/L: by hour and day of the week, and its spread over windows.
#pragma once

#include "actors/ledger/plot/plot_calendar.hpp"
#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/report/report_groups.hpp"
#include "messages/money.hpp"

#include <date/tz.h>

#include <array>
#include <cstddef>
#include <cstdint>
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

/// The P/L of each traded window that has a winner, by its parts: pairs, 99c captures,
/// directional trades. The parts of a window add up to its P/L.
class pnl_spread {
public:
  static constexpr std::size_t parts = 3;

  void add(const grade_outline& outline);

  const std::vector<usdc>& of(std::size_t part) const { return values_.at(part); }
  /// ARB, 99C_CAPTURE, DIRECTIONAL.
  static const char* name(std::size_t part);

private:
  std::array<std::vector<usdc>, parts> values_;
};

/// A bar: the windows from `low` on and below `high`.
struct pnl_bin {
  usdc low;
  usdc high;
  std::uint64_t count = 0;
  /// Everything below `high`, or from `low` on.
  bool is_first = false;
  bool is_last = false;

  bool operator==(const pnl_bin&) const = default;
};

/// At most 24 bins of equal width, with round bounds, for 98 of 100 values; the first and
/// the last have the others. Every value is in exactly one bin; none without values.
std::vector<pnl_bin> bins_of(std::vector<usdc> values);

/// A histogram for each part that has windows.
std::string draw_histograms(const pnl_spread& spread,
                            const std::vector<std::string>& filters);

} // namespace tracker
