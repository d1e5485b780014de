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

/// Fills of a page of `/v2/trades`, which refuses a larger limit.
inline constexpr std::uint64_t trades_page_size = 1000;

/// Pages of one day that are requested at most: with the requests for the P/L, the fills
/// and the rebates they stay under ten.
inline constexpr std::uint32_t max_trades_pages = 6;

/// Pages that a list of so many fills takes: the last one may be empty.
constexpr std::uint64_t pages_of(std::uint64_t fills) {
  return fills / trades_page_size + 1;
}

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
  /// How many fills the ledger lacks.
  std::uint64_t missing_fills = 0;
};

/// Whether /v2/trades may leave the fill out: it is below a cent or a hundredth of a
/// share.
bool may_be_hidden(const ledger_fill& fill);

/// The difference of the two multisets. A fill of the ledger that may be hidden is not
/// named as surplus.
fill_difference compare_fills(const std::vector<ledger_fill>& ours,
                              const std::vector<wallet_trade>& platform, timestamp day);

/// The difference where the platform counts `lacked` fills more than the ledger has: says
/// how many of them its list leaves out. Without all of them no market is known to be
/// whole, so `missing` is empty.
fill_difference with_unlisted(fill_difference found, std::uint64_t lacked);

} // namespace tracker
