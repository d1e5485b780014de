// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/wallets/history.hpp"

#include <nlohmann/json.hpp>

namespace tracker::exchange {

/// The data host's two dialects.
enum class dialect : std::uint8_t { v1, v2 };

/// The platform's words for a kind of row; no side but on trades.
struct kind_words {
  const char* type;
  const char* side;
};
kind_words row_words(row_kind kind);

/// A row of `/activity` or of `/v2/activity`, with the fields and types of September
/// 2026.
nlohmann::ordered_json activity_body(std::string_view wallet, const history_row& entry,
                                     dialect format);

/// What the data host lists for `/positions` of a wallet in a market, by the rows it
/// shows: an object for each outcome of which the wallet still holds tokens.
std::vector<nlohmann::ordered_json> position_bodies(std::string_view wallet,
                                                    const simulated_market& market,
                                                    const market_rules& rules,
                                                    timestamp now);

/// The same for `/v2/positions`, which hides less than a tenth of a token.
std::vector<nlohmann::ordered_json> position_bodies_v2(std::string_view wallet,
                                                       const simulated_market& market,
                                                       const market_rules& rules,
                                                       timestamp now);

/// A row of `/v2/resolutions`; nothing where it has none of the market.
std::optional<nlohmann::ordered_json> resolution_body(const simulated_market& market,
                                                      timestamp now);

/// `/v2/status`: how far behind the activity feed and the slowest source are.
nlohmann::ordered_json status_body(const market_rules& rules, timestamp now);

} // namespace tracker::exchange
