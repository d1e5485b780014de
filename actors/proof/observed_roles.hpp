// SPDX-License-Identifier: MIT
// Which fills of a day were made as maker and which as taker: the platform lists exactly
// the taker fills, so the others are a maker's. Pure. Source: platform-delta.md 4.2.
#pragma once

#include "actors/wallet/trades.hpp"
#include "messages/proof.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Pages of taker fills of one day that are requested at most: 20,000 fills.
inline constexpr std::uint32_t max_taker_pages = 20;

/// The request for the taker fills of a UTC day; `cursor` is empty for the first page.
std::string taker_trades_path(std::string_view wallet, timestamp day,
                              std::string_view cursor);

struct observed_roles {
  role_counts counts;
  /// Those with a known role.
  std::vector<observed_fill> fills;
};

/// Assigns each fill of the ledger its role: the multiset difference between `fills` and
/// the `takers` that the platform lists for the day. Of fills that are equal in both, as
/// many are a taker's as are listed, those with the largest fee first. Without a row, the
/// role is unknown of a fill below a cent or a hundredth of a share, which may be hidden
/// from the list, and of one that paid a fee, which a maker does not.
observed_roles observe_roles(const std::vector<ledger_fill>& fills,
                             const std::vector<wallet_trade>& takers, timestamp day);

} // namespace tracker
