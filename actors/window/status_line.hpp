// SPDX-License-Identifier: MIT
// What is said of a series in each cycle.
#pragma once

#include "actors/window/grade_book.hpp"
#include "actors/window/window_tracker.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// `T-899s | UP 10.0@0.49 DN 10.0@0.47 | btc-updown-15m-1768936500`, with `| open +$0.40`
/// behind it where the open position's worth is known. Without a window that is open:
/// `next window in 3600s | btc-updown-4h`.
std::string status_line(const series& of,
                        const std::optional<window_tracker::open_window>& current,
                        const std::string& position, std::optional<usdc> open_pnl,
                        timestamp now);

/// What the live table shows beside the window itself.
struct cycle_facts {
  /// As `grade_book::positions` has it.
  std::string positions;
  stale_reads stale;
  std::optional<usdc> open_pnl;
  std::size_t pending = 0;
};

/// The same as named values: `series`, `slug` (empty between two windows), `seconds_left`
/// (to the end, or to the next start), `seconds_total`, `position`, `open_pnl`, `stale`
/// (`2 of 5 wallets`), `stale_seconds` and `pending`. What is unknown is empty.
std::vector<std::pair<std::string, std::string>>
status_fields(const series& of, const std::optional<window_tracker::open_window>& current,
              const cycle_facts& facts, timestamp now);

} // namespace tracker
