// SPDX-License-Identifier: MIT
// The settings of unattended runs against the simulator.
#pragma once

#include "main/config/settings.hpp"
#include "tests/simulator/market/market.hpp"

#include <string>
#include <vector>

namespace tracker::test {

/// A series of each of the platform's eight assets: `btc-updown-15m`, … for `15m`.
std::vector<std::string> series_of_all_assets(const std::string& length);

/// The presets with the wallets and series of the rules, a new ledger and no log.
settings unwatched_settings(const exchange::market_rules& rules,
                            const std::string& ledger_file);

} // namespace tracker::test
