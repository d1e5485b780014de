// SPDX-License-Identifier: MIT
#include "actors/platform/fields.hpp"

#include "actors/platform/ids.hpp"
#include "actors/text/time_text.hpp"

namespace tracker {

namespace {

/// 90 times the largest recorded amount; the sum of 9,000 such amounts does not overflow.
constexpr std::int64_t max_amount = 1'000'000'000 * million;

} // namespace

std::string read_hash(const json_cursor& field) {
  const auto& text = field.text();
  if (!is_hash(text))
    field.refuse("0x and 64 hex digits");
  return lower_case(text);
}

std::string read_condition_id(const json_cursor& field) {
  auto id = canonical_condition_id(field.text());
  if (!id)
    field.refuse("0x and 64 hex digits, or 62 of Protocol V2");
  return *std::move(id);
}

std::string read_token_id(const json_cursor& field) {
  const auto& text = field.text();
  if (!is_token_id(text))
    field.refuse("a decimal token id");
  return text;
}

price read_price(const json_cursor& field, std::string_view text) {
  const auto micros = parse_micros(text);
  if (!micros || *micros < 0 || *micros > million)
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

timestamp read_time_text(const json_cursor& field) {
  const auto time = parse_time(field.text());
  if (!time)
    field.refuse("a time with an offset");
  return *time;
}

} // namespace tracker
