// SPDX-License-Identifier: MIT
#include "actors/platform/ids.hpp"

#include "actors/text/ascii.hpp"
#include "messages/wallet.hpp"

#include <algorithm>

namespace tracker {

namespace {

constexpr std::size_t hash_digits = 64;
constexpr std::size_t short_condition_digits = 62;
constexpr std::size_t max_token_digits = 78;
constexpr std::size_t address_digits = 40;

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == 2 + digits && text.substr(0, 2) == "0x" &&
         std::all_of(text.begin() + 2, text.end(), is_hex_digit);
}

} // namespace

bool is_hash(std::string_view text) {
  return is_hex(text, hash_digits);
}

std::optional<std::string> canonical_condition_id(std::string_view text) {
  if (is_hash(text))
    return lower_case(text);
  if (is_hex(text, short_condition_digits))
    return lower_case(text) + "00";
  return std::nullopt;
}

bool is_token_id(std::string_view text) {
  return !text.empty() && text.size() <= max_token_digits &&
         std::all_of(text.begin(), text.end(), is_digit);
}

std::string lower_case(std::string_view text) {
  std::string result{text};
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::string mask_addresses(std::string_view text) {
  constexpr std::string_view prefix = "0x";
  std::string result;
  while (!text.empty()) {
    const auto* begin = std::find_if(text.begin(), text.end(), is_hex_digit);
    const auto* end = std::find_if_not(begin, text.end(), is_hex_digit);
    result.append(text.begin(), begin);
    const std::string digits{begin, end};
    result += digits.size() == address_digits
                  ? mask_address(std::string{prefix} + digits).substr(prefix.size())
                  : digits;
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  }
  return result;
}

} // namespace tracker
