// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/wallets/activity.hpp"

#include <memory>

namespace tracker::exchange {

/// A row and the market it belongs to; none on rows of the account.
struct history_row {
  simulated_row row;
  std::shared_ptr<const simulated_market> market;
};

/// Both ends included.
struct time_range {
  timestamp first{};
  timestamp last{};
};

/// The rows of a wallet in all markets that the data host shows at `now` with a time in
/// `span`, oldest first. Rows of the same second keep their order, whatever is asked.
std::vector<history_row> history_of(std::string_view wallet, time_range span,
                                    const market_rules& rules, timestamp now);

} // namespace tracker::exchange
