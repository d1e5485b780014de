// SPDX-License-Identifier: MIT
#include "tests/simulator/market/calendar.hpp"

#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/market/value_text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace tracker::exchange {

namespace {

using namespace std::chrono_literals;
using std::chrono::floor;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> months = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

constexpr std::string_view middle = "-up-or-down-";

const std::map<std::string, std::string, std::less<>>& long_names() {
  static const std::map<std::string, std::string, std::less<>> names = {
      {"btc", "bitcoin"},   {"eth", "ethereum"}, {"sol", "solana"}, {"xrp", "xrp"},
      {"doge", "dogecoin"}, {"bnb", "bnb"},      {"hype", "hype"}};
  return names;
}

timestamp noon_of(timestamp local_day) {
  // Clocks change at night: an hour of noise does not matter for the offset at noon.
  return local_day + 12h - new_york_offset(local_day + 17h);
}

/// The noon of New York at or before `time`.
timestamp last_noon(timestamp time) {
  auto noon = noon_of(floor<std::chrono::days>(time + new_york_offset(time)));
  if (noon > time)
    noon = noon_of(floor<std::chrono::days>(noon - 24h + new_york_offset(noon - 24h)));
  return noon;
}

timestamp next_noon(timestamp noon) {
  return noon_of(floor<std::chrono::days>(noon + 26h + new_york_offset(noon + 26h)));
}

/// New York's clocks show this hour twice, or have just shown it.
bool is_shown_twice(timestamp start) {
  const auto ends_summer = [](timestamp time) {
    return new_york_offset(time) == -4h && new_york_offset(time + 1h) == -5h;
  };
  return ends_summer(start) || ends_summer(start - 1h);
}

std::string date_words(timestamp local) {
  const std::chrono::year_month_day date{floor<std::chrono::days>(local)};
  return std::string{months[static_cast<unsigned>(date.month()) - 1]} + '-' +
         std::to_string(static_cast<unsigned>(date.day())) + '-' +
         std::to_string(static_cast<int>(date.year()));
}

/// The hour or day of `asset` that has its start at or before `time`.
dated_window dated_at(std::string asset, std::string duration, timestamp time) {
  dated_window result{std::move(asset), std::move(duration), {}, {}};
  const bool is_daily = result.duration == "1d";
  result.start = is_daily ? last_noon(time) : floor<std::chrono::hours>(time);
  result.end = is_daily ? next_noon(result.start) : result.start + 1h;
  return result;
}

std::optional<dated_window> offered(dated_window window) {
  if (window.duration == "1h" && is_shown_twice(window.start))
    return std::nullopt;
  return window;
}

std::optional<dated_window> find_key(std::string_view slug) {
  const auto first = slug.find('-');
  const auto last = slug.rfind('-');
  if (first == std::string_view::npos || last <= first)
    return std::nullopt;
  const auto duration = slug.substr(first + 1, last - first - 1);
  const auto start = parse_count(slug.substr(last + 1));
  if ((duration != "1h" && duration != "1d") || !start || *start > 9'000'000'000 ||
      !long_names().contains(slug.substr(0, first)))
    return std::nullopt;
  auto window = dated_at(std::string{slug.substr(0, first)}, std::string{duration},
                         from_unix_seconds(*start));
  return window.start == from_unix_seconds(*start) ? offered(std::move(window))
                                                   : std::nullopt;
}

} // namespace

std::chrono::hours new_york_offset(timestamp time) {
  using namespace std::chrono;
  const auto year = year_month_day{floor<days>(time)}.year();
  const timestamp begin = sys_days{year / March / Sunday[2]} + 7h;
  const timestamp end = sys_days{year / November / Sunday[1]} + 6h;
  return begin <= time && time < end ? -4h : -5h;
}

/// Searches the hours of three days around the date, or the noons, for the window with
/// this slug: slow and simple.
std::optional<dated_window> find_dated(std::string_view slug) {
  if (auto window = find_key(slug))
    return window;
  const auto place = slug.find(middle);
  if (place == std::string_view::npos)
    return std::nullopt;
  const auto name =
      std::find_if(long_names().begin(), long_names().end(), [&](const auto& entry) {
        return entry.second == slug.substr(0, place);
      });
  if (name == long_names().end())
    return std::nullopt;
  auto rest = slug.substr(place + middle.size());
  const bool is_daily = rest.starts_with("on-");
  if (is_daily)
    rest.remove_prefix(3);
  std::array<std::string_view, 3> words;
  for (auto& word : words) {
    word = rest.substr(0, rest.find('-'));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  }
  const auto* month = std::find(months.begin(), months.end(), words[0]);
  const auto day = parse_count(words[1]);
  const auto year = parse_count(words[2]);
  if (month == months.end() || !day || !year || *year < 2000 || *year > 2200)
    return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year{static_cast<int>(*year)},
      std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
      std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok())
    return std::nullopt;
  const timestamp begin = std::chrono::sys_days{date};
  const auto step = is_daily ? 24h : 1h;
  for (auto time = begin - 25h; time <= begin + 49h; time += step) {
    auto window = offered(dated_at(name->first, is_daily ? "1d" : "1h", time));
    if (window && dated_slug_of(*window) == slug)
      return window;
  }
  return std::nullopt;
}

std::string dated_slug_of(const dated_window& window) {
  const auto& name = long_names().at(window.asset);
  if (window.duration == "1d")
    return name + std::string{middle} + "on-" +
           date_words(window.end + new_york_offset(window.end));
  const auto local = window.start + new_york_offset(window.start);
  const auto hour =
      (floor<std::chrono::hours>(local) - floor<std::chrono::days>(local)) / 1h;
  return name + std::string{middle} + date_words(local) + '-' +
         std::to_string(hour % 12 == 0 ? 12 : hour % 12) + (hour < 12 ? "am" : "pm") +
         "-et";
}

std::string dated_key_of(const dated_window& window) {
  return window.asset + '-' + window.duration + '-' +
         std::to_string(to_unix_seconds(window.start));
}

std::string series_name_of(const simulated_market& market) {
  if (market.duration == "1d" ||
      (market.duration == "1h" && market.slug.find("-updown-") == std::string::npos))
    return market.asset + '-' + market.duration;
  return market.slug.substr(0, market.slug.rfind('-'));
}

std::vector<window_name> windows_between(const std::string& series, timestamp first,
                                         timestamp last, const market_rules& rules) {
  std::vector<window_name> result;
  const bool is_daily = series.ends_with("-1d");
  if (is_daily ||
      (series.ends_with("-1h") && series.find("-updown-") == std::string::npos)) {
    const auto asset = series.substr(0, series.find('-'));
    if (!long_names().contains(asset))
      return result;
    auto window = dated_at(asset, is_daily ? "1d" : "1h", first);
    while (window.start <= last) {
      if (window.start >= first && offered(window) &&
          !is_unlisted(dated_slug_of(window), rules))
        result.push_back(
            {dated_slug_of(window), window.start,
             std::chrono::duration_cast<seconds>(window.end - window.start)});
      window = dated_at(asset, window.duration, window.end);
    }
    return result;
  }
  const auto sample = find_market(series + "-0", rules, listing_rule::ignored);
  if (!sample)
    return result;
  const auto length = name_of(*sample).length;
  // Windows of 4h begin at New York's 0, 4, 8, … o'clock, all others at multiples of
  // their length.
  const auto next_start = [&](timestamp time) {
    const auto zone = length == 4h ? new_york_offset(time) : 0h;
    const auto local = to_unix_seconds(time + zone);
    const auto distance = (length.count() - local % length.count()) % length.count();
    const auto boundary = from_unix_seconds(local + distance);
    // The clocks may change before it.
    return length == 4h ? boundary - new_york_offset(boundary - zone) : boundary;
  };
  for (auto start = next_start(first); start <= last; start = next_start(start + 1s)) {
    auto slug = series + '-' + std::to_string(to_unix_seconds(start));
    if (!is_unlisted(slug, rules))
      result.push_back({std::move(slug), start, length});
  }
  return result;
}

std::string gamma_series_of(const std::string& asset, const std::string& duration) {
  if (duration == "1h")
    return (asset == "sol" ? "solana" : asset) + "-up-or-down-hourly";
  if (duration == "1d")
    return (asset == "sol"    ? "solana"
            : asset == "doge" ? "dogecoin"
                              : asset) +
           "-up-or-down-daily";
  return asset + "-up-or-down-" + duration;
}

std::int64_t gamma_series_id(const std::string& slug) {
  static const std::map<std::string, std::int64_t> recorded = {
      {"btc-up-or-down-5m", 10684},     {"btc-up-or-down-15m", 10192},
      {"btc-up-or-down-4h", 10331},     {"btc-up-or-down-hourly", 10114},
      {"btc-up-or-down-daily", 41},     {"eth-up-or-down-5m", 10683},
      {"eth-up-or-down-hourly", 10117}, {"eth-up-or-down-daily", 40},
      {"sol-up-or-down-hourly", 10122}, {"solana-up-or-down-daily", 10086}};
  const auto known = recorded.find(slug);
  return known != recorded.end()
             ? known->second
             : 20'000 + static_cast<std::int64_t>(hash(slug, 0) % 1'000'000);
}

std::vector<std::string> gamma_series_names() {
  std::vector<std::string> result;
  for (const auto& [asset, name] : long_names()) {
    for (const auto* duration : {"5m", "15m", "4h"})
      result.push_back(asset + "-updown-" + duration);
    result.push_back(asset + "-1h");
    result.push_back(asset + "-1d");
  }
  return result;
}

std::string gamma_series_named(const std::string& name) {
  return gamma_series_of(name.substr(0, name.find('-')),
                         name.substr(name.rfind('-') + 1));
}

} // namespace tracker::exchange
