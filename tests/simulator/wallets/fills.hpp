// SPDX-License-Identifier: MIT
// The fills of an order on the platform. Sources: polymarket-api.md 5.2 and 6.
#pragma once

#include "messages/money.hpp"
#include "messages/window.hpp"
#include "tests/simulator/market/dice.hpp"

#include <string>
#include <vector>

namespace tracker::exchange {

enum class trade_side : std::uint8_t { buy, sell };

/// The part of a trade that is one row.
struct fill {
  shares size;
  /// The amount that moved, with the fee if there is one.
  usdc cash;
  usdc fee;
  /// Average without fee, as the platform prints it: up to ten digits.
  std::string price;
  /// Which of the order's transactions it is in, from 0.
  int transaction = 0;
};

/// `size * rate * (p * (1 - p))^exponent` cut to 10^-5 dollars; the price in thousandths.
usdc taker_fee(shares size, int price, const fee_schedule& schedule);

/// A part of an order, at one price in thousandths.
struct level {
  shares size;
  int price = 0;
};

/// A maker fill: it pays no fee.
fill maker_fill(const level& part);
/// A taker fill over these levels, as one row.
fill taker_fill(trade_side side, const std::vector<level>& parts,
                const fee_schedule& schedule);

/// An order filled in one of the ways that occur: as maker or taker, at one price or two,
/// in one row, in several transactions, or in one transaction with rows that are the same
/// in every field. The sizes add up to `order.size`.
std::vector<fill> fill_order(trade_side side, const level& order,
                             const fee_schedule& schedule, dice& draw);

} // namespace tracker::exchange
