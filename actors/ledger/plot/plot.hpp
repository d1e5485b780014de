// SPDX-License-Identifier: MIT
// `report --plot`: the equity curve and a calendar of days as one SVG.
#pragma once

#include "actors/ledger/plot/plot_calendar.hpp"
#include "actors/ledger/report/report_figures.hpp"
#include "actors/ledger/report/report_groups.hpp"
#include "actors/ledger/report/totals.hpp"

#include <date/tz.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The equity of a group of grades.
struct plot_group {
  /// `main`, `(none)`.
  std::string label;
  equity_curve equity;
};

/// Collects the data of a plot.
class plot_data {
public:
  /// `grouping` wallet, strategy, series or type: one curve per value. `filters` describe
  /// the filter of the report, such as `wallet main`, for the title.
  explicit plot_data(const date::time_zone& zone,
                     std::optional<report_grouping> grouping = std::nullopt,
                     std::vector<std::string> filters = {});

  /// Grades must be added in the order of their window ends, with names when grouped.
  void add(const grade_outline& outline);

  const date::time_zone& zone() const { return zone_; }
  const std::vector<std::string>& filters() const { return filters_; }
  const equity_curve& equity() const { return equity_; }
  /// Groups with a graded trade, the largest absolute P/L first; empty when not grouped.
  std::vector<plot_group> groups() const;
  const day_results& days() const { return days_; }
  const totals& sums() const { return sums_; }
  /// The start of the first traded window whose grade is provisional.
  std::optional<timestamp> provisional_from() const { return provisional_from_; }

private:
  const date::time_zone& zone_;
  std::optional<group_keys> keys_;
  std::vector<std::string> filters_;
  equity_curve equity_;
  std::map<group_key, plot_group> groups_;
  std::optional<timestamp> provisional_from_;
  day_results days_;
  totals sums_;
  calendar_day day_{};
  time_bounds day_bounds_;
};

/// The self-contained SVG: no script, no font, no external resource. It scales to its
/// container, is readable from 400 pixels on, and follows the light or dark mode of the
/// viewer.
std::string draw_plot(const plot_data& data);

/// Its parts as pictures of their own: title and curves; the calendar and its legend.
std::string draw_equity(const plot_data& data);
std::string draw_days(const plot_data& data);

} // namespace tracker
