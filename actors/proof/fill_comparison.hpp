// SPDX-License-Identifier: MIT
// Compares the fills of the ledger with those that the platform lists: which only one
// side has, and which were made as maker and which as taker. Pure. Source:
// platform-delta.md 4.2.
#pragma once

#include "actors/wallet/trades.hpp"
#include "messages/proof.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

inline constexpr const char* trades_endpoint = "/v2/trades";

/// Fills on a page of `/v2/trades`, which refuses a larger limit.
inline constexpr std::uint64_t trades_page_size = 1000;

/// Pages of all fills of one day that are requested at most: with the requests for the
/// P/L, the count and the rebates they stay under ten.
inline constexpr std::uint32_t max_trades_pages = 6;

/// Pages of taker fills of one day that are requested at most: 20,000 fills.
inline constexpr std::uint32_t max_taker_pages = 20;

/// Pages that a list of so many fills takes: the last one may be empty.
constexpr std::uint64_t pages_of(std::uint64_t fills) {
  return fills / trades_page_size + 1;
}

/// Which fills of a wallet `/v2/trades` lists.
enum class listed_fills : std::uint8_t { all, takers };

/// The request for the fills of a UTC day; `cursor` is empty for the first page.
std::string trades_path(std::string_view wallet, timestamp day, listed_fills listed,
                        std::string_view cursor);

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

/// The difference of the two multisets. `/v2/trades` may leave out fills below a cent or
/// a hundredth of a share, so such a fill of the ledger is not surplus.
fill_difference compare_fills(const std::vector<ledger_fill>& ours,
                              const std::vector<wallet_trade>& platform, timestamp day);

/// `found` where the platform counts `lacked` fills more than the ledger has: adds how
/// many of them its list leaves out. If it leaves some out, no market is known to be
/// complete, so `missing` is emptied.
fill_difference with_unlisted(fill_difference found, std::uint64_t lacked);

struct observed_roles {
  role_counts counts;
  /// Those with a known role.
  std::vector<observed_fill> fills;
};

/// Assigns each fill of the ledger its role: the platform lists exactly the taker fills
/// of the day, `takers`, so the others are a maker's. Of equal fills as many are a
/// taker's as are listed, those with the largest fee first. The role of a fill without a
/// row is unknown if the list may leave it out or if it paid a fee, which a
/// maker does not.
observed_roles observe_roles(const std::vector<ledger_fill>& fills,
                             const std::vector<wallet_trade>& takers, timestamp day);

} // namespace tracker
