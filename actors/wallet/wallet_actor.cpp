// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_actor.hpp"

#include "actors/platform/ids.hpp"
#include "actors/polling/crash_reason.hpp"
#include "actors/polling/stage_actor.hpp"
#include "actors/text/time_text.hpp"
#include "actors/wallet/wallet_log.hpp"
#include "actors/wallet/wallet_meter.hpp"
#include "actors/window/series/other_series.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <memory>
#include <optional>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Requested without a turn: the fetcher joins the requests of all wallets.
constexpr std::string_view freshness_endpoint = "/v2/status";

using event_list = std::vector<activity_event>;

class wallet_shell : public wallet_actor::base {
public:
  wallet_shell(caf::actor_config& config, wallet_options options, fetcher_actor fetcher,
               ledger_actor ledger, log_port log)
      : wallet_actor::base{config}
      , options_{std::move(options)}
      , tracker_{options_.wallet, options_.rules}
      , meter_{options_.wallet}
      , others_{options_.watched_series}
      , fetcher_{std::move(fetcher)}
      , ledger_{std::move(ledger)}
      , log_{std::move(log)} {
    set_turns(options_.takes_turns);
  }

  const char* name() const override { return "wallet"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const use_fetcher& change) {
          ++handled_;
          fetcher_ = change.fetcher;
        },
        [this](const use_windows& change) { set_windows(change); },
        [this](const read_again& order) {
          ++handled_;
          tracker_.request_reread(order.since);
        },
        [this](const poll_turn& order) { return begin_turn(order); },
        [this](const shutdown& order) { return stop(order); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{is_idle() ? 0U : 1U, summary(),
                              meter_.metrics(tracker_.doubtful().size()),
                              meter_.checks(now_)};
        },
    };
  }

private:
  tick_handled handle(const tick& current_tick) {
    const tick_handled result{current_tick.sequence, clock().now()};
    ++handled_;
    now_ = current_tick.now;
    send_next_request();
    return result;
  }

  // -- turns, where many wallets share the budget ---------------------------------------

  void set_turns(bool takes_turns) {
    options_.takes_turns = takes_turns;
    tracker_.take_turns(takes_turns);
    meter_.set_shared(takes_turns);
  }

  caf::typed_response_promise<poll_turn_end> begin_turn(const poll_turn& order) {
    ++handled_;
    now_ = order.now;
    auto promise = make_response_promise<poll_turn_end>();
    if (turn_ || stopping_) {
      promise.deliver(poll_turn_end{false, false, meter_.is_active(now_)});
      return promise;
    }
    turn_ = turn{promise};
    send_next_request();
    end_turn_if_over();
    return promise;
  }

  /// Without an open request, the turn is over when it has sent its request for rows or
  /// nothing is due.
  void end_turn_if_over() {
    if (!turn_ || !is_idle() || recalling_)
      return;
    const auto ended = *std::exchange(turn_, std::nullopt);
    auto promise = ended.promise;
    promise.deliver(poll_turn_end{ended.is_used && tracker_.is_request_due(now_),
                                  ended.is_complete, meter_.is_active(now_)});
  }

  bool may_request() const { return !options_.takes_turns || (turn_ && !turn_->is_used); }

  void note_request(const wallet_request& next) {
    if (turn_ && next.endpoint != freshness_endpoint)
      turn_->is_used = true;
  }

  /// A new window actor gets its recorded rows from the ledger. Rows that were sent to
  /// its predecessor and not handled are read again.
  void set_windows(const use_windows& change) {
    ++handled_;
    if (change.question_deadline > timespan{})
      options_.question_deadline = change.question_deadline;
    std::vector<std::string> watched;
    for (const auto& window : change.windows)
      watched.push_back(window.series_name);
    others_.set_watched(std::move(watched));
    set_turns(change.takes_turns);
    const bool is_first = windows_.empty();
    const auto before = std::exchange(windows_, change.windows);
    if (!is_first && std::any_of(windows_.begin(), windows_.end(), [&](const auto& now) {
          return std::none_of(before.begin(), before.end(), [&](const auto& known) {
            return known.window == now.window;
          });
        }))
      recalled_ = false;
  }

  bool is_idle() const { return !tracker_.has_pending_request() && !recording_; }

  std::string summary() const {
    const auto others = others_.summary();
    return tracker_.summary(now_) + (recording_ ? ", waiting for the ledger" : "") +
           (others.empty() ? "" : ", " + others);
  }

  void send_next_request() {
    if (stopping_ || !is_idle() || recalling_ || !may_request())
      return;
    if (!recalled_)
      recall();
    else if (auto next = tracker_.next_request(now_)) {
      note_request(*next);
      send_request(*std::move(next));
    }
  }

  void recall() {
    recalling_ = true;
    request(ledger_, caf::infinite, recall_wallet{options_.wallet})
        .then(
            [this](const wallet_memory& memory) {
              ++handled_;
              recalling_ = false;
              recalled_ = true;
              tracker_ = wallet_tracker{options_.wallet, options_.rules};
              tracker_.take_turns(options_.takes_turns);
              if (memory.history)
                tracker_.resume(*memory.history, *memory.doubtful);
              send_next_request();
              end_turn_if_over();
            },
            [this](const caf::error& error) {
              recalling_ = false;
              log_.error("no-memory",
                         fmt::format("ledger: no answer where the last run has stopped: "
                                     "{}; next try with the next tick",
                                     system().render(error)));
              end_turn_if_over();
            });
  }

  void send_request(wallet_request next) {
    auto owner = log_.actor();
    if (next.is_reread)
      owner += reread_owner;
    request_fetch(*this, fetcher_,
                  {host::data, std::move(next.endpoint), std::move(next.path),
                   options_.question_deadline, std::move(owner)},
                  [this](const fetch_result& result) { handle_result(result); });
  }

  void handle_result(const fetch_result& result) {
    ++handled_;
    note_retired_dialect(result);
    auto poll = tracker_.apply(result, now_);
    if (poll.complete)
      meter_.note_complete(now_);
    if (turn_)
      turn_->is_complete |= poll.complete;
    if (poll.indexed_to)
      meter_.note_indexed(*poll.indexed_to, now_);
    report(poll);
    if (poll.has_page)
      record(std::move(poll.rows));
    else
      continue_or_finish();
  }

  /// When the platform has shut down the first dialect: logs once what to do.
  void note_retired_dialect(const fetch_result& result) {
    const auto* error = std::get_if<fetch_error>(&result.value);
    if (error == nullptr || (error->status != 404 && error->status != 410) ||
        options_.rules.dialect != data_dialect::v1 || is_dialect_retired_)
      return;
    is_dialect_retired_ = true;
    log_.error(
        "data-api-retired",
        fmt::format("data {}: status {}: the platform no longer serves this dialect; set "
                    "http.data-api = \"v2\", until then every poll fails",
                    error->endpoint, error->status));
  }

  void record(reading rows) {
    recording_ = true;
    auto all = rows.events;
    all.insert(all.end(), rows.account_events.begin(), rows.account_events.end());
    const auto read = std::make_shared<const event_list>(std::move(rows.events));
    const auto doubtful =
        std::make_shared<const std::vector<doubtful_row>>(tracker_.doubtful());
    request(ledger_, caf::infinite,
            record_events{options_.wallet,
                          std::make_shared<const event_list>(std::move(all)),
                          tracker_.history(), doubtful})
        .then(
            [this, read, doubtful](const events_recorded& recorded) {
              ++handled_;
              recording_ = false;
              tracker_.note_recorded(*recorded.fresh);
              meter_.note_rows(*recorded.fresh);
              count_other_series(*recorded.fresh);
              // Before the first complete reading, the windows may lack rows that the
              // ledger already has.
              send_to_windows(tracker_.had_complete_reading()
                                  ? select_market_rows(*recorded.fresh)
                                  : read,
                              doubtful);
              continue_or_finish();
            },
            [this](const caf::error& error) {
              // The ledger has ended, which ends the run: nothing was booked.
              recording_ = false;
              recalled_ = false;
              log_.error("not-recorded",
                         fmt::format("ledger: rows not recorded: {}; they are read again "
                                     "from the recorded history on",
                                     system().render(error)));
              continue_or_finish();
            });
  }

  /// Logs each series once that the wallet trades and that is not watched.
  void count_other_series(const event_list& rows) {
    others_.add(rows);
    if (!tracker_.had_complete_reading())
      return;
    if (auto note = others_.take_note())
      log_.info("other-series", std::move(*note));
  }

  void continue_or_finish() {
    if (stopping_)
      finish_if_idle();
    else
      send_next_request();
    end_turn_if_over();
  }

  static std::shared_ptr<const event_list> select_market_rows(event_list result) {
    std::erase_if(result,
                  [](const activity_event& row) { return row.condition_id.empty(); });
    return std::make_shared<const event_list>(std::move(result));
  }

  /// Sends all rows to all series: the slug may be empty, so each series selects the rows
  /// of its markets by their condition id.
  void send_to_windows(const std::shared_ptr<const event_list>& rows,
                       const std::shared_ptr<const std::vector<doubtful_row>>& doubtful) {
    for (const auto& receiver : windows_)
      send(receiver.window, wallet_activity{options_.wallet, rows, tracker_.history(),
                                            doubtful, tracker_.read_at()});
  }

  caf::typed_response_promise<drained> stop(const shutdown& order) {
    ++handled_;
    stopping_ = make_response_promise<drained>();
    auto promise = *stopping_;
    if (order.cancels_requests)
      for (const auto& owner : {log_.actor(), log_.actor() + std::string{reread_owner}})
        send(fetcher_, cancel_fetches{owner});
    finish_if_idle();
    return promise;
  }

  void finish_if_idle() {
    if (!is_idle())
      return;
    const auto last_line = fmt::format("drained: {} messages handled", handled_);
    if (options_.takes_turns)
      log_.debug("drained", last_line);
    else
      log_.essential("drained", last_line);
    end_turn_if_over();
    stopping_->deliver(drained{handled_});
    quit();
  }

  // -- log lines ----------------------------------------------------------------------

  void report(const poll_result& poll) {
    if (poll.failure)
      is_failure_reported_ |=
          log_failure(log_, *poll.failure, stopping_.has_value(), is_failure_reported_);
    if (poll.failed_for && std::exchange(is_failure_reported_, false))
      log_.info("poll-answered",
                fmt::format(
                    "activity is read again after {}s of failed polls",
                    std::chrono::floor<std::chrono::seconds>(*poll.failed_for).count()));
    if (poll.never_active)
      log_never_active(log_, options_.wallet);
    log_unknown(log_, poll);
    log_set_aside(log_, poll.rows);
    log_oddities(log_, poll.rows);
    if (poll.complete && !was_complete_) {
      was_complete_ = true;
      const auto line =
          fmt::format("activity read back to {}", format_utc(tracker_.history().from));
      // Of many wallets, the polls actor logs one line.
      if (options_.takes_turns)
        log_.debug("activity-read", line);
      else
        log_.info("activity-read", line);
    }
  }

  /// One request for rows.
  struct turn {
    caf::typed_response_promise<poll_turn_end> promise;
    /// The request was sent.
    bool is_used = false;
    bool is_complete = false;
  };

  wallet_options options_;
  wallet_tracker tracker_;
  wallet_meter meter_;
  other_series others_;
  fetcher_actor fetcher_;
  ledger_actor ledger_;
  log_port log_;
  std::vector<series_window> windows_;
  timestamp now_{};
  std::uint64_t handled_ = 0;
  bool was_complete_ = false;
  bool is_dialect_retired_ = false;
  bool is_failure_reported_ = false;
  /// The ledger has returned where to resume.
  bool recalled_ = false;
  /// The request for it is pending.
  bool recalling_ = false;
  /// The ledger is recording a page.
  bool recording_ = false;
  /// Present: this wallet has its turn.
  std::optional<turn> turn_;
  std::optional<caf::typed_response_promise<drained>> stopping_;
};

} // namespace

wallet_actor spawn_wallet(caf::actor_system& system, wallet_options options,
                          fetcher_actor fetcher, ledger_actor ledger, log_port log) {
  return system.spawn<wallet_shell>(std::move(options), std::move(fetcher),
                                    std::move(ledger), std::move(log));
}

} // namespace tracker
