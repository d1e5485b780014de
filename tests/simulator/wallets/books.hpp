// SPDX-License-Identifier: MIT
// The simulator's own books: what a window was worth to a wallet by the contract's
// definitions, worked out from the rows that the simulator made, without any of the
// tracker's code.
#pragma once

#include "tests/simulator/wallets/activity.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tracker::exchange {

/// One outcome's tokens and money.
struct side_books {
  shares bought;
  shares sold;
  shares redeemed;
  /// Of redemptions that name an outcome.
  usdc payout;
  /// At the end of trading: bought and split less sold and merged.
  shares held;
  usdc cost;
  usdc proceeds;
  /// What the tokens held at the end are worth by the settlement, redeemed or not; 0
  /// without one.
  usdc worth;

  bool operator==(const side_books&) const = default;
};

struct wallet_books {
  std::optional<settlement> settled;
  side_books up;
  side_books down;
  shares split;
  shares merged;

  /// NO_TRADE, ARB, 99C_CAPTURE, DIRECTIONAL.
  std::string trade_type = "NO_TRADE";
  /// Money in; money out by sells and merges; by redemptions so far.
  usdc cost;
  usdc proceeds;
  usdc payout;
  /// Settlement value of what is held and not redeemed.
  usdc value;
  usdc pnl;

  /// The paired part. Its result is PAIRED, LOPSIDED, BAIL, or empty without pairs.
  shares pairs;
  usdc arb_cost;
  usdc arb_pnl;
  std::string arb_result;

  /// The rest. Its type is 99C_CAPTURE, DIRECTIONAL, or empty where there is none; its
  /// result WIN, LOSS, CASHED, EXITED, or empty.
  shares rest;
  outcome rest_side = outcome::up;
  usdc rest_cost;
  usdc rest_pnl;
  std::string rest_type;
  std::string rest_result;

  usdc fees;
  std::uint64_t fills = 0;

  bool operator==(const wallet_books&) const = default;
};

/// The books of these rows of one market. `capture_min` is the contract's
/// `capture-min-price` in millionths.
wallet_books books_of(const std::vector<simulated_row>& rows,
                      std::optional<settlement> settled,
                      std::int64_t capture_min = 950'000);

/// The books when everything has happened: every row there ever is, and the settlement
/// unless the window is never resolved.
wallet_books simulated_books(std::string_view wallet, const simulated_market& market,
                             const market_rules& rules);

/// The books as they can be known at `now`: by the rows that the data host shows, and by
/// gamma's word.
wallet_books simulated_books(std::string_view wallet, const simulated_market& market,
                             const market_rules& rules, timestamp now);

/// Every figure by its name, decimals as strings with six places.
nlohmann::ordered_json books_body(const wallet_books& books);

} // namespace tracker::exchange
