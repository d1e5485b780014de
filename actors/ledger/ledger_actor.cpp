// SPDX-License-Identifier: MIT
#include "actors/ledger/ledger_actor.hpp"

#include "actors/ledger/entry_queue.hpp"
#include "actors/ledger/ledger_alerts.hpp"
#include "actors/ledger/ledger_status.hpp"
#include "actors/ledger/ledger_upkeep.hpp"
#include "actors/ledger/running_totals.hpp"
#include "actors/polling/crash_reason.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <fmt/format.h>

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <sys/prctl.h>

namespace tracker {

/// Sent to self: book the waiting facts after those already in the mailbox.
struct commit_now {};

} // namespace tracker

TRACKER_MESSAGE(tracker::commit_now)

namespace tracker {

namespace {

using namespace std::chrono_literals;

using ledger_shell_actor = compat::extend<ledger_actor, void(commit_now)>;

/// Interval between warnings while the file cannot be written.
constexpr timespan warning_interval = 1min;
/// Limit of queries that wait for the disk.
constexpr std::size_t max_queries = 256;
/// Interval between checks, by ticks, that the path still leads to the open file.
constexpr timespan path_check_interval = 10s;
/// Interval between attempts during the drain, without ticks.
constexpr timespan drain_retry_delay = 200ms;

class ledger_shell final : public ledger_shell_actor::base {
public:
  ledger_shell(caf::actor_config& config, ledger_store opened,
               const ledger_options& options, log_port log)
      : ledger_shell_actor::base{config}
      , options_{options}
      , log_{std::move(log)}
      , store_{std::move(opened)}
      , upkeep_{upkeep_rules{options.backup_interval, options.backups,
                             options.keep_events}}
      , alerts_{options.alerts}
      , queue_{options.queue_limit}
      , totals_{options.started, *options.zone}
      , now_{options.started} {}

  const char* name() const override { return "ledger"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    if (options_.runs_on == thread_of::own)
      prctl(PR_SET_NAME, "tracker.ledger");
    totals_.begin(now_, grades());
    if (const auto error = alerts_.advance(*store_, now_))
      fail(*error);
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const record_events& events) { return enqueue_events(events); },
        [this](const record_grade& graded) { enqueue_unanswered(graded); },
        [this](const record_coverage& coverage) { enqueue_unanswered(coverage); },
        [this](const record_proof& proof) { enqueue_unanswered(proof); },
        [this](const record_position& check) { enqueue_unanswered(check); },
        [this](const recall_wallet& request) { return recall<wallet_memory>(request); },
        [this](const recall_series& request) { return recall<series_memory>(request); },
        [this](const recall_windows& request) { return recall<windows_memory>(request); },
        [this](const recall_shown& request) {
          return answer_later<grades_memory>(
              [this, request] { return store_->show(*request.grades); });
        },
        [this](const live_settings& settings) { apply(settings); },
        [this](const sync_alerts& request) {
          return answer_later<alerts_synced>(
              [this, request] { return alerts_.sync(*store_, request, now_); });
        },
        [this](const recall_proofs& request) { return recall<proofs_memory>(request); },
        [this](const recall_day& request) { return recall<day_memory>(request); },
        [this](const take_outbox& request) { return recall<outbox_batch>(request); },
        [this](const recall_positions& asked) { return recall<positions_memory>(asked); },
        [this](const shutdown&) { return begin_drain(); },
        [this](const status_request&) {
          ++handled_;
          return alerts_.with_samples(
              meter_.status(queue_, queries_.size(), failure_, now_));
        },
        [this](commit_now) {
          commit_scheduled_ = false;
          settle();
        },
    };
  }

  /// An undelivered promise would keep the actor and its thread alive.
  void on_exit() override {
    answers_.clear();
    queries_.clear();
    drains_.clear();
    upkeep_.reset();
    store_.reset();
    ledger_shell_actor::base::on_exit();
  }

private:
  using events_promise = caf::typed_response_promise<events_recorded>;
  /// Answers a query from the file; returns the error on failure.
  using query = std::function<std::optional<ledger_error>()>;

  tick_handled handle(const tick& current_tick) {
    const tick_handled reply{current_tick.sequence, clock().now()};
    ++handled_;
    now_ = current_tick.now;
    if (now_ - path_checked_at_ >= path_check_interval && !check_path())
      return reply;
    warned_at_ = std::min(warned_at_, now_);
    if (settle()) {
      totals_.follow_clock(now_, grades());
      log_totals();
      totals_.follow_day(now_, grades());
      if (const auto error = alerts_.advance(*store_, now_))
        fail(*error);
      run_upkeep();
    } else if (failure_ && now_ - warned_at_ >= warning_interval) {
      warn_unavailable();
    }
    return reply;
  }

  // -- facts -------------------------------------------------------------------------

  events_promise enqueue_events(const record_events& events) {
    ++handled_;
    auto promise = make_response_promise<events_recorded>();
    answers_.emplace(queue_.next_number(), promise);
    queue_.push(events);
    schedule_commit();
    return promise;
  }

  void enqueue_unanswered(ledger_entry fact) {
    ++handled_;
    if (!queue_.push(std::move(fact)) && queue_.refused() == 1)
      log_.error("ledger-refuses",
                 "the queue is full because the ledger cannot be written: grades are "
                 "refused; their windows are graded again after the next start");
    schedule_commit();
  }

  /// Facts before `commit_now` share a transaction. After a failure only ticks retry.
  void schedule_commit() {
    if (failure_)
      return;
    if (queue_.size() >= options_.batch) {
      settle();
    } else if (!commit_scheduled_) {
      commit_scheduled_ = true;
      send(ledger_shell_actor{this}, commit_now{});
    }
  }

  void apply(const live_settings& settings) {
    ++handled_;
    alerts_.set_watched(settings.wallets);
    queries_.push_back([this, settings] { return tag_grades(settings.strategies); });
    settle();
  }
  std::optional<ledger_error> tag_grades(const std::vector<strategy>& strategies) {
    const auto result = store_->tag_grades(strategies);
    if (const auto* error = std::get_if<ledger_error>(&result))
      return *error;
    if (const auto changed = std::get<std::uint64_t>(result); changed > 0)
      log_.essential("grades-tagged",
                     fmt::format("{} recorded grades have another strategy", changed));
    return std::nullopt;
  }

  // -- the file ----------------------------------------------------------------------

  /// Books the facts, then answers the queries. True: all is done, the file is open.
  bool settle() {
    if (!store_ || !commit() || !answer_queries())
      return false;
    recover();
    if (drains_.empty())
      return true;
    finish_drain();
    return false;
  }

  bool commit() {
    while (!queue_.empty()) {
      const auto facts = queue_.oldest(options_.batch);
      auto result = meter_.measure(
          clock(), [&] { return store_->commit(facts, alerts_.source(facts, now_)); });
      alerts_.end_commit(std::holds_alternative<ledger_error>(result));
      if (!is_stored(std::get_if<ledger_error>(&result)))
        return false;
      auto& all = std::get<std::vector<booked>>(result);
      for (std::size_t i = 0; i < facts.size(); ++i) {
        totals_.book(facts[i], all[i]);
        answer(queue_.first_number() + i, std::move(all[i]));
      }
      queue_.pop(facts.size());
    }
    return true;
  }

  void answer(std::uint64_t number, booked result) {
    if (auto waiting = answers_.extract(number); !waiting.empty())
      waiting.mapped().deliver(events_recorded{std::move(result.fresh)});
  }

  template <class Answer, class Query>
  caf::typed_response_promise<Answer> recall(const Query& parameters) {
    return answer_later<Answer>(
        [this, parameters] { return store_->recall(parameters); });
  }

  template <class Answer, class Read>
  caf::typed_response_promise<Answer> answer_later(Read read) {
    ++handled_;
    auto promise = make_response_promise<Answer>();
    if (queries_.size() >= max_queries) {
      promise.deliver(caf::make_error(caf::sec::runtime_error, "too many queries wait"));
      return promise;
    }
    queries_.push_back([promise, read]() mutable -> std::optional<ledger_error> {
      auto result = read();
      if (auto* error = std::get_if<ledger_error>(&result))
        return std::move(*error);
      promise.deliver(std::get<Answer>(std::move(result)));
      return std::nullopt;
    });
    settle();
    return promise;
  }

  bool answer_queries() {
    while (!queries_.empty()) {
      if (const auto error = queries_.front()())
        return fail(*error);
      queries_.erase(queries_.begin());
    }
    return true;
  }

  /// Handles a failure. Always returns false.
  bool fail(const ledger_error& error) {
    if (!may_pass(error.kind)) {
      const auto text = fmt::format("{}; not stored: {}", error.text,
                                    describe_facts(queue_.oldest(queue_.size())));
      log_.error("ledger-failed", text);
      const auto reason = caf::make_error(caf::sec::runtime_error, text);
      for (auto& promise : std::exchange(drains_, {}))
        promise.deliver(reason);
      quit(reason);
      return false;
    }
    if (failure_) {
      failure_->error = error;
    } else {
      failure_ = ledger_outage{error, now_, queue_.refused()};
      warn_unavailable();
    }
    if (!drains_.empty() && !commit_scheduled_) {
      commit_scheduled_ = true;
      delayed_send(ledger_shell_actor{this}, drain_retry_delay, commit_now{});
    }
    return false;
  }

  /// Facts written to a file that was removed from its path are lost.
  bool is_stored(const ledger_error* error) {
    return error != nullptr ? fail(*error) : check_path();
  }

  /// True while the path leads to the open file; otherwise the actor ends.
  bool check_path() {
    path_checked_at_ = now_;
    const auto displaced = store_ ? store_->find_displacement() : std::nullopt;
    return !displaced || fail(*displaced);
  }

  void warn_unavailable() {
    warned_at_ = now_;
    log_.warn("ledger-waits", failure_->warning(now_, queue_.size()));
  }

  void recover() {
    if (const auto ended = std::exchange(failure_, std::nullopt))
      log_.essential("ledger-recovered", ended->recovery(now_, queue_.refused()));
  }

  // -- totals ------------------------------------------------------------------------

  /// Reads the grades of the windows that end in a span.
  running_totals::grade_source grades() {
    return [this](const time_bounds& span) -> std::optional<std::vector<grade>> {
      const auto known = value_of(store_->recall_grades(span.begin, span.end));
      return known ? std::optional{*known->grades} : std::nullopt;
    };
  }

  /// Nothing after a failure, which it handles.
  template <class Value>
  std::optional<Value> value_of(ledger_result<Value> result) {
    if (const auto* error = std::get_if<ledger_error>(&result)) {
      fail(*error);
      return std::nullopt;
    }
    return std::get<Value>(std::move(result));
  }

  /// Only after new winners.
  void log_totals() {
    const auto not_final = [this](const time_bounds& span) {
      return value_of(store_->count_not_final(span.begin, span.end));
    };
    for (const auto& line : totals_.take_lines(not_final))
      log_.info("totals", line);
  }

  // -- upkeep and end ----------------------------------------------------------------

  void run_upkeep() {
    for (const auto& [problem, event, text] : upkeep_->advance(*store_, now_))
      problem ? log_.warn(event, text) : log_.info(event, text);
  }

  caf::typed_response_promise<drained> begin_drain() {
    ++handled_;
    auto promise = make_response_promise<drained>();
    drains_.push_back(promise);
    settle();
    return promise;
  }

  void finish_drain() {
    const auto ended = store_->end_run(now_);
    if (!is_stored(std::get_if<ledger_error>(&ended)))
      return;
    log_totals();
    // The last connection to close moves the write-ahead log into the file.
    upkeep_.reset();
    store_.reset();
    log_.essential("drained", "drained: " + queue_.counts_text());
    for (auto& promise : std::exchange(drains_, {}))
      promise.deliver(drained{handled_});
    quit();
  }

  ledger_options options_;
  log_port log_;
  std::optional<ledger_store> store_;
  // Declared after the store, which a running copy needs.
  std::optional<ledger_upkeep> upkeep_;
  ledger_alerts alerts_;
  entry_queue queue_;
  running_totals totals_;
  ledger_meter meter_;
  std::map<std::uint64_t, events_promise> answers_;
  std::vector<query> queries_;
  std::vector<caf::typed_response_promise<drained>> drains_;
  timestamp now_;
  std::optional<ledger_outage> failure_;
  timestamp warned_at_{};
  timestamp path_checked_at_{};
  bool commit_scheduled_ = false;
  std::uint64_t handled_ = 0;
};

} // namespace

ledger_actor spawn_ledger(caf::actor_system& system, ledger_store opened,
                          ledger_options options, log_port log) {
  if (options.runs_on == thread_of::pool)
    return system.spawn<ledger_shell>(std::move(opened), options, std::move(log));
  return system.spawn<ledger_shell, caf::detached>(std::move(opened), options,
                                                   std::move(log));
}

} // namespace tracker
