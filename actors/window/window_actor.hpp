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
  tracker::series series;
  window_tracker_rules rules;
  /// The wallets whose trades are graded; empty: every window is graded without trades.
  std::vector<watched_wallet> wallets;
  grade_book_rules books;
  /// A wallet that was read longer ago than this is shown as stale.
  timespan stale_after = std::chrono::seconds{10};
  /// Limit of one request, all attempts of the fetcher together.
  timespan request_deadline = std::chrono::seconds{15};
  /// Compares the system clock with the hosts' `Date` and warns when it is off: set for
  /// one series of a run.
  bool checks_clock = false;
  /// Time zone of the times in log lines.
  const date::time_zone* zone = nullptr;
};

/// Watches the windows of one series: logs a status line at every tick, requests each
/// window's market and winner from the fetcher, books the activity of the wallets, and
/// records one grade for each window and wallet.
///
///     clock ──tick──▶ window ──fetch_request──▶ fetcher
///                     ▲ │ │ ◀──fetch_result────────┘
///     wallets ────────┘ │ └──record_grade, record_coverage──▶ ledger
///                       └────log_line──▶ log tee
///
/// At its first tick it reads from the ledger where an earlier run stopped, and continues
/// from there.
///
/// On shutdown it sends no new requests and stops when the open ones have been answered.
window_actor spawn_window(caf::actor_system& system, window_options options,
                          fetcher_actor fetcher, ledger_actor ledger, log_port log);

} // namespace tracker
