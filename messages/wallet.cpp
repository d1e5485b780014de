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

const char* to_string(activity_type type) {
  switch (type) {
  case activity_type::buy:
    return "BUY";
  case activity_type::sell:
    return "SELL";
  case activity_type::split:
    return "SPLIT";
  case activity_type::merge:
    return "MERGE";
  case activity_type::redeem:
    return "REDEEM";
  case activity_type::conversion:
    return "CONVERSION";
  case activity_type::reward:
    return "REWARD";
  case activity_type::maker_rebate:
    return "MAKER_REBATE";
  case activity_type::taker_rebate:
    return "TAKER_REBATE";
  case activity_type::referral_reward:
    return "REFERRAL_REWARD";
  case activity_type::yield:
    return "YIELD";
  case activity_type::other:
    return "OTHER";
  }
  return "?";
}

std::string activity_kind(const activity_event& event) {
  std::string result;
  result.reserve(event.wallet.size() + event.transaction.size() +
                 event.condition_id.size() + event.asset.size() + 80);
  for (const auto* part :
       {&event.wallet, &event.transaction, &event.condition_id, &event.asset}) {
    result += *part;
    result += '/';
  }
  result += to_string(event.type);
  for (const auto number :
       {event.size.micros(), event.at_price.micros(), event.cash.micros()}) {
    result += '/';
    result += std::to_string(number);
  }
  // Last, because it is the only part that may contain the separator.
  result += '/';
  result += event.platform_type;
  return result;
}

std::string activity_identity(const activity_event& event) {
  return std::to_string(event.occurrence) + '/' + activity_kind(event);
}

} // namespace tracker
