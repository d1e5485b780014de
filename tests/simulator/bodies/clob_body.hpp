// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/market/market.hpp"

#include <nlohmann/json.hpp>

namespace tracker::exchange {

/// What the clob answers to `/markets/{condition_id}`.
nlohmann::ordered_json clob_market(const simulated_market& market, timestamp now);

/// What the clob answers to `/book`: prices as strings, the worst first. Both sides are
/// empty before the window's start.
nlohmann::ordered_json clob_book(const simulated_token& token, timestamp now);

/// What the clob answers to `/midpoint`.
nlohmann::ordered_json clob_midpoint(const simulated_token& token, timestamp now);

/// Whether the clob keeps a book at `now`: from the listing to the window's end.
bool has_book(const simulated_market& market, timestamp now);

} // namespace tracker::exchange
