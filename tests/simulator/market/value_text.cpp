// SPDX-License-Identifier: MIT
#include "tests/simulator/market/value_text.hpp"

#include <array>
#include <charconv>
#include <ctime>

namespace tracker::exchange {

namespace {

std::string formatted(timestamp time, const char* format) {
  const std::time_t seconds = to_unix_seconds(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

} // namespace

std::string decimal_text(std::int64_t count, int places) {
  const auto width = static_cast<std::size_t>(places);
  auto digits = std::to_string(count < 0 ? -count : count);
  if (digits.size() <= width)
    digits.insert(0, width + 1 - digits.size(), '0');
  auto fraction = digits.substr(digits.size() - width);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  const auto integer = digits.substr(0, digits.size() - width);
  return (count < 0 ? "-" : "") + integer + (fraction.empty() ? "" : "." + fraction);
}

std::string thousandths(int count) {
  return decimal_text(count, 3);
}

nlohmann::ordered_json number(const std::string& text) {
  return nlohmann::ordered_json::parse(text);
}

std::optional<std::int64_t> parse_count(std::string_view text) {
  std::int64_t value = 0;
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (text.empty() || error != std::errc{} || end != last || value < 0)
    return std::nullopt;
  return value;
}

std::string date_text(timestamp time) {
  return formatted(time, "%Y-%m-%d");
}

std::string rfc3339(timestamp time) {
  return formatted(time, "%Y-%m-%dT%H:%M:%SZ");
}

std::string rfc3339_micros(timestamp time) {
  const auto fraction = time - std::chrono::floor<std::chrono::seconds>(time);
  // The 1 in front keeps the zeros after the point.
  auto digits = std::to_string(1'000'000 + fraction / std::chrono::microseconds{1});
  digits.erase(digits.find_last_not_of('0') + 1);
  auto text = formatted(time, "%Y-%m-%dT%H:%M:%S");
  if (digits.size() > 1)
    text += '.' + digits.substr(1);
  return text + 'Z';
}

std::string closed_time_text(timestamp time) {
  return formatted(time, "%Y-%m-%d %H:%M:%S+00");
}

std::string http_date(timestamp time) {
  return formatted(time, "%a, %d %b %Y %H:%M:%S GMT");
}

} // namespace tracker::exchange
