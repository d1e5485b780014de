// SPDX-License-Identifier: MIT
#include "actors/window/series/dated_slug.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tracker {

namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> months{
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

constexpr std::string_view day_word = "on-";
constexpr std::string_view hour_word = "-et";

/// Slugs of 12 March 2026 have no year, slugs of 19 March have one; of the days between
/// none was recorded.
constexpr date::sys_days first_day_with_year =
    date::year{2026} / date::month{3} / date::day{16};

const date::time_zone& new_york() {
  return *date::locate_zone("America/New_York");
}

std::string date_words(date::local_days day) {
  const date::year_month_day named{day};
  const auto month = static_cast<unsigned>(named.month());
  auto text =
      fmt::format("{}-{}", months.at(month - 1), static_cast<unsigned>(named.day()));
  if (day.time_since_epoch() >= first_day_with_year.time_since_epoch())
    text += fmt::format("-{}", static_cast<int>(named.year()));
  return text;
}

/// Removes and returns the text before the first `-`.
std::string_view take_word(std::string_view& text) {
  const auto end = text.find('-');
  const auto word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

/// A number without a sign and without leading zeros.
std::optional<int> parse_number(std::string_view text) {
  int value = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  const bool is_plain = !text.empty() && text.front() >= '1' && text.front() <= '9';
  if (!is_plain || error != std::errc{} || rest != end)
    return std::nullopt;
  return value;
}

/// `november`, `28` and, unless it is left out, `2026`; what follows stays in `text`.
std::optional<date::local_days> take_date(std::string_view& text) {
  const auto* month = std::find(months.begin(), months.end(), take_word(text));
  const auto day = parse_number(take_word(text));
  if (month == months.end() || !day || *day > 31)
    return std::nullopt;
  const auto named_month = date::month{static_cast<unsigned>(month - months.begin()) + 1};
  const auto date_in = [&](int year) {
    return date::year{year} / named_month / date::day{static_cast<unsigned>(*day)};
  };
  auto rest = text;
  const auto year = parse_number(take_word(rest));
  const bool has_year = year && *year > 2000 && *year < 2200;
  if (has_year)
    text = rest;
  auto named = date_in(has_year ? *year : 2026);
  if (!has_year && named.ok() && date::sys_days{named} >= first_day_with_year)
    named = date_in(2025);
  if (!named.ok())
    return std::nullopt;
  return date::local_days{named};
}

/// `12am`, `3pm`.
std::optional<hours> parse_hour(std::string_view text) {
  if (text.size() < 3)
    return std::nullopt;
  const auto half = text.substr(text.size() - 2);
  const auto hour = parse_number(text.substr(0, text.size() - 2));
  if (!hour || *hour > 12 || (half != "am" && half != "pm"))
    return std::nullopt;
  return hours{*hour % 12 + (half == "pm" ? 12 : 0)};
}

std::optional<dated_slug> parse_hourly(dated_slug result, std::string_view text) {
  text.remove_suffix(hour_word.size());
  const auto day = take_date(text);
  const auto hour = day ? parse_hour(text) : std::nullopt;
  if (!hour)
    return std::nullopt;
  const auto info = new_york().get_info(*day + *hour);
  if (info.result == date::local_info::nonexistent)
    return std::nullopt;
  if (info.result == date::local_info::unique)
    result.time = from_new_york_time(*day + *hour);
  return result;
}

std::optional<dated_slug> parse_daily(dated_slug result, std::string_view text) {
  result.is_daily = true;
  const auto day = take_date(text);
  if (!day || !text.empty())
    return std::nullopt;
  result.time = from_new_york_time(*day + hours{12});
  return result;
}

} // namespace

date::local_seconds new_york_time(timestamp time) {
  return new_york().to_local(date::floor<seconds>(time));
}

timestamp from_new_york_time(date::local_seconds local) {
  return new_york().to_sys(local, date::choose::earliest);
}

std::optional<std::string> hour_slug(std::string_view asset, timestamp start) {
  const auto local = new_york_time(start);
  if (new_york().get_info(local).result == date::local_info::ambiguous)
    return std::nullopt;
  const auto day = date::floor<date::days>(local);
  const auto hour = std::chrono::duration_cast<hours>(local - day).count();
  return fmt::format("{}{}{}-{}{}{}", asset, dated_infix, date_words(day),
                     hour % 12 == 0 ? 12 : hour % 12, hour < 12 ? "am" : "pm", hour_word);
}

std::string day_slug(std::string_view asset, timestamp end) {
  return fmt::format("{}{}{}{}", asset, dated_infix, day_word,
                     date_words(date::floor<date::days>(new_york_time(end))));
}

std::optional<dated_slug> parse_dated_slug(std::string_view slug) {
  const auto middle = slug.find(dated_infix);
  if (middle == std::string_view::npos || middle == 0)
    return std::nullopt;
  dated_slug result;
  result.asset = slug.substr(0, middle);
  auto text = slug.substr(middle + dated_infix.size());
  if (text.starts_with(day_word))
    return parse_daily(std::move(result), text.substr(day_word.size()));
  if (text.ends_with(hour_word))
    return parse_hourly(std::move(result), text);
  return std::nullopt;
}

timestamp noon_before(timestamp time) {
  const auto local = new_york_time(time);
  auto noon = date::floor<date::days>(local) + hours{12};
  if (local < noon)
    noon -= date::days{1};
  return from_new_york_time(noon);
}

timestamp noon_after(timestamp noon) {
  return from_new_york_time(new_york_time(noon) + date::days{1});
}

} // namespace tracker
