// SPDX-License-Identifier: MIT
// What the platform says a wallet holds and held: a cross-check of the books, never a
// source of money. Source: polymarket-api.md 5.3, 5.4.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Tokens of one outcome that a wallet holds.
struct held_position {
  std::string condition_id;
  std::string asset;
  /// Rounded to four places by the platform.
  shares size;

  bool operator==(const held_position&) const = default;
};

/// Path and query of `/positions` for one market, small positions included.
std::string positions_path_v1(std::string_view wallet, std::string_view condition_id);

/// Reads a reply of `/positions`. Refused as a whole when one row is not what is
/// documented, another wallet's included: half a cross-check is none.
decoded<std::vector<held_position>> decode_positions_v1(std::string_view body,
                                                        std::string_view wallet);

/// Tokens of one outcome that were all sold or redeemed. A loser that nobody redeems is
/// not among them.
struct closed_position {
  std::string condition_id;
  std::string asset;
  shares bought;
  usdc realized_pnl;
  timestamp closed_at{};

  bool operator==(const closed_position&) const = default;
};

/// Path and query of `/closed-positions` for one market.
std::string closed_positions_path_v1(std::string_view wallet,
                                     std::string_view condition_id);

/// Reads a reply of `/closed-positions`, as `decode_positions_v1` does with the open
/// ones.
decoded<std::vector<closed_position>> decode_closed_positions_v1(std::string_view body,
                                                                 std::string_view wallet);

/// Booked less listed tokens of `asset`; 0 where the difference is the platform's
/// rounding. A token that is not listed counts as none held.
shares position_gap(const std::vector<held_position>& listed, std::string_view asset,
                    shares booked);

} // namespace tracker
