// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/trader.hpp"

#include "tests/simulator/market/ids.hpp"

#include <algorithm>

namespace tracker::exchange {

std::string transaction_hash(const std::string& text) {
  return to_hex({hash(text, 1), hash(text, 2), hash(text, 3), hash(text, 4)});
}

usdc redeemed_value(shares held, outcome side, settlement settled) {
  if (settled == settlement::split)
    return usdc::from_micros(held.micros() / 2);
  const bool wins = (settled == settlement::up) == (side == outcome::up);
  return wins ? usdc::from_micros(held.micros()) : usdc{};
}

trader::trader(std::string_view wallet, const simulated_market& market,
               const wallet_rules& rules, dice draw)
    : wallet_{wallet}, market_{market}, rules_{rules}, draw_{draw} {}

void trader::buy(outcome side, shares size, int price, timestamp time) {
  trade(trade_side::buy, side, {size, price}, time);
}

void trader::sell(outcome side, shares size, int price, timestamp time) {
  trade(trade_side::sell, side, {std::min(size, held(side)), price}, time);
}

void trader::trade(trade_side direction, outcome side, const level& order,
                   timestamp time) {
  if (order.size <= shares{})
    return;
  const bool buys = direction == trade_side::buy;
  holding(side) += buys ? order.size : -order.size;
  const auto transaction = next_transaction();
  const auto delay =
      std::chrono::seconds{draw_.number_between(0, rules_.block_delay.count())};
  for (const auto& part : fill_order(direction, order, market_.fees, draw_)) {
    simulated_row row;
    row.kind = buys ? row_kind::buy : row_kind::sell;
    row.side = side;
    row.size = part.size;
    row.cash = part.cash;
    row.fee = part.fee;
    row.price = part.price;
    row.time = time + delay;
    add(std::move(row), transaction + '/' + std::to_string(part.transaction));
  }
}

void trader::split(shares sets, timestamp time) {
  up_ += sets;
  down_ += sets;
  add_sets(row_kind::split, sets, time);
}

void trader::merge(shares sets, timestamp time) {
  const auto taken = std::min(sets, pairs());
  up_ -= taken;
  down_ -= taken;
  add_sets(row_kind::merge, taken, time);
}

void trader::add_sets(row_kind kind, shares sets, timestamp time) {
  if (sets <= shares{})
    return;
  simulated_row row;
  row.kind = kind;
  row.size = sets;
  row.cash = usdc::from_micros(sets.micros());
  row.time = time;
  add(std::move(row), next_transaction());
}

void trader::redeem(settlement settled, bool losers_too, timestamp time) {
  // Windows that are redeemed in the same second are redeemed together.
  const auto together = wallet_ + "/redeem/" + std::to_string(to_unix_seconds(time));
  for (const auto side : {outcome::up, outcome::down}) {
    const auto paid = redeemed_value(held(side), side, settled);
    if (held(side) <= shares{} || (paid == usdc{} && !losers_too))
      continue;
    simulated_row row;
    row.kind = row_kind::redeem;
    row.side = side;
    row.size = held(side);
    row.cash = paid;
    row.time = time;
    add(std::move(row), together);
    holding(side) = {};
  }
}

void trader::redeem_all(settlement settled, timestamp time) {
  const auto paid = redeemed_value(up_, outcome::up, settled) +
                    redeemed_value(down_, outcome::down, settled);
  if (paid == usdc{})
    return;
  simulated_row row;
  row.kind = row_kind::redeem_all;
  row.size = shares::from_micros(paid.micros());
  row.cash = paid;
  row.time = time;
  add(std::move(row), next_transaction());
  up_ = down_ = {};
}

timestamp visible_at(const simulated_row& row, std::chrono::milliseconds jitter,
                     const wallet_rules& rules) {
  const auto indexed = row.time + rules.index_delay + jitter;
  const auto draw =
      hash(row.transaction, hash("late", row.side == outcome::down ? 1 : 0));
  if (draw % 100 >= rules.late_percent)
    return indexed;
  const auto choices = static_cast<std::uint64_t>(rules.late_by.count()) + 1;
  return indexed + std::chrono::milliseconds{draw / 100 % choices};
}

void trader::add(simulated_row row, const std::string& transaction) {
  row.transaction = transaction_hash(transaction);
  // Block times never decrease.
  row.time = last_ = std::max(last_, row.time);
  const auto jitter = draw_.number_between(0, rules_.index_jitter.count());
  row.visible = visible_at(row, std::chrono::milliseconds{jitter}, rules_);
  rows_.push_back(std::move(row));
}

std::string trader::next_transaction() const {
  return wallet_ + '/' + market_.slug + '/' + std::to_string(rows_.size());
}

} // namespace tracker::exchange
