// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/window/grade_book.hpp"
#include "actors/window/window_tracker.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <date/tz.h>

#include <vector>

namespace tracker {

struct window_options {
  series of;
  window_tracker_rules rules;
  /// Whose trades are graded; none: every window is graded without trades.
  std::vector<watched_wallet> wallets;
  grade_book_rules books;
  /// A wallet that was read longer ago than this is shown as stale.
  timespan stale_after = std::chrono::seconds{10};
  /// Time for one question, all attempts of the fetcher together.
  timespan question_deadline = std::chrono::seconds{15};
  /// Compares the system clock with the hosts' `Date`, and says when it is off: set for
  /// one series of a run.
  bool checks_clock = false;
  /// For what people read.
  const date::time_zone* zone = nullptr;
};

/// Watches the windows of one series: logs its line in every cycle, asks the fetcher for
/// each window's market and winner, books what the wallets did in it, and writes one row
/// for each window and wallet.
///
///     clock ──tick──▶ window ──fetch_request──▶ fetcher
///                     ▲ │ │ ◀──fetch_result────────┘
///     wallets ────────┘ │ └──record_grade, record_coverage──▶ ledger
///                       └────log_line──▶ log tee
///
/// Its first beat asks the ledger where an earlier run has stopped; it goes on from
/// there.
///
/// Stops when the questions under way have come back; asks no new ones meanwhile.
window_actor spawn_window(caf::actor_system& system, window_options options,
                          fetcher_actor fetcher, ledger_actor ledger, log_port log);

} // namespace tracker
