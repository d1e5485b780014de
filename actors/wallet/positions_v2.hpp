// SPDX-License-Identifier: MIT
// The second dialect's positions, open and closed: a cross-check of the books, never a
// source of money. Source: polymarket-api.md 5.5.
#pragma once

#include "actors/platform/json.hpp"
#include "actors/wallet/page_end_v2.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// What became of a position, in the platform's words.
enum class position_status : std::uint8_t {
  open,
  redeemable,
  redeemable_lost,
  mergeable,
  closed
};

/// Tokens of one outcome that a wallet holds or held.
struct position_v2 {
  std::string condition_id;
  std::string asset;
  position_status status = position_status::open;
  /// Held now, and ever acquired.
  shares size;
  shares total_size;
  /// Of the buys.
  usdc entry_fees;
  /// By what was sold and redeemed; and with what is still held.
  usdc realized_pnl;
  usdc total_pnl;
  timestamp last_event_at{};

  bool operator==(const position_v2&) const = default;
};

struct positions_page_v2 {
  std::vector<position_v2> positions;
  page_end_v2 end;
};

/// Path and query of `/v2/positions` for one market; `cursor` as the page before said.
std::string positions_path_v2(std::string_view wallet, std::string_view condition_id,
                              position_status status, std::string_view cursor = {});

/// Reads a reply of `/v2/positions`. Refused as a whole when one row is not what is
/// documented, another wallet's included.
decoded<positions_page_v2> decode_positions_v2(std::string_view body,
                                               std::string_view wallet);

} // namespace tracker
