// SPDX-License-Identifier: MIT
#pragma once

#include "actors/simulator/plan.hpp"
#include "actors/simulator/trader.hpp"

namespace tracker::exchange {

/// Lets `wallet` trade in `market`, by a strategy or the one that the dice choose.
void play(trader& wallet, const simulated_market& market, const trading_plan& plan,
          std::optional<strategy> only);

} // namespace tracker::exchange
