// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/market/plan.hpp"
#include "tests/simulator/wallets/trader.hpp"

namespace tracker::exchange {

/// Lets `wallet` trade in `market`, by a strategy or the one that the dice choose.
void play(trader& wallet, const simulated_market& market, const trading_plan& plan,
          std::optional<strategy> only);

} // namespace tracker::exchange
