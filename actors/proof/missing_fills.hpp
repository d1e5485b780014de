// SPDX-License-Identifier: MIT
// Finds the fills that only one side has. Pure.
#pragma once

#include "actors/wallet/trades.hpp"
#include "messages/proof.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

inline constexpr const char* trades_endpoint = "/v2/trades";

/// Pages of one day that are requested at most: with the four other requests of a day
/// they stay under ten.
inline constexpr std::uint32_t max_trades_pages = 5;

/// The request for the fills of a UTC day, maker and taker; `cursor` is empty for the
/// first page.
std::string trades_path(std::string_view wallet, timestamp day, std::string_view cursor);

/// The fills that only one side has.
struct fill_difference {
  /// By market, the first markets of both kinds: `missing in the ledger: 2 of
  /// btc-updown-15m-1795585662 (0x12345678…)`; empty: none.
  std::string text;
  /// The slugs of all markets of which the ledger lacks fills, sorted.
  std::vector<std::string> missing;
};

/// Whether /v2/trades may leave the fill out: it is below a cent or a hundredth of a
/// share.
bool may_be_hidden(const ledger_fill& fill);

/// The difference of the two multisets. A fill of the ledger that may be hidden is not
/// named as surplus.
fill_difference compare_fills(const std::vector<ledger_fill>& ours,
                              const std::vector<wallet_trade>& platform, timestamp day);

} // namespace tracker
