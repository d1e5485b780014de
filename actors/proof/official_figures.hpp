// SPDX-License-Identifier: MIT
// Strict decoding of the platform's own figures of a wallet. Source: platform-delta.md 3,
// 4.1 and 12.5, and the recorded replies.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/proof.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

inline constexpr const char* user_volume_endpoint = "/v2/user-volume";
inline constexpr const char* user_pnl_endpoint = "/v2/user-pnl";

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

} // namespace tracker
