// SPDX-License-Identifier: MIT
#include "actors/ledger/query/calendar.hpp"

#include "actors/text/time_text.hpp"

namespace tracker {

namespace {

using std::chrono::seconds;

timestamp from_local(date::local_seconds instant, const date::time_zone& zone) {
  return zone.to_sys(instant, date::choose::earliest);
}

date::zoned_seconds in_zone(timestamp instant, const date::time_zone& zone) {
  return date::make_zoned(&zone, date::floor<seconds>(instant));
}

} // namespace

calendar_day day_of(timestamp instant, const date::time_zone& zone) {
  return date::floor<date::days>(zone.to_local(date::floor<seconds>(instant)));
}

time_bounds day_bounds(calendar_day day, const date::time_zone& zone) {
  return {from_local(day, zone), from_local(day + date::days{1}, zone)};
}

calendar_day week_of(calendar_day day) {
  return day - (date::weekday{day} - date::Monday);
}

calendar_day month_of(calendar_day day) {
  const date::year_month_day fields{day};
  return calendar_day{fields.year() / fields.month() / 1};
}

std::string format_day(calendar_day day) {
  return date::format("%F", day);
}

std::string format_week(calendar_day monday) {
  return date::format("%G-W%V", monday);
}

std::string format_month(calendar_day first) {
  return date::format("%Y-%m", first);
}

std::string format_local_minute(timestamp instant, const date::time_zone& zone) {
  return date::format("%F %H:%M", in_zone(instant, zone));
}

std::string format_local_second(timestamp instant, const date::time_zone& zone) {
  return date::format("%F %T %Z", in_zone(instant, zone));
}

std::optional<calendar_day> parse_day(std::string_view text) {
  constexpr std::size_t length = std::string_view{"2026-11-24"}.size();
  if (text.size() != length)
    return std::nullopt;
  const auto midnight = parse_time(std::string{text} + "T00:00:00Z");
  if (!midnight)
    return std::nullopt;
  return calendar_day{date::floor<date::days>(*midnight).time_since_epoch()};
}

std::optional<timestamp> parse_instant(std::string_view text,
                                       const date::time_zone& zone) {
  if (const auto exact = parse_time(text))
    return exact;
  constexpr std::size_t to_the_minute = std::string_view{"2026-11-24T13:30"}.size();
  std::string completed{text};
  if (text.size() == to_the_minute)
    completed += ":00";
  // Parsed as UTC to get the fields only.
  const auto fields = parse_time(completed + 'Z');
  if (!fields)
    return std::nullopt;
  const date::local_seconds local{date::floor<seconds>(*fields).time_since_epoch()};
  return from_local(local, zone) + (*fields - date::floor<seconds>(*fields));
}

} // namespace tracker
