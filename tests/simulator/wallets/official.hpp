// SPDX-License-Identifier: MIT
// The platform's own figures of a wallet, worked out from the rows that the simulator
// made, without any of the tracker's code. Source: platform-delta.md 3 and 4.1.
#pragma once

#include "tests/simulator/wallets/history.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace tracker::exchange {

/// The `data` of `/v2/user-volume`: both bounds are floored to their day (UTC), which is
/// included.
nlohmann::ordered_json volume_body(std::string_view wallet, time_range span,
                                   const market_rules& rules, timestamp now);

/// The `data` of `/v2/user-pnl`: a point for each midnight since the first row, and one
/// for `now`. What is held is realized when its market settles; open tokens are marked in
/// the middle of the book.
nlohmann::ordered_json pnl_body(std::string_view wallet, const market_rules& rules,
                                timestamp now);

/// `/rebates/current`: the maker rebates that are paid on the day after `date`
/// (`2026-12-01`), divided among the markets with maker fills on `date`, all but
/// `not_attributed`; null without any.
nlohmann::ordered_json rebates_body(std::string_view maker, std::string_view date,
                                    const market_rules& rules, timestamp now);

} // namespace tracker::exchange
