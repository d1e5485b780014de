// SPDX-License-Identifier: MIT
// The window actor's class: window_actor.cpp has its messages, events and requests,
// window_recall_actor.cpp what it reads back from the ledger.
#pragma once

#include "actors/polling/stage_actor.hpp"
#include "actors/window/midpoint_tracker.hpp"
#include "actors/window/past_windows.hpp"
#include "actors/window/source_replies.hpp"
#include "actors/window/window_actor.hpp"
#include "actors/window/window_log_actor.hpp"
#include "actors/window/window_meter.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

class window_shell : public stage_actor<window_actor> {
public:
  window_shell(caf::actor_config& config, window_options options, fetcher_actor fetcher,
               ledger_actor ledger, log_port log);

  const char* name() const override { return "window"; }
  behavior_type make_behavior() override;

private:
  /// What an earlier run recorded: not requested, requested, or applied.
  enum class restore_state : std::uint8_t { missing, requested, done };
  /// The open window, and since when it is watched.
  struct watched_window {
    tracker::window window;
    timestamp since{};
  };

  tick_handled handle(const tick& current_tick);
  void advance();
  caf::typed_response_promise<drained> stop(const shutdown& order);
  void finish_if_idle();

  // The records of earlier runs.
  void recall_last_run();
  void recall(timestamp ended_since, std::function<void(const series_memory&)> use);
  /// Windows are recorded from their start: a recorded future window means that the clock
  /// was ahead.
  bool is_ahead(const window& window) const { return window.start > now_; }
  void restore(const series_memory& memory);
  void restore_after(const series_memory& memory, const std::optional<window>& last_seen);
  void restore_window(const remembered_window& memory, timestamp seen_to);
  void set_wallets(const use_wallets& change);
  void recall_added_wallets();
  void restore_added(const series_memory& memory);
  void recall_rows_to_come();
  void recall_past();
  void apply_past(const windows_memory& memory);
  void amend(const remembered_window& past, const std::string& reason);
  void check(const remembered_window& past);
  void resume_if_unsettled(const remembered_window& past);
  void end_check();

  // How much of each window is watched.
  void begin_coverage(const window& window);
  void end_coverage();
  void cover(window window, window_coverage coverage);
  void cover_again(const window& window);

  // Requests to the fetcher.
  void send_requests();
  void send_request(const source_request& look);
  void apply_result(const source_request& look, const fetch_result& result,
                    timestamp requested_at);
  void compare_clocks(host source, const fetch_result& result, timestamp requested_at);
  void send_midpoint_request(const midpoint_tracker::request& wanted);
  void apply_midpoint(const fetch_result& result);
  std::size_t open_requests() const;

  void book(const wallet_activity& activity);
  std::string line() const;
  /// The same as named values, for the live table.
  log_fields cycle_fields() const;
  std::optional<usdc>
  open_pnl(const std::optional<window_tracker::open_window>& current) const;
  std::string summary() const;
  actor_status status() const {
    return {open_requests(),
            summary(),
            meter_.metrics(),
            {meter_.check(tracker_.current(now_), unseen_.size(), now_)}};
  }

  // Events of the window tracker.
  void report(const window_event& event);
  void handle(const window_opened& event);
  void handle(const window_passed& event);
  void handle(const market_found& event);
  void handle(const window_unsupported& event);
  void handle(const look_failed& event);
  void handle(const reply_cached& event);
  void handle(const window_resolved& event);
  void handle(const sources_disagree& event);
  void handle(const windows_given_up& event);
  void handle(const clock_set_back& event);
  void handle(const listing_failed& event);
  void handle(const window_not_offered& event);

  // Events of the grade book.
  void report(const std::vector<grade_book_event>& events);
  void handle(const grade_made& event);
  void handle(const rows_out_of_time& event);
  void handle(const redemption_disagrees& event);
  void handle(const grades_given_up& event);

  window_options options_;
  window_tracker tracker_;
  grade_book books_;
  past_windows past_;
  std::uint64_t regraded_ = 0;
  bool check_reported_ = false;
  clock_skew skew_;
  midpoint_tracker midpoint_;
  window_meter meter_;
  grade_log grade_log_;
  restore_state restored_ = restore_state::missing;
  /// The same for wallets that a reload has added.
  restore_state added_ = restore_state::done;
  /// Counts the changes of the wallets: an answer for an earlier set is ignored.
  std::uint64_t wallet_changes_ = 0;
  /// Activity that came before the ledger's answer.
  std::vector<wallet_activity> early_;
  std::optional<watched_window> open_;
  /// Starts of windows that passed unwatched and have no winner yet.
  std::set<timestamp> unseen_;
  /// Starts of windows whose market is unsupported.
  std::set<timestamp> unsupported_;
  std::uint64_t unsupported_count_ = 0;
  std::uint64_t ticks_ = 0;
};

} // namespace tracker
