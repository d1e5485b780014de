// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/wallets/activity.hpp"
#include "tests/simulator/wallets/fills.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tracker::exchange {

/// A wallet that trades in one market: turns orders into rows and counts its tokens. It
/// never sells or merges more than it holds.
class trader {
public:
  trader(std::string_view wallet, const simulated_market& market,
         const wallet_rules& rules, dice draw);

  /// The price in thousandths. Times must not go backwards.
  void buy(outcome side, shares size, int price, timestamp time);
  /// At most what it holds.
  void sell(outcome side, shares size, int price, timestamp time);
  void split(shares sets, timestamp time);
  /// At most the pairs it holds.
  void merge(shares sets, timestamp time);
  /// Everything it holds, a row for each outcome; or the winners' alone.
  void redeem(settlement settled, bool losers_too, timestamp time);
  /// Likewise in the old form: one row, and none when it pays nothing.
  void redeem_all(settlement settled, timestamp time);

  shares held(outcome side) const { return side == outcome::up ? up_ : down_; }
  shares pairs() const { return up_ < down_ ? up_ : down_; }
  dice& draw() { return draw_; }

  std::vector<simulated_row> take_rows() { return std::move(rows_); }

private:
  shares& holding(outcome side) { return side == outcome::up ? up_ : down_; }
  void trade(trade_side direction, outcome side, const level& order, timestamp time);
  void add_sets(row_kind kind, shares sets, timestamp time);
  void add(simulated_row row, const std::string& transaction);
  std::string next_transaction() const;

  std::string wallet_;
  const simulated_market& market_;
  const wallet_rules& rules_;
  dice draw_;
  shares up_;
  shares down_;
  timestamp last_{};
  std::vector<simulated_row> rows_;
};

/// `0x` and 64 hex digits that follow from `text`.
std::string transaction_hash(const std::string& text);

/// When the data host begins to show a row, with `jitter` as its part of the delay.
timestamp visible_at(const simulated_row& row, std::chrono::milliseconds jitter,
                     const wallet_rules& rules);

/// What `held` tokens of `side` pay. The chain rounds half a token down.
usdc redeemed_value(shares held, outcome side, settlement settled);

} // namespace tracker::exchange
