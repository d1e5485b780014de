// SPDX-License-Identifier: MIT
// The typed interface of every actor: which messages it accepts and what it answers.
//
//     clock ──tick──▶ wallets, windows, capture, ledger
//     wallets, windows ──fetch_request──▶ fetcher ──GET──▶ gamma, data, clob
//     wallets ──record_events──▶ ledger        wallets ──wallet_activity──▶ windows
//     windows ──record_grade, record_coverage──▶ ledger
//     fetcher ──captured_exchange──▶ capture
//     polls ──poll_turn──▶ wallets, where there are many
//     proof ──fetch_request──▶ fetcher         proof ──record_proof,
//                                                      record_position──▶ ledger
//     proof ──read_again──▶ wallets
//     publisher ──take_outbox──▶ ledger        publisher ──SQL──▶ PostgreSQL of the fleet
//     notifier ──sync_alerts──▶ ledger         notifier ──POST──▶ channels of [alerts]
//     signal ──stop_request, reload_request──▶ supervisor ──shutdown──▶ all of them
//     all of them ──log_line──▶ log tee
//
// `B(A)` accepts an A and answers with a B; `void(A)` accepts an A and does not answer.
// Messages are immutable and are handled in order of arrival, one at a time.
#pragma once

#include "messages/alert.hpp"
#include "messages/clock.hpp"
#include "messages/compat.hpp"
#include "messages/control.hpp"
#include "messages/fetch.hpp"
#include "messages/fleet.hpp"
#include "messages/ledger.hpp"
#include "messages/log.hpp"
#include "messages/proof.hpp"
#include "messages/wallet.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tracker {

/// LIFECYCLE: what every actor that takes part in the drain accepts.
using lifecycle_actor = compat::interface<
    // Handle what was sent before this message, answer, and end.
    drained(shutdown),
    // How much work is pending, and a line for the status screen.
    actor_status(status_request)>;

/// TICK SINK: an actor whose work is driven by the clock.
using tick_sink = compat::interface<
    // Do the work that is due; the answer completes this sink's part of the cycle.
    tick_handled(tick)>;

/// Order to the clock: send ticks to this sink too. The clock removes a sink that has
/// ended.
struct subscribe {
  tick_sink sink;
};

/// CLOCK: sends ticks without drift and measures how late they are.
using clock_actor =
    compat::extend<lifecycle_actor, void(subscribe), clock_report(clock_report_request)>;

/// FETCHER: turns requests into replies or errors. The only actor that uses the network.
using fetcher_actor = compat::extend<lifecycle_actor,
                                     // Answered exactly once, at the latest when the
                                     // request's deadline has passed.
                                     fetch_result(fetch_request), void(cancel_fetches),
                                     // The state of each host, and samples of replies.
                                     host_report(host_report_request)>;

/// Order to an actor that sends requests: use this fetcher from now on, because the
/// previous one has ended.
struct use_fetcher {
  fetcher_actor fetcher;
};

/// CAPTURE: writes ticks and exchanges to the capture file, which it alone owns.
using capture_actor =
    compat::extend<lifecycle_actor, tick_handled(tick), void(captured_exchange),
                   // Answered when everything sent before the mark is in the file.
                   capture_progress(capture_mark), void(end_capture)>;

/// WINDOW: one per series. Determines which windows exist, their markets, winners and
/// grades.
using window_actor =
    compat::extend<lifecycle_actor, tick_handled(tick), void(use_fetcher),
                   // New activity of one wallet, of all series.
                   void(wallet_activity),
                   // Settings that a reload of the configuration has changed.
                   void(live_settings), void(use_wallets)>;

/// The window actor of a series.
struct series_window {
  std::string series_name;
  window_actor window;
};

/// Order to a wallet actor: these are the window actors from now on. The wallet actor
/// reads its activity again for those that are new.
struct use_windows {
  std::vector<series_window> windows;
  /// Time limit of one request from now on; zero: as before.
  timespan question_deadline{};
  /// Request rows in turns only.
  bool takes_turns = false;
};

/// WALLET: one per wallet. Reads the wallet's activity, complete, in order, each row
/// once.
using wallet_actor = compat::extend<lifecycle_actor, tick_handled(tick),
                                    void(use_fetcher), void(use_windows),
                                    // A day lacks fills: read it once more.
                                    void(read_again),
                                    // Answered when the turn's request is.
                                    poll_turn_end(poll_turn)>;

/// A watched wallet and its actor.
struct running_wallet {
  watched_wallet wallet;
  /// Null: it has not started yet.
  wallet_actor actor{};
};

/// Order to the proof and the polls actor: these are the watched wallets from now on.
struct use_wallet_actors {
  std::vector<running_wallet> wallets;
};

/// PROOF: compares each finished day of each wallet with the platform's own figures.
using proof_actor = compat::extend<lifecycle_actor, tick_handled(tick), void(use_fetcher),
                                   void(use_wallet_actors)>;

/// POLLS: gives turns to the wallets where many share the data host's budget.
using polls_actor =
    compat::extend<lifecycle_actor, tick_handled(tick), void(use_wallet_actors)>;

/// LEDGER: stores events, grades and coverage in the database, which it alone writes, and
/// returns what it stored.
using ledger_actor =
    compat::extend<lifecycle_actor, tick_handled(tick),
                   // Answered when the rows are on disk.
                   events_recorded(record_events), void(record_grade),
                   void(record_coverage), void(record_proof), void(record_position),
                   // The answers include every fact sent before the request.
                   wallet_memory(recall_wallet), series_memory(recall_series),
                   windows_memory(recall_windows), grades_memory(recall_shown),
                   proofs_memory(recall_proofs), day_memory(recall_day),
                   positions_memory(recall_positions),
                   // Renews the tags of the recorded grades.
                   void(live_settings),
                   // Answered when the marks, and the alerts of the answer, are on disk.
                   alerts_synced(sync_alerts),
                   // The answer includes every fact sent before the request.
                   outbox_batch(take_outbox)>;

/// PUBLISHER: ships what the ledger commits to the database of the fleet, in order.
using publisher_actor = compat::extend<lifecycle_actor, tick_handled(tick)>;

/// NOTIFIER: sends alerts to the channels that the user configured, and nowhere else.
using notifier_actor =
    compat::extend<lifecycle_actor, tick_handled(tick), void(use_fetcher)>;

/// LOG TEE: writes each line to the console and to the log file, in order of arrival.
using log_tee_actor = compat::extend<lifecycle_actor, void(log_line), void(reopen_log),
                                     void(set_log_level)>;

/// SUPERVISOR: starts, monitors, restarts and drains all other actors.
using supervisor_actor = compat::interface<void(stop_request), void(reload_request),
                                           void(use_watch_plan), void(log_status),
                                           // A status line of every actor.
                                           status_screen(status_screen_request)>;

/// SIGNAL: turns process signals into messages for the supervisor.
using signal_actor = compat::interface<
    // Stop reading signals and end.
    void(shutdown)>;

/// STATUS: serves the status screen to other processes over a local socket.
using status_actor = compat::interface<
    // Stop listening and end.
    void(shutdown)>;

/// WEB: serves the page, /metrics and /health to other processes.
using web_actor = compat::extend<lifecycle_actor,
                                 // The state of the run, once a second.
                                 void(status_screen), void(use_watched)>;

/// SERVICE: tells the service manager (systemd) that the tracker is ready, healthy,
/// reloads, or stops.
using service_actor =
    compat::extend<lifecycle_actor, tick_handled(tick), void(configuration_reloaded)>;

} // namespace tracker

TRACKER_MESSAGE(tracker::shutdown)
TRACKER_MESSAGE(tracker::drained)
TRACKER_MESSAGE(tracker::status_request)
TRACKER_MESSAGE(tracker::actor_status)
TRACKER_MESSAGE(tracker::tick)
TRACKER_MESSAGE(tracker::tick_handled)
TRACKER_MESSAGE(tracker::subscribe)
TRACKER_MESSAGE(tracker::clock_report_request)
TRACKER_MESSAGE(tracker::clock_report)
TRACKER_MESSAGE(tracker::fetch_request)
TRACKER_MESSAGE(tracker::cancel_fetches)
TRACKER_MESSAGE(tracker::fetch_result)
TRACKER_MESSAGE(tracker::use_fetcher)
TRACKER_MESSAGE(tracker::captured_exchange)
TRACKER_MESSAGE(tracker::capture_mark)
TRACKER_MESSAGE(tracker::capture_progress)
TRACKER_MESSAGE(tracker::end_capture)
TRACKER_MESSAGE(tracker::wallet_activity)
TRACKER_MESSAGE(tracker::use_windows)
TRACKER_MESSAGE(tracker::record_events)
TRACKER_MESSAGE(tracker::events_recorded)
TRACKER_MESSAGE(tracker::record_grade)
TRACKER_MESSAGE(tracker::record_coverage)
TRACKER_MESSAGE(tracker::recall_wallet)
TRACKER_MESSAGE(tracker::wallet_memory)
TRACKER_MESSAGE(tracker::recall_series)
TRACKER_MESSAGE(tracker::series_memory)
TRACKER_MESSAGE(tracker::recall_windows)
TRACKER_MESSAGE(tracker::windows_memory)
TRACKER_MESSAGE(tracker::recall_shown)
TRACKER_MESSAGE(tracker::grades_memory)
TRACKER_MESSAGE(tracker::sync_alerts)
TRACKER_MESSAGE(tracker::alerts_synced)
TRACKER_MESSAGE(tracker::take_outbox)
TRACKER_MESSAGE(tracker::outbox_batch)
TRACKER_MESSAGE(tracker::host_report_request)
TRACKER_MESSAGE(tracker::host_report)
TRACKER_MESSAGE(tracker::read_again)
TRACKER_MESSAGE(tracker::poll_turn)
TRACKER_MESSAGE(tracker::poll_turn_end)
TRACKER_MESSAGE(tracker::use_wallets)
TRACKER_MESSAGE(tracker::record_proof)
TRACKER_MESSAGE(tracker::recall_proofs)
TRACKER_MESSAGE(tracker::proofs_memory)
TRACKER_MESSAGE(tracker::recall_day)
TRACKER_MESSAGE(tracker::day_memory)
TRACKER_MESSAGE(tracker::record_position)
TRACKER_MESSAGE(tracker::recall_positions)
TRACKER_MESSAGE(tracker::positions_memory)
TRACKER_MESSAGE(tracker::log_line)
TRACKER_MESSAGE(tracker::reopen_log)
TRACKER_MESSAGE(tracker::set_log_level)
TRACKER_MESSAGE(tracker::stop_request)
TRACKER_MESSAGE(tracker::log_status)
TRACKER_MESSAGE(tracker::status_screen_request)
TRACKER_MESSAGE(tracker::status_screen)
TRACKER_MESSAGE(tracker::live_settings)
TRACKER_MESSAGE(tracker::use_wallet_actors)
TRACKER_MESSAGE(tracker::use_watched)
TRACKER_MESSAGE(tracker::reload_request)
TRACKER_MESSAGE(tracker::use_watch_plan)
TRACKER_MESSAGE(tracker::configuration_reloaded)
TRACKER_MESSAGE(tracker::span_progress)
TRACKER_MESSAGE(tracker::finished)
