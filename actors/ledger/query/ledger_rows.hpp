// SPDX-License-Identifier: MIT
// The rows that queries of the ledger return.
#pragma once

#include "messages/grade.hpp"
#include "messages/proof.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// A grade and its market, if known.
struct grade_row {
  grade graded;
  /// `0x` and 64 hex digits; empty: not known.
  std::string condition_id;
  /// Maker rebates that the platform attributes to the market; no part of the P/L. Empty:
  /// nothing was traded, the day's rebates are not paid yet, or unavailable.
  std::optional<usdc> maker_rebates{};

  bool operator==(const grade_row&) const = default;
};

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

/// A row of a wallet's activity as the ledger has it or, of account-level rows that are
/// old, the sum of a quarter of an hour.
struct event_row {
  activity_event event;
  watched_wallet wallet;
  /// The outcome of the event's token; nothing without a token, or where the market is
  /// not known.
  std::optional<outcome> side;
  /// 1, or the number of rows in the sum. A sum has no transaction.
  std::uint64_t rows = 1;
};

/// Rewards and rebates of a wallet outside any market: one row of the platform or, once
/// they are old, the sum of a quarter of an hour.
struct account_row {
  watched_wallet wallet;
  activity_type type = activity_type::other;
  /// The platform's type, where `type` is `other`.
  std::string platform_type;
  /// Time of the row, or start of the quarter.
  timestamp time{};
  std::uint64_t events = 1;
  shares size;
  usdc cash;

  bool operator==(const account_row&) const = default;
};

/// A row of a wallet's activity that is not booked because its meaning is uncertain.
struct wallet_doubt {
  watched_wallet wallet;
  doubtful_row row;

  bool operator==(const wallet_doubt&) const = default;
};

/// What the platform says of a wallet in a window, beside its grade.
struct window_note {
  /// The wallet's address.
  std::string wallet;
  /// The comparison of the tokens held; empty: none yet.
  std::optional<position_check> position;
  /// As in `grade_row`.
  std::optional<usdc> maker_rebates;
};

/// Rows of one wallet in a market without a recorded window.
struct other_market {
  std::string slug;
  watched_wallet wallet;
  std::uint64_t events = 0;

  bool operator==(const other_market&) const = default;
};

} // namespace tracker
