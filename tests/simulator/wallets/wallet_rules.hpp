// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker::exchange {

/// What a simulated wallet does in a window.
enum class strategy : std::uint8_t {
  /// Both sides, one leg after the other.
  pair,
  /// Both sides, unequal.
  lopsided,
  /// Both sides, then one of them is sold off.
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

/// Which wallets trade, where, and how their rows reach the data host.
struct wallet_rules {
  /// How many there are. `simulated_wallets` names them.
  unsigned count = 0;
  /// Slug prefixes of the windows that they trade; `btc-1h` and `btc-1d` of hourly and
  /// daily ones.
  std::vector<std::string> series = {"btc-updown-15m"};
  /// They trade no window that starts before this.
  timestamp since{};
  /// The data host forgets rows older than so many windows of a series, so that no
  /// question is too large to answer.
  std::int64_t history_windows = 400;
  /// Rows of a page of the first dialect, whatever more is asked for.
  std::size_t page_limit = 500;
  /// A row's time to the moment it shows up: at least this, at most `index_jitter` more.
  std::chrono::milliseconds index_delay{0};
  std::chrono::milliseconds index_jitter{0};
  /// Rows of a hundred that show up later than that, by up to `late_by` from row to row,
  /// without a word in `/v2/status`.
  unsigned late_percent = 0;
  std::chrono::milliseconds late_by{0};
  /// What `/v2/status` says of itself: how far serving is behind (nothing: the longest
  /// delay of a row that is not late), and the slowest of its sources.
  std::optional<std::chrono::seconds> serving_lag{};
  std::chrono::seconds ingestion_lag{0};
  /// A trade reaches a block up to so much later.
  std::chrono::seconds block_delay{0};
  /// Wallet-window pairs of a hundred without any trade.
  unsigned idle_percent = 20;
  /// Those of a hundred whose first trade is made before the window.
  unsigned early_percent = 10;
  /// Redemptions of a hundred in the form of before 2026-08-10: one row, no outcome.
  unsigned old_redemption_percent = 0;
  /// The transaction of which `/activity` and `/v2/activity` never show a row.
  std::string withheld{};
  /// Until so long after a day's end, `/v2/user-volume` lacks its last fill and the point
  /// of `/v2/user-pnl` is null.
  std::chrono::seconds count_delay{0};
  std::chrono::seconds pnl_delay{0};
  /// The transaction of which `/v2/trades` never shows a taker's row.
  std::string unlisted_taker{};
  /// The window in which `/v2/positions` counts a share of Up too many.
  std::string odd_position{};
  /// What of a day's maker rebates `/rebates/current` attributes to no market, in
  /// micro-dollars.
  std::int64_t not_attributed = 7;
  /// What the fees of `/v2/user-pnl` are off by, in micro-dollars, from a time on.
  std::int64_t fees_off = 0;
  timestamp fees_off_since{};
  /// What they all do; nothing: each pair draws its own.
  std::optional<strategy> only{};
};

} // namespace tracker::exchange
