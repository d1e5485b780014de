// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_time.hpp"

#include <array>

namespace tracker {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

bool has_room(const time_bounds& span, timespan step, std::size_t most) {
  return (span.to - span.from) / step <= static_cast<std::int64_t>(most);
}

std::string clock_label(timestamp instant, const date::time_zone& zone) {
  return format_local_minute(instant, zone).substr(std::string{"2026-11-24 "}.size());
}

/// Every `step` minutes of each hour, as the clock shows them.
std::vector<time_mark> minute_marks(const time_bounds& span, const date::time_zone& zone,
                                    minutes step) {
  const auto offset = zone.get_info(date::floor<std::chrono::seconds>(span.from)).offset;
  std::vector<time_mark> marks;
  for (auto instant = date::floor<minutes>(span.from + offset);
       instant - offset <= span.to; instant += minutes{1})
    if (instant.time_since_epoch() % step == minutes{0} && instant - offset >= span.from)
      marks.push_back({instant - offset, clock_label(instant - offset, zone)});
  return marks;
}

/// Every `step` hours of each day, as the clock shows them. In more than a day, midnight
/// has the name of the day that begins.
std::vector<time_mark> hour_marks(const time_bounds& span, const date::time_zone& zone,
                                  int step) {
  const bool has_days = span.to - span.from > hours{24};
  std::vector<time_mark> marks;
  for (auto day = day_of(span.from, zone); day_bounds(day, zone).from <= span.to;
       day += date::days{1})
    for (int hour = 0; hour < 24; hour += step) {
      const timestamp at =
          zone.to_sys(date::local_seconds{day + hours{hour}}, date::choose::earliest);
      if (span.from <= at && at <= span.to)
        marks.push_back({at, has_days && hour == 0 ? date::format("%b %e", day)
                                                   : clock_label(at, zone)});
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
      marks.push_back({at, date::format("%b %e", day)});
  return marks;
}

/// Every `step` months, counted from January; of whole years only the year is named.
std::vector<time_mark> month_marks(const time_bounds& span, const date::time_zone& zone,
                                   int step) {
  const date::year_month_day first{day_of(span.from, zone)};
  auto month = first.year() / date::January;
  std::vector<time_mark> marks;
  for (;; month += date::months{step}) {
    const calendar_day day{month / 1};
    const auto at = day_bounds(day, zone).from;
    if (at > span.to)
      return marks;
    if (at >= span.from)
      marks.push_back({at, date::format(step % 12 == 0 ? "%Y" : "%b %Y", day)});
  }
}

} // namespace

std::vector<time_mark> time_marks(const time_bounds& span, const date::time_zone& zone,
                                  std::size_t most) {
  for (const int step : {1, 2, 5, 10, 15, 30})
    if (has_room(span, minutes{step}, most))
      if (auto marks = minute_marks(span, zone, minutes{step}); marks.size() <= most)
        return marks;
  for (const int step : {1, 2, 3, 6, 12})
    if (has_room(span, hours{step}, most))
      if (auto marks = hour_marks(span, zone, step); marks.size() <= most)
        return marks;
  for (const int step : {1, 2, 4, 7, 14})
    if (has_room(span, hours{24} * step, most))
      if (auto marks = day_marks(span, zone, step); marks.size() <= most)
        return marks;
  for (const int step : {1, 2, 3, 6})
    if (auto marks = month_marks(span, zone, step); marks.size() <= most)
      return marks;
  for (int years = 1;; years *= 2)
    if (auto marks = month_marks(span, zone, 12 * years); marks.size() <= most)
      return marks;
}

} // namespace tracker
