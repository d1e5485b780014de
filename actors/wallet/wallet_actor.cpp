// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_actor.hpp"

#include "actors/platform/ids.hpp"
#include "actors/polling/crash_reason.hpp"
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

/// The fetcher always answers by the deadline; this bounds the wait for a lost answer.
constexpr timespan answer_slack = 5s;

using event_list = std::vector<activity_event>;

/// Failed polls are logged as a warning when they have lasted this long.
constexpr timespan lasting_failure = 10s;

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
      , log_{std::move(log)} {}

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
        [this](const shutdown& order) { return stop(order); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{is_idle() ? 0U : 1U,
                              summary(),
                              meter_.metrics(tracker_.doubtful().size()),
                              {meter_.check(now_)}};
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
    if (stopping_ || !is_idle() || recalling_)
      return;
    if (!recalled_)
      recall();
    else if (auto next = tracker_.next_request(now_))
      send_request(*std::move(next));
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
              if (memory.history)
                tracker_.resume(*memory.history, *memory.doubtful);
              send_next_request();
            },
            [this](const caf::error& error) {
              recalling_ = false;
              log_.error("no-memory",
                         fmt::format("ledger: no answer where the last run has stopped: "
                                     "{}; next try with the next tick",
                                     system().render(error)));
            });
  }

  void send_request(wallet_request next) {
    auto owner = log_.actor();
    if (next.is_reread)
      owner += reread_owner;
    request(fetcher_, options_.question_deadline + answer_slack,
            fetch_request{host::data, next.endpoint, std::move(next.path),
                          options_.question_deadline, std::move(owner)})
        .then([this](const fetch_result& result) { handle_result(result); },
              [this, endpoint = next.endpoint](const caf::error& error) {
                handle_result({fetch_error{
                    fetch_error_kind::cancelled, host::data, endpoint, 0,
                    "no answer from the fetcher: " + system().render(error), true, 0}});
              });
  }

  void handle_result(const fetch_result& result) {
    ++handled_;
    note_retired_dialect(result);
    auto poll = tracker_.apply(result, now_);
    if (poll.complete)
      meter_.note_complete(now_);
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

  /// Logs once of each series that the wallet trades in it and it is not watched.
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
  }

  static std::shared_ptr<const event_list> select_market_rows(const event_list& rows) {
    event_list result;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(result),
                 [](const activity_event& row) { return !row.condition_id.empty(); });
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
    log_.essential("drained", fmt::format("drained: {} messages handled", handled_));
    stopping_->deliver(drained{handled_});
    quit();
  }

  // -- log lines ----------------------------------------------------------------------

  void report(const poll_result& poll) {
    if (poll.failure)
      report_failure(*poll.failure);
    if (poll.failed_for && std::exchange(is_failure_reported_, false))
      log_.info("poll-answered",
                fmt::format(
                    "activity is read again after {}s of failed polls",
                    std::chrono::floor<std::chrono::seconds>(*poll.failed_for).count()));
    if (poll.never_active)
      log_.warn("no-activity",
                fmt::format("wallet {} has no activity on the platform yet: is {} the "
                            "address that holds the positions?",
                            display_name(options_.wallet),
                            mask_address(options_.wallet.address)));
    log_unknown(log_, poll);
    for (const auto& row : poll.rows.set_aside) {
      const auto slug = mask_addresses(row.slug);
      log_.warn(
          "row-set-aside",
          fmt::format("data activity: a row of {} near {} is not booked: {}",
                      slug.empty() ? "an unreadable market" : slug, format_utc(row.near),
                      to_string(row.why)),
          {{"slug", slug}, {"transaction", row.transaction}, {"field", row.why.field}});
    }
    log_oddities(log_, poll.rows);
    if (poll.complete && !was_complete_) {
      was_complete_ = true;
      log_.info("activity-read", fmt::format("activity read back to {}",
                                             format_utc(tracker_.history().from)));
    }
  }

  /// Logs one warning when polls have failed for a while; single failures are debug
  /// lines. The fetcher reports hosts that are unreachable or paused.
  void report_failure(const poll_failure& failure) {
    const bool is_lasting =
        failure.duration >= lasting_failure && failure.consecutive > 1;
    const auto next =
        std::chrono::ceil<std::chrono::seconds>(failure.retry_after).count();
    if (!is_lasting || failure.host_away || is_failure_reported_) {
      log_.debug("poll-failed",
                 stopping_ ? failure.reason
                           : fmt::format("{}; next try in {}s", failure.reason, next));
      return;
    }
    is_failure_reported_ = true;
    log_.warn(
        "poll-failed",
        fmt::format("activity not read for {}s: {}; next try in {}s",
                    std::chrono::floor<std::chrono::seconds>(failure.duration).count(),
                    failure.reason, next));
  }

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
  std::optional<caf::typed_response_promise<drained>> stopping_;
};

} // namespace

wallet_actor spawn_wallet(caf::actor_system& system, wallet_options options,
                          fetcher_actor fetcher, ledger_actor ledger, log_port log) {
  return system.spawn<wallet_shell>(std::move(options), std::move(fetcher),
                                    std::move(ledger), std::move(log));
}

} // namespace tracker
