// SPDX-License-Identifier: MIT
#include "actors/platform/amounts.hpp"

namespace tracker {

namespace {

constexpr std::int64_t one = 1'000'000;
/// Ninety times the largest amount recorded; 9,000 of it still add up without overflow.
constexpr std::int64_t max_amount = 1'000'000'000 * one;

} // namespace

price read_price(const json_cursor& field, std::string_view text) {
  const auto micros = parse_micros(text);
  if (!micros || *micros < 0 || *micros > one)
    field.refuse("a price from 0 to 1");
  return price::from_micros(*micros);
}

price read_price(const json_cursor& field) {
  return read_price(field, field.decimal());
}

std::int64_t read_amount(const json_cursor& field) {
  const auto micros = parse_micros(field.decimal());
  if (!micros || *micros < 0 || *micros > max_amount)
    field.refuse("an amount from 0 to 1000000000");
  return *micros;
}

} // namespace tracker
