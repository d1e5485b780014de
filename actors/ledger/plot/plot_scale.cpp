// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_scale.hpp"

#include "messages/money.hpp"

#include <array>

namespace tracker {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

bool has_room(const time_bounds& span, timespan step, std::size_t max_count) {
  return (span.end - span.begin) / step <= static_cast<std::int64_t>(max_count);
}

std::string clock_label(timestamp instant, const date::time_zone& zone) {
  return format_local_minute(instant, zone).substr(std::string{"2026-11-24 "}.size());
}

/// Every `step` minutes of the local hour.
std::vector<time_mark> minute_marks(const time_bounds& span, const date::time_zone& zone,
                                    minutes step) {
  const auto offset = zone.get_info(date::floor<std::chrono::seconds>(span.begin)).offset;
  std::vector<time_mark> marks;
  for (auto instant = date::floor<minutes>(span.begin + offset);
       instant - offset <= span.end; instant += minutes{1})
    if (instant.time_since_epoch() % step == minutes{0} && instant - offset >= span.begin)
      marks.push_back({instant - offset, clock_label(instant - offset, zone)});
  return marks;
}

/// Every `step` hours of the local day. In spans over a day midnight is labelled with the
/// date.
std::vector<time_mark> hour_marks(const time_bounds& span, const date::time_zone& zone,
                                  int step) {
  const bool has_days = span.end - span.begin > hours{24};
  std::vector<time_mark> marks;
  for (auto day = day_of(span.begin, zone); day_bounds(day, zone).begin <= span.end;
       day += date::days{1})
    for (int hour = 0; hour < 24; hour += step) {
      const timestamp instant =
          zone.to_sys(date::local_seconds{day + hours{hour}}, date::choose::earliest);
      if (span.begin <= instant && instant <= span.end)
        marks.push_back({instant, has_days && hour == 0 ? date::format("%b %e", day)
                                                        : clock_label(instant, zone)});
    }
  return marks;
}

std::vector<time_mark> day_marks(const time_bounds& span, const date::time_zone& zone,
                                 int step) {
  std::vector<time_mark> marks;
  auto day = day_of(span.begin, zone);
  day -= date::days{day.time_since_epoch().count() % step};
  for (; day_bounds(day, zone).begin <= span.end; day += date::days{step})
    if (const auto instant = day_bounds(day, zone).begin; instant >= span.begin)
      marks.push_back({instant, date::format("%b %e", day)});
  return marks;
}

/// Every `step` months from January on; whole years are labelled with the year only.
std::vector<time_mark> month_marks(const time_bounds& span, const date::time_zone& zone,
                                   int step) {
  const date::year_month_day first{day_of(span.begin, zone)};
  auto month = first.year() / date::January;
  std::vector<time_mark> marks;
  for (;; month += date::months{step}) {
    const calendar_day day{month / 1};
    const auto instant = day_bounds(day, zone).begin;
    if (instant > span.end)
      return marks;
    if (instant >= span.begin)
      marks.push_back({instant, date::format(step % 12 == 0 ? "%Y" : "%b %Y", day)});
  }
}

/// `value / step`, rounded towards negative infinity.
std::int64_t floor_steps(std::int64_t value, std::int64_t step) {
  const auto whole = value / step;
  return value % step < 0 ? whole - 1 : whole;
}

/// The number of lines that steps of this size need.
std::uint64_t lines_needed(usdc low, usdc high, std::int64_t step) {
  return static_cast<std::uint64_t>(-floor_steps(-high.micros(), step) -
                                    floor_steps(low.micros(), step) + 1);
}

std::int64_t step_for(usdc low, usdc high, std::size_t max_count) {
  // Start at one cent: axis labels have no smaller amounts.
  for (std::int64_t power = 10'000;; power *= 10)
    for (const std::int64_t times : {1, 2, 5})
      if (lines_needed(low, high, times * power) <= max_count)
        return times * power;
}

} // namespace

std::string format_tenths(tenths length) {
  const auto magnitude = length < 0 ? -length : length;
  auto text = (length < 0 ? "-" : "") + std::to_string(magnitude / 10);
  if (magnitude % 10 != 0)
    text += '.' + std::to_string(magnitude % 10);
  return text;
}

tenths linear_scale::operator()(std::int64_t value) const {
  if (high_ == low_)
    return (at_low_ + at_high_) / 2;
  const auto run = static_cast<wide_integer>(value - low_) * (at_high_ - at_low_);
  return at_low_ + static_cast<tenths>(run / (high_ - low_));
}

std::vector<usdc> axis_steps(usdc low, usdc high, std::size_t max_count) {
  const auto step = step_for(low, high, max_count);
  std::vector<usdc> steps;
  for (auto amount = floor_steps(low.micros(), step) * step;; amount += step) {
    steps.push_back(usdc::from_micros(amount));
    if (amount >= high.micros())
      return steps;
  }
}

std::string axis_label(usdc amount) {
  constexpr std::int64_t dollar = 1'000'000;
  const auto magnitude = amount.micros() < 0 ? -amount.micros() : amount.micros();
  const std::string sign = amount.micros() < 0 ? "-$" : "$";
  const auto in_units_of = [&](std::int64_t unit, char name) {
    const auto tenths_of = magnitude / (unit / 10);
    const auto rest = tenths_of % 10 == 0 ? "" : '.' + std::to_string(tenths_of % 10);
    return sign + std::to_string(tenths_of / 10) + rest + name;
  };
  if (magnitude >= 1'000'000 * dollar && magnitude % (100'000 * dollar) == 0)
    return in_units_of(1'000'000 * dollar, 'M');
  if (magnitude >= 10'000 * dollar && magnitude % (100 * dollar) == 0)
    return in_units_of(1'000 * dollar, 'k');
  return sign + format_rounded(magnitude, magnitude % dollar == 0 ? 0 : 2);
}

std::vector<time_mark> time_marks(const time_bounds& span, const date::time_zone& zone,
                                  std::size_t max_count) {
  for (const int step : {1, 2, 5, 10, 15, 30})
    if (has_room(span, minutes{step}, max_count))
      if (auto marks = minute_marks(span, zone, minutes{step}); marks.size() <= max_count)
        return marks;
  for (const int step : {1, 2, 3, 6, 12})
    if (has_room(span, hours{step}, max_count))
      if (auto marks = hour_marks(span, zone, step); marks.size() <= max_count)
        return marks;
  for (const int step : {1, 2, 4, 7, 14})
    if (has_room(span, hours{24} * step, max_count))
      if (auto marks = day_marks(span, zone, step); marks.size() <= max_count)
        return marks;
  for (const int step : {1, 2, 3, 6})
    if (auto marks = month_marks(span, zone, step); marks.size() <= max_count)
      return marks;
  for (int years = 1;; years *= 2)
    if (auto marks = month_marks(span, zone, 12 * years); marks.size() <= max_count)
      return marks;
}

} // namespace tracker
