// SPDX-License-Identifier: MIT
// Events of one window, made from decimal texts.
#pragma once

#include "messages/money.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace tracker::test {

/// 2026-09-20 22:30 UTC, a 15m window in the era of the 0.07 schedule.
inline constexpr std::int64_t september = 1'789'943'400;

inline market market_at(std::int64_t start, std::int64_t length = 900) {
  market result;
  result.slug = "btc-updown-15m-" + std::to_string(start);
  result.condition_id = std::string{"0x"}.append(64, 'c');
  result.up_token = std::string{"1"}.append(76, '7');
  result.down_token = std::string{"2"}.append(76, '7');
  result.start = from_unix_seconds(start);
  result.end = from_unix_seconds(start + length);
  return result;
}

inline std::int64_t micros(const std::string& text) {
  const auto value = parse_micros(text);
  if (!value)
    throw std::invalid_argument{"not a decimal: " + text};
  return *value;
}

inline usdc dollars(const std::string& text) {
  return usdc::from_micros(micros(text));
}

inline activity_event event_of(const market& market, activity_type type,
                               const std::string& size, const std::string& cash) {
  activity_event event;
  event.type = type;
  event.wallet = std::string{"0x"}.append(40, 'a');
  event.condition_id = market.condition_id;
  event.slug = market.slug;
  event.time = market.start + std::chrono::seconds{60};
  event.size = shares::from_micros(micros(size));
  event.cash = usdc::from_micros(micros(cash));
  event.transaction = std::string{"0x"}.append(64, 'f');
  return event;
}

/// A fill. Without a cash figure it moves size times price: a maker's.
inline activity_event fill(const market& market, activity_type type, outcome side,
                           const std::string& size, const std::string& at_price,
                           const std::string& cash = "") {
  auto event = event_of(market, type, size, "0");
  event.asset = side == outcome::up ? market.up_token : market.down_token;
  event.at_price = price::from_micros(micros(at_price));
  event.quoted =
      usdc::from_micros(rounded_product(micros(size), micros(at_price), 1'000'000));
  event.cash = cash.empty() ? event.quoted : usdc::from_micros(micros(cash));
  return event;
}

inline activity_event later(activity_event event, std::int64_t seconds) {
  event.time += std::chrono::seconds{seconds};
  return event;
}

/// Writes events for one market.
struct book {
  tracker::market market = market_at(september);

  activity_event buy_up(const std::string& size, const std::string& price,
                        const std::string& cash = "") const {
    return fill(market, activity_type::buy, outcome::up, size, price, cash);
  }
  activity_event buy_down(const std::string& size, const std::string& price,
                          const std::string& cash = "") const {
    return fill(market, activity_type::buy, outcome::down, size, price, cash);
  }
  activity_event sell_up(const std::string& size, const std::string& price,
                         const std::string& cash = "") const {
    return fill(market, activity_type::sell, outcome::up, size, price, cash);
  }
  activity_event sell_down(const std::string& size, const std::string& price,
                           const std::string& cash = "") const {
    return fill(market, activity_type::sell, outcome::down, size, price, cash);
  }
  activity_event split(const std::string& sets) const {
    return event_of(market, activity_type::split, sets, sets);
  }
  activity_event merge(const std::string& sets) const {
    return event_of(market, activity_type::merge, sets, sets);
  }
  /// A redemption since 2026-08-10, of one outcome.
  activity_event redeem(outcome side, const std::string& size,
                        const std::string& payout) const {
    auto event = event_of(market, activity_type::redeem, size, payout);
    event.asset = side == outcome::up ? market.up_token : market.down_token;
    return event;
  }
  /// A redemption before it: one row, its payout, no outcome.
  activity_event redeem_all(const std::string& payout) const {
    return event_of(market, activity_type::redeem, payout, payout);
  }
};

/// The events of the market that starts in September.
inline const book trades;

} // namespace tracker::test
