// SPDX-License-Identifier: MIT
#pragma once

#include "tests/exchange/trader.hpp"

namespace tracker::exchange {

/// Lets `wallet` trade in `market`, from the listing to the last second of the window, as
/// the rules or the dice say.
void play(trader& wallet, const simulated_market& market, const wallet_rules& rules);

/// How long before a window's start its market is traded: at most a day, and for short
/// windows less, so that a question about some minutes does not concern a thousand
/// windows.
std::chrono::seconds trading_lead(std::chrono::seconds window_length);

} // namespace tracker::exchange
