// SPDX-License-Identifier: MIT
#include "main/config/setting_decimal.hpp"

#include "main/config/config_bytes.hpp"

#include <algorithm>

namespace tracker {

namespace {

constexpr std::size_t places_kept = 6;
constexpr const char* not_decimal = "it is not a decimal with at most six places";
constexpr const char* out_of_range = "it is out of range";

constexpr auto one_dollar = price::from_micros(1'000'000);
constexpr auto most_shares = shares::from_micros(1'000'000'000'000'000);

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_decimal(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos)
    return all_digits(text);
  const auto places = text.substr(point + 1);
  return all_digits(text.substr(0, point)) && all_digits(places) &&
         places.size() <= places_kept;
}

std::optional<std::int64_t> read_micros(std::string_view text) {
  return is_decimal(text) ? parse_micros(text) : std::nullopt;
}

} // namespace

refusal read_price(std::string_view text, price& result) {
  const auto micros = read_micros(text);
  if (!micros)
    return not_decimal;
  const auto value = price::from_micros(*micros);
  if (value <= price{} || value > one_dollar)
    return out_of_range;
  result = value;
  return std::nullopt;
}

refusal read_shares(std::string_view text, shares& result) {
  const auto micros = read_micros(text);
  if (!micros)
    return not_decimal;
  const auto value = shares::from_micros(*micros);
  if (value > most_shares)
    return out_of_range;
  result = value;
  return std::nullopt;
}

} // namespace tracker
