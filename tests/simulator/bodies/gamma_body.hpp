// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/market/market.hpp"

#include <nlohmann/json.hpp>

namespace tracker::exchange {

/// Whether gamma says at `now` that the market is settled.
bool gamma_closed(const simulated_market& market, timestamp now);

/// What gamma answers to `/markets/slug/{slug}`, with the event around it inside
/// (`events`); `tags` only when asked for. Fields and types as recorded in September
/// 2026; volumes are missing before the first trade.
nlohmann::ordered_json gamma_market(const simulated_market& market, timestamp now,
                                    bool with_tags);

/// One series of `/series?slug={slug}`.
nlohmann::ordered_json gamma_series(const std::string& slug, timestamp now);

/// What gamma answers to `/events/slug/{slug}`, with the market inside (`markets`).
nlohmann::ordered_json gamma_event(const simulated_market& market, timestamp now);

} // namespace tracker::exchange
