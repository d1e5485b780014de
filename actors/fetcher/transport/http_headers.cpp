// SPDX-License-Identifier: MIT
#include "actors/fetcher/transport/http_headers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace tracker {

namespace {

constexpr std::int64_t largest_seconds = std::numeric_limits<std::int32_t>::max();

/// A number of digits only, at most `largest_seconds`.
std::optional<std::int64_t> digits(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
    return {};
  std::int64_t value = 0;
  for (auto c : text)
    value = std::min<std::int64_t>(value * 10 + (c - '0'), largest_seconds);
  return value;
}

/// The index of `name` in `names`, which have three letters each.
std::optional<unsigned> index_of(std::string_view name, std::string_view names) {
  const auto position = names.find(name);
  if (name.size() != 3 || position == std::string_view::npos || position % 3 != 0)
    return {};
  return static_cast<unsigned>(position / 3);
}

/// True when `text` has the fixed characters of `Sun, 06 Nov 1994 08:49:37 GMT`.
bool has_date_layout(std::string_view text) {
  constexpr std::string_view layout = "---, -- --- ---- --:--:-- GMT";
  return text.size() == layout.size() &&
         std::equal(text.begin(), text.end(), layout.begin(),
                    [](char c, char fixed) { return fixed == '-' || c == fixed; });
}

} // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::chrono::seconds parse_age(std::string_view value) {
  return std::chrono::seconds{
      digits(trimmed(value.substr(0, value.find(',')))).value_or(0)};
}

std::optional<timestamp> parse_http_date(std::string_view value) {
  using namespace std::chrono;
  const auto text = trimmed(value);
  if (!has_date_layout(text))
    return {};
  const auto month_index =
      index_of(text.substr(8, 3), "JanFebMarAprMayJunJulAugSepOctNovDec");
  const std::array parts{digits(text.substr(5, 2)), digits(text.substr(12, 4)),
                         digits(text.substr(17, 2)), digits(text.substr(20, 2)),
                         digits(text.substr(23, 2))};
  if (!month_index || std::count(parts.begin(), parts.end(), std::nullopt) != 0)
    return {};
  const auto [day_number, year_number, hour, minute, second] = parts;
  const year_month_day date{year{static_cast<int>(*year_number)}, month{*month_index + 1},
                            day{static_cast<unsigned>(*day_number)}};
  // Second 60 is a leap second.
  if (!date.ok() || *year_number < 1970 || *year_number > 2199 || *hour > 23 ||
      *minute > 59 || *second > 60)
    return {};
  return timestamp{sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second};
}

std::optional<timespan> parse_retry_after(std::string_view value, timestamp now) {
  std::optional<timespan> pause;
  if (const auto count = digits(trimmed(value)))
    pause = std::chrono::seconds{*count};
  else if (const auto date = parse_http_date(value))
    pause = std::max(*date - now, timespan{0});
  if (!pause)
    return {};
  return std::min(*pause, longest_retry_after);
}

} // namespace tracker
