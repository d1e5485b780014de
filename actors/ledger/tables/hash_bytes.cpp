// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/hash_bytes.hpp"

namespace tracker {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

} // namespace

std::optional<hash_bytes> parse_hash(std::string_view text) {
  hash_bytes result;
  if (text.size() != 2 + 2 * result.size() || text.substr(0, 2) != "0x")
    return std::nullopt;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto high = digits.find(text[2 + 2 * i]);
    const auto low = digits.find(text[3 + 2 * i]);
    if (high == std::string_view::npos || low == std::string_view::npos)
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
