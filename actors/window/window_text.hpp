// SPDX-License-Identifier: MIT
// The texts of log lines about the windows of a series. Pure.
#pragma once

#include "actors/window/grade_book.hpp"
#include "actors/window/window_tracker.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The line of a tick: `T-899s | UP 10.0@0.49 DN 10.0@0.47 | btc-updown-15m-1768936500`,
/// with `| open +$0.40` appended where the worth of the open position is known. Without
/// an open window: `next window in 3600s | btc-updown-4h`.
std::string status_line(const series& series,
                        const std::optional<window_tracker::open_window>& current,
                        const std::string& position, std::optional<usdc> open_pnl,
                        timestamp now);

/// What the live table shows in addition to the window.
struct cycle_facts {
  /// The result of `grade_book::positions`.
  std::string positions;
  stale_reads stale;
  std::optional<usdc> open_pnl;
  std::size_t pending = 0;
};

/// The same as named values: `series`, `slug` (empty between two windows), `seconds_left`
/// (to the end, or to the next start), `seconds_total`, `position`, `open_pnl`, `stale`
/// (`2 of 5 wallets`), `stale_seconds` and `pending`. An unknown value is empty.
std::vector<std::pair<std::string, std::string>>
status_fields(const series& series,
              const std::optional<window_tracker::open_window>& current,
              const cycle_facts& facts, timestamp now);

/// `graded_by` names the sources of the window's grade, `gamma, clob`; empty: the window
/// has no grade.
std::string describe(const look_failed& event, const std::string& graded_by);
std::string describe(const reply_cached& event);
/// `next_step` is what happens next to the window, `next look in 900s`.
std::string describe(const window_unsupported& event, const std::string& next_step);
std::string describe(const windows_given_up& event, std::size_t limit);
std::string describe(const clock_set_back& event);
std::string describe(const sources_disagree& event);
std::string describe(const redemption_disagrees& event);
std::string describe(const grades_given_up& event, std::size_t limit);
std::string describe(const window_not_offered& event);
/// For rows of a window that has not started.
std::string describe(const rows_out_of_time& event);

/// `900s`, rounded down.
std::string seconds_text(timespan span);

} // namespace tracker
