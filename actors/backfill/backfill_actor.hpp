// SPDX-License-Identifier: MIT
#pragma once

#include "actors/backfill/span_work.hpp"
#include "actors/log_tee/log_port.hpp"
#include "actors/window/grade_book.hpp"
#include "messages/interfaces.hpp"

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

#include <date/tz.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tracker {

struct backfill_options {
  tracker::series series;
  window_span span;
  grade_book_rules books;
  /// Empty: windows are graded without trades.
  std::vector<watched_wallet> wallets;
  /// Limit of one request, its retries included.
  timespan request_deadline = std::chrono::seconds{15};
  /// Time zone of the times in log lines.
  const date::time_zone* zone = nullptr;
  /// Receives `span_progress` about once a second, and at the end.
  caf::actor listener;
  /// Windows in work at once.
  std::size_t slice = 200;
  /// Looks at one window, about a minute from the first to the last.
  std::uint32_t looks = 6;
  /// The actor stops waiting for the wallets' activity when no history has grown for so
  /// long.
  timespan patience = std::chrono::minutes{2};
};

/// Grades the windows of a span, the oldest first, as soon as the activity of all wallets
/// is known beyond their ends. For the other actors it is the window actor of its series.
///
/// Windows that an earlier run has settled keep their grades; the others are resumed
/// where that run stopped. A window without a winner after `looks` looks keeps its grade,
/// PENDING or PROVISIONAL, and the listener receives the reason.
///
/// On shutdown it sends no new requests and stops when the open ones have been answered.
window_actor spawn_backfill(caf::actor_system& system, backfill_options options,
                            fetcher_actor fetcher, ledger_actor ledger, log_port log);

} // namespace tracker
