// SPDX-License-Identifier: MIT
// `report --plot`: the equity curve and a calendar of days as one SVG.
#pragma once

#include "actors/ledger/plot/plot_calendar.hpp"
#include "actors/ledger/plot/plot_equity.hpp"
#include "actors/ledger/report/totals.hpp"

#include <date/tz.h>

#include <string>

namespace tracker {

/// Collects what a picture shows.
class plot_data {
public:
  explicit plot_data(const date::time_zone& zone) : zone_{zone} {}

  /// Grades come in the order of their windows' ends.
  void add(const grade_outline& what);

  const date::time_zone& zone() const { return zone_; }
  const equity_curve& equity() const { return equity_; }
  const day_results& days() const { return days_; }
  const totals& sums() const { return sums_; }

private:
  const date::time_zone& zone_;
  equity_curve equity_;
  day_results days_;
  totals sums_;
  calendar_day day_{};
  time_bounds day_bounds_;
};

/// The picture, complete in itself: no script, no font, nothing to load. It follows the
/// viewer's light or dark mode.
std::string draw_plot(const plot_data& of);

} // namespace tracker
