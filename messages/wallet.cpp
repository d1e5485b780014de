// SPDX-License-Identifier: MIT
#include "messages/wallet.hpp"

namespace tracker {

namespace {

constexpr std::size_t address_length = 42;
constexpr std::size_t shown_first = 10;
constexpr std::size_t shown_last = 6;

bool is_address(std::string_view text) {
  return text.size() == address_length && text.substr(0, 2) == "0x" &&
         text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

} // namespace

std::string mask_address(std::string_view address) {
  if (!is_address(address))
    return '(' + std::to_string(address.size()) + " characters)";
  std::string result{address.substr(0, shown_first)};
  result += "…";
  result += address.substr(address_length - shown_last);
  return result;
}

std::string display_name(const watched_wallet& wallet) {
  if (!wallet.name.empty())
    return wallet.name;
  return wallet.address.empty() ? "none" : mask_address(wallet.address);
}

} // namespace tracker
