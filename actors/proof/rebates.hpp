// SPDX-License-Identifier: MIT
// Strict decoding of the maker rebates by market. Source: platform-delta.md 8,
// polymarket-api.md 6.6, and the recorded replies.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/proof.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

inline constexpr const char* rebates_endpoint = "/rebates/current";

/// The request for the rebates that were paid on `day`: those of the day before, because
/// a day's rebates are paid after midnight.
std::string rebates_path(std::string_view wallet, timestamp day);

/// The rebates of a reply for the payment of `day`, a row per market, sorted. `null`:
/// none. The reply is refused when a row is of another maker or date, or is not as
/// documented.
decoded<std::vector<market_rebate>>
decode_rebates(std::string_view body, std::string_view wallet, timestamp day);

} // namespace tracker
