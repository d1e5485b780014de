// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/store/ledger_store.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <date/tz.h>

#include <cstddef>

namespace tracker {

struct ledger_options {
  /// When the run began: the windows that end later are the session's.
  timestamp started{};
  /// For what a day is.
  const date::time_zone* zone = nullptr;
  /// Between two backups; zero: none are made.
  timespan backup_interval = std::chrono::hours{24};
  /// Backups that are kept; 0: none are made.
  std::size_t backups = 7;
  /// How long raw events stay after a window is settled; zero: for ever.
  timespan keep_events = std::chrono::hours{24 * 400};
  /// Facts in one transaction.
  std::size_t batch = 512;
  /// Grades and coverage that may wait while nothing can be written.
  std::size_t queue_limit = 50'000;
  thread_of runs_on = thread_of::own;
};

/// Starts the ledger, on a thread of its own unless the options say otherwise, because
/// disks block. Open the store before the actor system starts.
///
///     wallet ──record_events──▶ ledger ──▶ SQLite
///            ◀─events_recorded──┘ ▲ ▲
///     window ────record_grade─────┘ │
///     clock ───────tick─────────────┘
///
/// - What waits in the mailbox together is booked in one transaction. An answer means
///   that it is on disk.
/// - While nothing can be written (`may_pass`), facts wait and so do answers; each beat
/// is
///   a new attempt, and once a minute a line says so. A wallet without its answer asks
///   the platform for nothing more. Grades and coverage beyond the limit are merged or
///   refused, and counted (`entry_queue`); a refused one comes back at the next start,
///   because its window is not settled.
/// - Anything worse ends the actor with an error: then the file needs somebody.
/// - So does a file that was deleted, renamed or replaced: its path is checked after each
///   transaction, before a drain is answered, and by ticks every 10 s. The error says
///   which facts are not stored; they have no answer.
/// - Beats also drive backups and the roll-up of old events, a little at a time.
/// - `shutdown` is answered when everything is on disk. A disk that takes nothing by the
///   deadline leaves it unanswered; `status_request` says what is held.
ledger_actor spawn_ledger(caf::actor_system& system, ledger_store opened,
                          ledger_options options, log_port log);

} // namespace tracker
