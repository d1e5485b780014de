// SPDX-License-Identifier: MIT
#include "actors/window/series.hpp"

#include <date/tz.h>

#include <algorithm>

namespace tracker {

namespace {

using std::chrono::seconds;

constexpr std::string_view infix = "-updown-";

std::optional<seconds> length_of(std::string_view suffix) {
  if (suffix == "5m")
    return std::chrono::minutes{5};
  if (suffix == "15m")
    return std::chrono::minutes{15};
  if (suffix == "4h")
    return std::chrono::hours{4};
  return std::nullopt;
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

window window_from(const series& series, std::int64_t start) {
  return {series.name + "-" + std::to_string(start), from_unix_seconds(start),
          from_unix_seconds(start) + series.length};
}

const date::time_zone& new_york() {
  return *date::locate_zone("America/New_York");
}

date::local_seconds new_york_start(const series& series, timestamp time) {
  const auto local = new_york().to_local(date::floor<seconds>(time));
  const auto midnight = date::floor<date::days>(local);
  return midnight + (local - midnight) / series.length * series.length;
}

std::int64_t to_unix(date::local_seconds local) {
  // Clocks change at 2 h, never at a multiple of four: no start is skipped or doubled.
  return new_york().to_sys(local, date::choose::earliest).time_since_epoch().count();
}

} // namespace

std::optional<series> parse_series(std::string_view name, seconds override_length) {
  const auto infix_start = name.find(infix);
  if (infix_start == std::string_view::npos)
    return std::nullopt;
  const auto asset = name.substr(0, infix_start);
  const auto suffix = name.substr(infix_start + infix.size());
  if (!is_word(asset) || !is_word(suffix))
    return std::nullopt;
  if (override_length > seconds{0})
    return series{std::string{name}, override_length, window_alignment::epoch};
  const auto length = length_of(suffix);
  if (!length)
    return std::nullopt;
  const bool four_hours = *length == std::chrono::hours{4};
  return series{std::string{name}, *length,
                four_hours ? window_alignment::new_york : window_alignment::epoch};
}

window window_at(const series& series, timestamp time) {
  if (series.alignment == window_alignment::new_york)
    return window_from(series, to_unix(new_york_start(series, time)));
  const auto length = series.length.count();
  const auto now = to_unix_seconds(time);
  const auto elapsed = ((now % length) + length) % length;
  return window_from(series, now - elapsed);
}

window next_window(const series& series, const window& before) {
  if (series.alignment == window_alignment::new_york)
    return window_from(series,
                       to_unix(new_york_start(series, before.start) + series.length));
  return window_from(series, to_unix_seconds(before.start) + series.length.count());
}

} // namespace tracker
