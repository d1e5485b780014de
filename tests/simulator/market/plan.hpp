// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/market/market.hpp"

namespace tracker::exchange {

/// A window by its name and its bounds: enough to decide whether a wallet trades in it,
/// and much cheaper than its market.
struct window_name {
  std::string slug;
  timestamp start{};
  std::chrono::seconds length{0};
};

window_name name_of(const simulated_market& market);

/// Whether a wallet trades in a window, and since when.
struct trading_plan {
  bool is_idle = true;
  /// Of the first trade, where that is made before the window.
  std::optional<timestamp> early;
};

/// The plan of one of the simulated wallets (lower case) for a window of their series.
trading_plan plan_of(std::string_view wallet, const window_name& window,
                     const market_rules& rules);

/// How long before a window's start its market is traded: at most a day, and for short
/// windows less, so that a question about some minutes does not concern a thousand
/// windows.
std::chrono::seconds trading_lead(std::chrono::seconds window_length);

/// Between a market's resolution and its redemption, at most.
std::chrono::seconds redemption_spread(std::chrono::seconds window_length);

} // namespace tracker::exchange
