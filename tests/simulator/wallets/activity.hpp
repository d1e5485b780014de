// SPDX-License-Identifier: MIT
// The activity of simulated wallets. It follows from the rules, the wallet's address and
// the market alone: nothing is stored, and every answer can be computed again.
#pragma once

#include "messages/money.hpp"
#include "tests/simulator/market/market.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker::exchange {

enum class row_kind : std::uint8_t {
  buy,
  sell,
  split,
  merge,
  /// Since 2026-08-10: one outcome's tokens.
  redeem,
  /// Before it: everything the wallet holds, and what it paid.
  redeem_all,
  maker_rebate,
  taker_rebate,
  reward,
};

/// One row of a wallet's activity.
struct simulated_row {
  row_kind kind = row_kind::buy;
  /// Of fills and of new redemptions.
  std::optional<outcome> side;
  shares size;
  usdc cash;
  /// Inside `cash`.
  usdc fee;
  /// As the platform prints it.
  std::string price = "0";
  /// Block time, whole seconds.
  timestamp time{};
  /// When the data host begins to show it.
  timestamp visible{};
  std::string transaction;

  bool operator==(const simulated_row&) const = default;
};

/// The addresses of the wallets that trade, lower case: as many as the rules say.
std::vector<std::string> simulated_wallets(const market_rules& rules);

/// The rows of a wallet in a market, oldest first; none where it does not trade: another
/// address than the simulated ones (in any case of letters), another series, a window of
/// before `trading_begin`, an idle pair.
std::vector<simulated_row> simulated_activity(std::string_view wallet,
                                              const simulated_market& market,
                                              const market_rules& rules);

/// A row of the account itself (a rebate, a reward) with a time in the market's window,
/// for some of the windows. It belongs to no market.
std::optional<simulated_row> simulated_rebate(std::string_view wallet,
                                              const simulated_market& market,
                                              const market_rules& rules);

} // namespace tracker::exchange
