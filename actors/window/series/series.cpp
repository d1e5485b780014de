// SPDX-License-Identifier: MIT
#include "actors/window/series/series.hpp"

#include "actors/window/series/dated_slug.hpp"

#include <algorithm>
#include <charconv>

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

std::string slug_by_start(const series& series, timestamp start) {
  return series.name + "-" + std::to_string(to_unix_seconds(start));
}

bool is_daily(const series& series) {
  return series.alignment == window_alignment::new_york_noon;
}

window window_from(const series& series, timestamp start) {
  const auto end = is_daily(series) ? noon_after(start) : start + series.length;
  if (series.slug_asset.empty())
    return {slug_by_start(series, start), start, end};
  auto slug = is_daily(series) ? std::optional{day_slug(series.slug_asset, end)}
                               : hour_slug(series.slug_asset, start);
  return {slug ? std::move(*slug) : slug_by_start(series, start), start, end};
}

std::optional<window> window_that_starts(const series& series, timestamp start,
                                         std::string_view slug) {
  auto result = window_at(series, start);
  if (result.start != start)
    return std::nullopt;
  result.slug = slug;
  return result;
}

/// The start in a slug of the series' name and Unix seconds.
std::optional<timestamp> start_in(const series& series, std::string_view slug) {
  if (slug.size() <= series.name.size() + 1 || !slug.starts_with(series.name) ||
      slug[series.name.size()] != '-')
    return std::nullopt;
  const auto digits = slug.substr(series.name.size() + 1);
  std::int64_t start = 0;
  const auto* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, start);
  constexpr std::int64_t last_start = 9'000'000'000;
  if (error != std::errc{} || end != last || start < 0 || start > last_start ||
      std::to_string(start) != digits)
    return std::nullopt;
  return from_unix_seconds(start);
}

/// A dated slug of this series.
std::optional<dated_slug> dated_slug_of(const series& series, std::string_view slug) {
  if (series.slug_asset.empty())
    return std::nullopt;
  auto result = parse_dated_slug(slug);
  if (!result || result->asset != series.slug_asset ||
      result->is_daily != is_daily(series))
    return std::nullopt;
  return result;
}

/// Clocks change at 2 h, never at a multiple of four: no start is skipped or doubled.
date::local_seconds new_york_start(const series& series, timestamp time) {
  const auto local = new_york_time(time);
  const auto midnight = date::floor<date::days>(local);
  return midnight + (local - midnight) / series.length * series.length;
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
    return window_from(series, from_new_york_time(new_york_start(series, time)));
  if (is_daily(series))
    return window_from(series, noon_before(time));
  const auto length = series.length.count();
  const auto now = to_unix_seconds(time);
  const auto elapsed = ((now % length) + length) % length;
  return window_from(series, from_unix_seconds(now - elapsed));
}

window next_window(const series& series, const window& before) {
  if (series.alignment == window_alignment::new_york)
    return window_from(
        series, from_new_york_time(new_york_start(series, before.start) + series.length));
  if (is_daily(series))
    return window_from(series, noon_after(before.start));
  return window_from(series, before.start + series.length);
}

std::optional<window> window_of_slug(const series& series, std::string_view slug) {
  if (const auto start = start_in(series, slug))
    return window_that_starts(series, *start, slug);
  const auto dated = dated_slug_of(series, slug);
  if (!dated || !dated->time)
    return std::nullopt;
  if (!is_daily(series))
    return window_that_starts(series, *dated->time, slug);
  return window_that_starts(series, noon_before(*dated->time - timespan{1}), slug);
}

bool names_two_windows(const series& series, std::string_view slug) {
  const auto dated = dated_slug_of(series, slug);
  return dated && !dated->time;
}

bool has_placeholder_slug(const series& series, const window& window) {
  return !series.slug_asset.empty() && start_in(series, window.slug).has_value();
}

std::string dated_slug_prefix(const series& series) {
  return series.slug_asset.empty() ? std::string{}
                                   : series.slug_asset + std::string{dated_infix};
}

timespan market_lead_of(const series& series) {
  const bool is_hourly = !series.slug_asset.empty() && !is_daily(series);
  return std::chrono::hours{is_hourly ? 49 : 24};
}

} // namespace tracker
