// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/wallets/strategies.hpp"

namespace tracker::exchange {

/// A market's hours as its traders see them: it is some time, there is a price, and time
/// goes on with every action. In a short window many actions share a second.
class stage {
public:
  /// Begins at `early` where that is given, else somewhere in the window.
  stage(trader& wallet, const simulated_market& market, std::optional<timestamp> early);

  dice& draw() { return wallet_.draw(); }
  outcome any_side() { return draw().chance(50) ? outcome::up : outcome::down; }
  /// Whole, round or odd to the micro-share; at least 5, the smallest order.
  shares any_size();
  /// The side that the price favours.
  outcome favourite() const;
  shares held(outcome side) const { return wallet_.held(side); }
  shares pairs() const { return wallet_.pairs(); }

  /// Lets up to so many thousandths of the window pass; never beyond its last second.
  void wait(std::int64_t most);
  /// Until so many thousandths of it have passed.
  void wait_until(std::int64_t progress);

  /// At about the price of the moment.
  void buy(outcome side, shares size) { buy_at(side, size, price(side)); }
  void sell(outcome side, shares size) { sell_at(side, size, price(side)); }
  /// At a price in thousandths.
  void buy_at(outcome side, shares size, int price);
  void sell_at(outcome side, shares size, int price);
  void split(shares sets);
  void merge(shares sets);

private:
  timestamp now() const;
  int price(outcome side);

  trader& wallet_;
  const simulated_market& market_;
  /// Thousandths of the window that have passed.
  std::int64_t progress_ = 0;
  /// The time before the window, until something is waited for.
  std::optional<timestamp> early_;
};

} // namespace tracker::exchange
