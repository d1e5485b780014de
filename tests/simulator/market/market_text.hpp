// SPDX-License-Identifier: MIT
// What the hosts say of a market in words, the same in all their bodies.
#pragma once

#include "tests/simulator/market/market.hpp"

#include <string>
#include <string_view>

namespace tracker::exchange {

/// Of ASCII letters; others stay.
std::string upper_case(std::string text);
std::string lower_case(std::string_view text);

/// The span the way a market's title says it: `September 20, 6:35PM-6:40PM ET`, with the
/// seconds where a bound is not on a full minute.
std::string title_span(timestamp start, timestamp end);

/// `Bitcoin Up or Down - September 20, 6:35PM-6:40PM ET`.
std::string title_of(const simulated_market& market);

/// How the market resolves, with the platform's clause that a tie is Up: so it is of
/// windows of an hour, four hours and shorter. A daily tie is 50-50 (platform-delta.md
/// 6.3).
std::string description_of(const simulated_market& market);

std::string picture_url(const simulated_market& market);

/// Where the deciding price comes from.
std::string source_url(const simulated_market& market);

/// `btc-up-or-down-15m`.
std::string series_of(const simulated_market& market);

/// Since when the market takes orders.
timestamp orders_since(const simulated_market& market);

} // namespace tracker::exchange
