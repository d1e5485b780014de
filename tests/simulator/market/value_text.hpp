// SPDX-License-Identifier: MIT
// Numbers and times in the forms that the platform prints and reads.
#pragma once

#include "messages/time.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tracker::exchange {

/// `count` units of 10^-`places` without the zeros at the end: `0.73`, `-1.5`, `80`.
std::string decimal_text(std::int64_t count, int places);

/// `count` thousandths as the platform prints them: `0.505`, `0.5`, `1`.
std::string thousandths(int count);

/// The JSON number with this text.
nlohmann::ordered_json number(const std::string& text);

/// Reads a number of decimal digits alone; nothing for another text.
std::optional<std::int64_t> parse_count(std::string_view text);

/// `2026-09-20`.
std::string date_text(timestamp time);

/// `2026-09-20T22:40:00Z`, to the second.
std::string rfc3339(timestamp time);

/// `2026-09-19T22:42:37.17556Z`: to the microsecond, without the zeros at the end.
std::string rfc3339_micros(timestamp time);

/// `2026-09-20 22:40:53+00`: the form of a market's `closedTime` alone.
std::string closed_time_text(timestamp time);

/// `Sun, 20 Sep 2026 22:40:53 GMT`: the form of HTTP headers.
std::string http_date(timestamp time);

} // namespace tracker::exchange
