// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/store/ledger_store.hpp"
#include "actors/log_tee/log_port.hpp"
#include "actors/notifier/episodes/alert_desk.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <date/tz.h>

#include <cstddef>
#include <optional>

namespace tracker {

struct ledger_options {
  /// Start of the run: windows that end later belong to the session.
  timestamp started{};
  /// The time zone of days.
  const date::time_zone* zone = nullptr;
  /// Interval between backups; zero: no backups.
  timespan backup_interval = std::chrono::hours{24};
  /// Number of backups to keep; 0: no backups.
  std::size_t backups = 7;
  /// How long raw events of settled windows are kept; zero: forever.
  timespan keep_events = std::chrono::hours{24 * 400};
  /// Maximum number of facts per transaction.
  std::size_t batch = 512;
  /// Limit of waiting grades and coverage records while the file cannot be written.
  std::size_t queue_limit = 50'000;
  thread_of runs_on = thread_of::own;
  /// Empty: no alerts are evaluated.
  std::optional<alert_desk_options> alerts{};
};

/// Starts the ledger, by default on its own thread because disk access blocks. Open the
/// store before the actor system starts.
///
///     wallet ──record_events──▶ ledger ──▶ SQLite
///            ◀─events_recorded──┘ ▲ ▲
///     window ────record_grade─────┘ │
///     clock ───────tick─────────────┘
///
/// - Facts that wait in the mailbox together are booked in one transaction. An answer
///   means that the fact is on disk.
/// - While the file cannot be written (`may_pass`), facts and answers wait; each tick
///   retries, and a warning is logged once a minute. A wallet without its answer sends no
///   further requests. Grades and coverage beyond the limit are merged or refused, and
///   counted (`entry_queue`); a refused grade is made again after the next start, because
///   its window is not settled.
/// - Any other error ends the actor: the file needs the operator.
/// - So does a file that was deleted, renamed or replaced: its path is checked after each
///   transaction, before a drain is answered, and by ticks every 10 s. The error names
///   the facts that are not stored; they are not answered.
/// - Alerts are booked in the transaction of the facts that made them true; an answer to
///   `sync_alerts` means that they, and the marks of the request, are on disk.
/// - Ticks also drive backups and the roll-up of old events, in small steps.
/// - `shutdown` is answered when everything is on disk, and stays unanswered if the disk
///   accepts nothing before the deadline; `status_request` reports the waiting facts.
ledger_actor spawn_ledger(caf::actor_system& system, ledger_store opened,
                          ledger_options options, log_port log);

} // namespace tracker
