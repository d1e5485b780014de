// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_time.hpp"

namespace tracker {

namespace {

using std::chrono::hours;

/// Every `step` hours of each day, as the clock shows them.
std::vector<time_mark> hour_marks(const time_bounds& span, const date::time_zone& zone,
                                  int step) {
  std::vector<time_mark> marks;
  for (auto day = day_of(span.from, zone); day_bounds(day, zone).from <= span.to;
       day += date::days{1})
    for (int hour = 0; hour < 24; hour += step) {
      const timestamp at =
          zone.to_sys(date::local_seconds{day + hours{hour}}, date::choose::earliest);
      if (span.from <= at && at <= span.to)
        marks.push_back({at, format_local_minute(at, zone).substr(11)});
    }
  return marks;
}

std::vector<time_mark> day_marks(const time_bounds& span, const date::time_zone& zone,
                                 int step) {
  std::vector<time_mark> marks;
  auto day = day_of(span.from, zone);
  day -= date::days{day.time_since_epoch().count() % step};
  for (; day_bounds(day, zone).from <= span.to; day += date::days{step})
    if (const auto at = day_bounds(day, zone).from; at >= span.from)
      marks.push_back({at, format_day(day)});
  return marks;
}

} // namespace

std::vector<time_mark> time_marks(const time_bounds& span, const date::time_zone& zone,
                                  std::size_t most) {
  if (span.to - span.from <= hours{48})
    for (const int step : {1, 2, 3, 6, 12, 24})
      if (auto marks = hour_marks(span, zone, step); marks.size() <= most)
        return marks;
  for (int step = 1;; step *= 2)
    if (auto marks = day_marks(span, zone, step); marks.size() <= most)
      return marks;
}

} // namespace tracker
