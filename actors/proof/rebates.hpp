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
/// a day's rebates are paid after midnight (recorded: 00:25 to 00:50 UTC). That `date` is
/// the day of the trades is modelled: the documentation says "date of the rebate", others
/// found the payment on the day after `date` (nanohit/polytest on GitHub), and no reply
/// beside its payment is recorded. The recorded P/L series agrees: its first rebate, on
/// the second day, is 0.45 % of the first day's volume, as over all days (0.33 %), and
/// 0.05 % of the second's.
std::string rebates_path(std::string_view wallet, timestamp day);

/// The rebates of a reply for the payment of `day`, a row per market, sorted. `null`:
/// none. The reply is refused when a row is of another maker or date, or is not as
/// documented.
decoded<std::vector<market_rebate>>
decode_rebates(std::string_view body, std::string_view wallet, timestamp day);

} // namespace tracker
