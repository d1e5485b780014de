// SPDX-License-Identifier: MIT
#include "messages/activity.hpp"

namespace tracker {

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
