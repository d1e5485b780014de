// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker::exchange {

/// The behaviour of a simulated wallet in a window.
enum class strategy : std::uint8_t {
  /// Both sides, one leg after the other.
  pair,
  /// Both sides, unequal.
  lopsided,
  /// Both sides, then one of them is sold.
  bail,
  /// One side late, at 0.95 or more.
  capture,
  /// A capture and then some of the other side.
  hedged_capture,
  /// One side, cheaper.
  directional,
  /// One side, sold early for more or for less.
  cashed,
  exited,
  /// A pair that is merged, all of it or in part.
  merged,
  partly_merged,
  /// A set made by a split and kept, or one side of it sold.
  split_kept,
  split_sold,
  /// Less than half a share.
  dust,
  /// Anything, in any order.
  scatter,
};

/// The simulated wallets, their series, and how their rows reach the data host.
struct wallet_rules {
  /// The number of wallets. `simulated_wallets` names them.
  unsigned count = 0;
  /// Slug prefixes of the windows that they trade; `btc-1h` and `btc-1d` for hourly and
  /// daily windows.
  std::vector<std::string> series = {"btc-updown-15m"};
  /// They trade no window that starts before this.
  timestamp trading_begin{};
  /// The data host keeps the rows of this many windows of a series, so that no request is
  /// too large to answer.
  std::int64_t history_windows = 400;
  /// The largest page of the first dialect; larger limits are lowered to it.
  std::size_t page_limit = 500;
  /// The time until a row is shown: at least this, at most `index_jitter` more.
  std::chrono::milliseconds index_delay{0};
  std::chrono::milliseconds index_jitter{0};
  /// Percentage of rows that are shown later than that, each by up to `late_by`;
  /// `/v2/status` does not report it.
  unsigned late_percent = 0;
  std::chrono::milliseconds late_by{0};
  /// The lags that `/v2/status` reports: of serving (nothing: the longest delay of a row
  /// that is not late), and of the slowest source.
  std::optional<std::chrono::seconds> serving_lag{};
  std::chrono::seconds ingestion_lag{0};
  /// A trade reaches a block up to this much later.
  std::chrono::seconds block_delay{0};
  /// Percentage of wallet-window pairs without a trade.
  unsigned idle_percent = 20;
  /// Percentage of pairs whose first trade is before the window.
  unsigned early_percent = 10;
  /// Percentage of redemptions in the form before 2026-08-10: one row, no outcome.
  unsigned old_redemption_percent = 0;
  /// The transaction whose rows `/activity` and `/v2/activity` never show.
  std::string withheld{};
  /// For this time after a day's end, `/v2/user-volume` lacks its last fill, and the
  /// point of `/v2/user-pnl` is null.
  std::chrono::seconds count_delay{0};
  std::chrono::seconds pnl_delay{0};
  /// The transaction whose taker rows `/v2/trades` never shows.
  std::string unlisted_taker{};
  /// The slug of the window in which `/v2/positions` counts a share of Up too many.
  std::string odd_position{};
  /// The part of a day's maker rebates that `/rebates/current` attributes to no market,
  /// in micro-dollars.
  std::int64_t not_attributed = 7;
  /// The error of the fees of `/v2/user-pnl`, in micro-dollars, from `fees_off_since` on.
  std::int64_t fees_off = 0;
  timestamp fees_off_since{};
  /// The strategy of all wallets; nothing: each pair draws its own.
  std::optional<strategy> only{};
};

} // namespace tracker::exchange
