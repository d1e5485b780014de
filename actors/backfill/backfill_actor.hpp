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
  series of;
  window_span span;
  grade_book_rules books;
  /// None: windows are graded without trades.
  std::vector<watched_wallet> wallets;
  /// Limit of one question, its retries included.
  timespan question_deadline = std::chrono::seconds{15};
  /// For what people read.
  const date::time_zone* zone = nullptr;
  /// Hears `span_progress` about once a second, and at the end.
  caf::actor listener;
  /// Windows under way at once.
  std::size_t slice = 200;
  /// Looks at one window, about a minute from the first to the last.
  std::uint32_t looks = 6;
  /// A wallet whose activity does not become better known for so long is not waited for
  /// any more.
  timespan patience = std::chrono::minutes{2};
};

/// Grades the windows of a span, the oldest first, as soon as all wallets' activity is
/// known to reach behind them. To the others it is the window actor of its series.
///
/// Windows that an earlier run has settled stay as they are; the others are taken up
/// where that run has left them. One that has no winner after some looks is left: it
/// keeps its row, as PENDING or PROVISIONAL, and the listener hears why.
///
/// Stops when the questions under way have come back; asks no new ones meanwhile.
window_actor spawn_backfill(caf::actor_system& system, backfill_options options,
                            fetcher_actor fetcher, ledger_actor ledger, log_port log);

} // namespace tracker
