// SPDX-License-Identifier: MIT
// Every actor of the tracker on one page. Who reads this page knows the program.
#pragma once

#include "messages/capture.hpp"
#include "messages/clock.hpp"
#include "messages/compat.hpp"
#include "messages/control.hpp"
#include "messages/fetch.hpp"
#include "messages/ledger.hpp"
#include "messages/lifecycle.hpp"
#include "messages/log.hpp"
#include "messages/wallet.hpp"

#include <string>
#include <vector>

namespace tracker {

/// LIFECYCLE: what every stage of the drain understands.
using lifecycle_actor = compat::interface<
    // Finish what came before this, answer, and end.
    drained(shutdown),
    // How much work is open, and a line for the status screen.
    actor_status(status_request)>;

/// TICK SINK: whoever lives by the clock.
using tick_sink = compat::interface<
    // Deal with this beat; the answer ends the sink's part of the cycle.
    tick_handled(tick)>;

/// Order to the clock: send your beats to this sink too. A sink that has ended is
/// forgotten.
struct subscribe {
  tick_sink sink;
};

/// CLOCK: beats without drift and says how well it does.
using clock_actor =
    compat::extend<lifecycle_actor, void(subscribe), clock_report(clock_report_request)>;

/// FETCHER: requests in, replies out. The only actor with sockets.
using fetcher_actor = compat::extend<lifecycle_actor,
                                     // Answered once, by the deadline at the latest.
                                     fetch_result(fetch_request), void(cancel_fetches)>;

/// Order to whoever asks: ask this fetcher from now on (the old one has ended).
struct use_fetcher {
  fetcher_actor fetcher;
};

/// CAPTURE: the one owner of the recording; beats and exchanges in.
using capture_actor =
    compat::extend<lifecycle_actor, tick_handled(tick), void(captured_exchange),
                   // Answered when what was sent before it is in the file.
                   capture_progress(capture_mark), void(end_capture)>;

/// WINDOW: one per series; which windows exist, their market, their winner, their grade.
using window_actor =
    compat::extend<lifecycle_actor, tick_handled(tick), void(use_fetcher),
                   // What a wallet has done in the windows of this series.
                   void(wallet_activity),
                   // Taken over from a configuration that was read again.
                   void(live_settings)>;

/// The window actor of a series.
struct series_window {
  std::string series_name;
  window_actor window;
};

/// Order to a wallet actor: these are the window actors from now on. Those that are new
/// are told everything again.
struct use_windows {
  std::vector<series_window> windows;
};

/// WALLET: one per wallet; its activity, complete and in order, each row once.
using wallet_actor = compat::extend<lifecycle_actor, tick_handled(tick),
                                    void(use_fetcher), void(use_windows)>;

/// LEDGER: the one owner of the file; facts in, memories out.
using ledger_actor =
    compat::extend<lifecycle_actor, tick_handled(tick),
                   // Answered when they are on disk.
                   events_recorded(record_events), void(record_grade),
                   void(record_coverage),
                   // Answered with what was sent before them booked.
                   wallet_memory(recall_wallet), series_memory(recall_series),
                   windows_memory(recall_windows), grades_memory(recall_grades)>;

/// LOG TEE: one line, two places, in the order of arrival.
using log_tee_actor = compat::extend<lifecycle_actor, void(log_line), void(reopen_log),
                                     void(set_log_level)>;

/// SUPERVISOR: starts, watches, restarts and drains all others.
using supervisor_actor =
    compat::interface<void(stop_request), void(reload_request), void(log_status),
                      // What stands on the status screen.
                      status_screen(status_screen_request)>;

/// SIGNAL: turns signals into messages for the supervisor.
using signal_actor = compat::interface<
    // Stop listening and end.
    void(shutdown)>;

/// STATUS: tells other processes what the tracker is doing.
using status_actor = compat::interface<
    // Stop listening and end.
    void(shutdown)>;

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
TRACKER_MESSAGE(tracker::recall_grades)
TRACKER_MESSAGE(tracker::grades_memory)
TRACKER_MESSAGE(tracker::log_line)
TRACKER_MESSAGE(tracker::reopen_log)
TRACKER_MESSAGE(tracker::set_log_level)
TRACKER_MESSAGE(tracker::stop_request)
TRACKER_MESSAGE(tracker::log_status)
TRACKER_MESSAGE(tracker::status_screen_request)
TRACKER_MESSAGE(tracker::status_screen)
TRACKER_MESSAGE(tracker::live_settings)
TRACKER_MESSAGE(tracker::reload_request)
TRACKER_MESSAGE(tracker::span_progress)
TRACKER_MESSAGE(tracker::finished)
