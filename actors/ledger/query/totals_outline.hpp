// SPDX-License-Identifier: MIT
#pragma once

#include "messages/grade.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// The fields of a grade that sums need. A report over a million windows reads only
/// these.
struct grade_outline {
  timestamp start{};
  timestamp end{};
  std::string series;
  watched_wallet wallet;
  std::string strategy;
  grade_status status = grade_status::pending;
  std::optional<settlement> winner;
  /// The window's trade type; `none`: nothing was traded.
  trade_kind kind = trade_kind::none;
  /// The type of its one-sided part; `none` without one.
  trade_kind one_sided_kind = trade_kind::none;
  usdc pnl;
  usdc arb_pnl;
  usdc capture_pnl;
  usdc directional_pnl;
  usdc fees;
  fee_source fees_from = fee_source::none;
  usdc rebates;
  /// `traded_volume`.
  usdc volume;
  std::uint64_t fills = 0;
  /// Money in: buys and splits. Only with `outline_detail::with_cost`.
  usdc cost;

  bool operator==(const grade_outline&) const = default;
};

/// Which fields of an outline to read.
enum class outline_detail : std::uint8_t {
  /// Series, wallet and strategy stay empty: a scan takes half the time.
  sums,
  /// Names as well.
  all,
  /// Names and cost: the slowest, because no index holds the cost.
  with_cost,
};

/// Dollars paid in buys and received in sells; splits, merges and redemptions do not
/// count.
constexpr usdc traded_volume(const window_figures& figures) {
  return figures.up.cost + figures.down.cost + figures.up.proceeds +
         figures.down.proceeds;
}

grade_outline outline_of(const grade& graded);

} // namespace tracker
