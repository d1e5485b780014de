// SPDX-License-Identifier: MIT
// The platform's own figures of a wallet: requests, and strict decoding of the replies.
// Pure. Source: platform-delta.md 3, 4.1, 8 and 12.5, polymarket-api.md 6.6, and the
// recorded replies.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/fetch.hpp"
#include "messages/proof.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// A request to the platform that a check needs next.
struct ask_platform {
  std::string endpoint;
  std::string path;
  host target = host::data;
};

inline constexpr const char* user_volume_endpoint = "/v2/user-volume";
inline constexpr const char* user_pnl_endpoint = "/v2/user-pnl";
inline constexpr const char* rebates_endpoint = "/rebates/current";

/// The request for the fills of one UTC day: both bounds name the same day.
std::string user_volume_path(std::string_view wallet, timestamp day);
/// The request for the P/L since the account's start, a point per day.
std::string user_pnl_path(std::string_view wallet);

/// `trade_count`; empty: the platform's figure is null.
decoded<std::optional<std::uint64_t>> decode_user_volume(std::string_view body);

/// The sums of an account at a time.
struct pnl_point {
  timestamp time{};
  /// Empty: a figure is null.
  std::optional<official_pnl> sums;
  /// Why the point cannot be used: a null or a sum that its parts do not add up to;
  /// otherwise empty.
  std::string why;

  bool operator==(const pnl_point&) const = default;
};

/// The points of a series, oldest first. Each holds the sums up to its time.
decoded<std::vector<pnl_point>> decode_user_pnl(std::string_view body,
                                                std::string_view wallet);

/// What a day adds to the sums, or why the platform does not say.
struct day_change {
  std::optional<official_pnl> pnl;
  std::string why;
};
day_change change_of_day(const std::vector<pnl_point>& points, timestamp day);

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
