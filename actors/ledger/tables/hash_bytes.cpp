// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/hash_bytes.hpp"

namespace tracker {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

constexpr unsigned char no_digit = 0xff;

constexpr auto digit_values = [] {
  std::array<unsigned char, 256> result{};
  result.fill(no_digit);
  for (std::size_t value = 0; value < digits.size(); ++value)
    result[static_cast<unsigned char>(digits[value])] = static_cast<unsigned char>(value);
  return result;
}();

unsigned digit_value(char digit) {
  return digit_values[static_cast<unsigned char>(digit)];
}

} // namespace

std::optional<hash_bytes> parse_hash(std::string_view text) {
  hash_bytes result;
  if (text.size() != 2 + 2 * result.size() || text.substr(0, 2) != "0x")
    return std::nullopt;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto high = digit_value(text[2 + 2 * i]);
    const auto low = digit_value(text[3 + 2 * i]);
    if (high == no_digit || low == no_digit)
      return std::nullopt;
    result[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return result;
}

std::string hash_text(std::string_view bytes) {
  std::string result = "0x";
  result.reserve(2 + 2 * bytes.size());
  for (const auto byte : bytes) {
    result += digits[static_cast<unsigned char>(byte) / 16];
    result += digits[static_cast<unsigned char>(byte) % 16];
  }
  return result;
}

} // namespace tracker
