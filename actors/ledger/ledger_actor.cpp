// SPDX-License-Identifier: MIT
#include "actors/ledger/ledger_actor.hpp"

#include "actors/ledger/entry_queue.hpp"
#include "actors/ledger/ledger_upkeep.hpp"
#include "actors/ledger/report/totals_text.hpp"
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

namespace {

/// Behind all facts that wait already: book them.
struct commit_now {};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::commit_now)

namespace tracker {

namespace {

using namespace std::chrono_literals;

using ledger_shell_actor = compat::extend<ledger_actor, void(commit_now)>;

/// Between two lines about a disk that takes nothing.
constexpr timespan complaint_pause = 1min;
/// Questions that wait for the disk.
constexpr std::size_t questions_at_most = 256;
/// Between two checks, by ticks, that the path still leads to the open file.
constexpr timespan place_check_interval = 10s;
/// Between two attempts when no beats come any more.
constexpr timespan drain_pause = 200ms;

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
      , queue_{options.queue_limit}
      , totals_{options.started, *options.zone}
      , now_{options.started} {}

  const char* name() const override { return "ledger"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    if (options_.runs_on == thread_of::own)
      prctl(PR_SET_NAME, "tracker.ledger");
    begin_session();
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const record_events& what) { return take(what); },
        [this](const record_grade& what) { take_unanswered(what); },
        [this](const record_coverage& what) { take_unanswered(what); },
        [this](const recall_wallet& what) { return recall<wallet_memory>(what); },
        [this](const recall_series& what) { return recall<series_memory>(what); },
        [this](const recall_windows& what) { return recall<windows_memory>(what); },
        [this](const recall_grades& what) { return recall<grades_memory>(what); },
        [this](const shutdown&) { return begin_drain(); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{queue_.size() + questions_.size(), summary()};
        },
        [this](commit_now) {
          commit_ordered_ = false;
          settle();
        },
    };
  }

  /// An open promise holds the actor, and its thread, for ever.
  void on_exit() override {
    answers_.clear();
    questions_.clear();
    drains_.clear();
    upkeep_.reset();
    store_.reset();
    ledger_shell_actor::base::on_exit();
  }

private:
  using events_promise = caf::typed_response_promise<events_recorded>;
  /// Answers a question from the file, or says why it can not.
  using question = std::function<std::optional<ledger_error>()>;

  tick_handled handle(const tick& current_tick) {
    const tick_handled taken{current_tick.sequence, clock().now()};
    ++handled_;
    now_ = current_tick.now;
    if (now_ - place_checked_at_ >= place_check_interval && !check_place())
      return taken;
    complained_at_ = std::min(complained_at_, now_);
    if (settle()) {
      follow_clock();
      log_totals();
      begin_day();
      keep_up();
    } else if (trouble_ && now_ - complained_at_ >= complaint_pause) {
      complain();
    }
    return taken;
  }

  // -- facts -------------------------------------------------------------------------

  events_promise take(const record_events& what) {
    ++handled_;
    auto promise = make_response_promise<events_recorded>();
    answers_.emplace(queue_.next_number(), promise);
    queue_.push(what);
    order_commit();
    return promise;
  }

  void take_unanswered(ledger_entry what) {
    ++handled_;
    if (!queue_.push(std::move(what)) && queue_.refused() == 1)
      log_.error("ledger-refuses",
                 "the disk has taken nothing for so long that grades are refused; their "
                 "windows are graded again after the next start");
    order_commit();
  }

  /// What arrives until the order comes round shares one transaction. In trouble, only
  /// beats bring a new attempt.
  void order_commit() {
    if (trouble_)
      return;
    if (queue_.size() >= options_.batch) {
      settle();
    } else if (!commit_ordered_) {
      commit_ordered_ = true;
      send(ledger_shell_actor{this}, commit_now{});
    }
  }

  // -- the file ----------------------------------------------------------------------

  /// Books what waits, then answers what was asked behind it. True: all of it is done,
  /// and the file is still open.
  bool settle() {
    if (!store_ || !commit() || !answer_questions())
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
      auto result = store_->commit(facts);
      const auto* error = std::get_if<ledger_error>(&result);
      // Facts in a file that is no longer at its path are lost.
      if (error != nullptr ? !fail(*error) : !check_place())
        return false;
      auto& all = std::get<std::vector<booked>>(result);
      for (std::size_t i = 0; i < facts.size(); ++i) {
        count(facts[i], all[i]);
        answer(queue_.first_number() + i, std::move(all[i]));
      }
      queue_.pop(facts.size());
    }
    return true;
  }

  void answer(std::uint64_t number, booked what) {
    if (auto waiting = answers_.extract(number); !waiting.empty())
      waiting.mapped().deliver(events_recorded{std::move(what.fresh)});
  }

  template <class Answer, class Question>
  caf::typed_response_promise<Answer> recall(const Question& what) {
    ++handled_;
    auto promise = make_response_promise<Answer>();
    if (questions_.size() >= questions_at_most) {
      promise.deliver(
          caf::make_error(caf::sec::runtime_error, "too many questions wait"));
      return promise;
    }
    questions_.push_back([this, promise, what]() mutable -> std::optional<ledger_error> {
      auto result = store_->recall(what);
      if (auto* error = std::get_if<ledger_error>(&result))
        return std::move(*error);
      promise.deliver(std::get<Answer>(std::move(result)));
      return std::nullopt;
    });
    settle();
    return promise;
  }

  bool answer_questions() {
    while (!questions_.empty()) {
      if (const auto error = questions_.front()())
        return fail(*error);
      questions_.erase(questions_.begin());
    }
    return true;
  }

  // -- trouble -----------------------------------------------------------------------

  /// Always false: nothing more can be done now.
  bool fail(const ledger_error& why) {
    if (!may_pass(why.kind)) {
      const auto text = fmt::format("{}; not stored: {}", why.text,
                                    describe_facts(queue_.oldest(queue_.size())));
      log_.error("ledger-failed", text);
      const auto error = caf::make_error(caf::sec::runtime_error, text);
      for (auto& promise : std::exchange(drains_, {}))
        promise.deliver(error);
      quit(error);
      return false;
    }
    const bool is_new = !trouble_;
    trouble_ = why;
    if (is_new) {
      trouble_since_ = now_;
      refused_before_ = queue_.refused();
      complain();
    }
    if (!drains_.empty() && !commit_ordered_) {
      commit_ordered_ = true;
      delayed_send(ledger_shell_actor{this}, drain_pause, commit_now{});
    }
    return false;
  }

  /// True while the path leads to the open file; otherwise the actor ends.
  bool check_place() {
    place_checked_at_ = now_;
    const auto displaced = store_ ? store_->find_displacement() : std::nullopt;
    return !displaced || fail(*displaced);
  }

  void complain() {
    complained_at_ = now_;
    log_.warn("ledger-waits",
              fmt::format(
                  "the ledger can not be written ({}), {} facts wait since {}s: {}",
                  to_string(trouble_->kind), queue_.size(), waited_s(), trouble_->text));
  }

  void recover() {
    if (!trouble_)
      return;
    trouble_.reset();
    log_.essential("ledger-recovered",
                   fmt::format("the ledger is written again after {}s; {}", waited_s(),
                               what_was_lost()));
  }

  std::string what_was_lost() const {
    const auto refused = queue_.refused() - refused_before_;
    return refused == 0 ? "nothing was lost"
                        : fmt::format("{} facts were refused meanwhile: their windows "
                                      "are graded again after the next start",
                                      refused);
  }

  std::int64_t waited_s() const {
    return std::chrono::floor<std::chrono::seconds>(now_ - trouble_since_).count();
  }

  // -- totals ------------------------------------------------------------------------

  void begin_session() {
    auto known = store_->recall(recall_grades{options_.started, timestamp::max()});
    if (const auto* memory = std::get_if<grades_memory>(&known))
      totals_.begin_session(*memory->grades);
    else
      fail(std::get<ledger_error>(known));
    begin_day();
  }

  /// A clock that was ahead at the start was set right: the session begins again.
  void follow_clock() {
    const auto session = totals_.new_session(now_);
    if (!session)
      return;
    auto known = store_->recall(recall_grades{session->from, session->to});
    if (const auto* memory = std::get_if<grades_memory>(&known))
      totals_.begin_session(*session, *memory->grades);
    else
      fail(std::get<ledger_error>(known));
  }

  void begin_day() {
    const auto day = totals_.new_day(now_);
    if (!day)
      return;
    auto known = store_->recall(recall_grades{day->from, day->to});
    if (const auto* memory = std::get_if<grades_memory>(&known))
      totals_.begin_day(*day, *memory->grades);
    else
      fail(std::get<ledger_error>(known));
  }

  void count(const ledger_entry& fact, const booked& result) {
    const auto* graded = std::get_if<record_grade>(&fact);
    if (graded != nullptr && result.current)
      totals_.book(result.before, *graded->what);
  }

  /// Once a tick at most, and only after news: not once for each wallet of a window.
  void log_totals() {
    if (!totals_.take_news())
      return;
    log_.info("totals", totals_line("today", totals_.today().sums));
    log_.info("totals", totals_line("session", totals_.session().sums));
  }

  // -- upkeep and end ----------------------------------------------------------------

  void keep_up() {
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
    const auto* error = std::get_if<ledger_error>(&ended);
    if (error != nullptr ? !fail(*error) : !check_place())
      return;
    log_totals();
    // The last connection to close empties the log into the file.
    upkeep_.reset();
    store_.reset();
    log_.essential("drained", "drained: " + figures());
    for (auto& promise : std::exchange(drains_, {}))
      promise.deliver(drained{handled_});
    quit();
  }

  std::string figures() const {
    return fmt::format("{} facts booked, {} merged, {} refused", queue_.first_number(),
                       queue_.merged(), queue_.refused());
  }

  std::string summary() const {
    const auto state = trouble_ ? fmt::format("waits ({}) since {}s",
                                              to_string(trouble_->kind), waited_s())
                                : std::string{"ready"};
    return fmt::format("{}; {} facts wait; {}", state, queue_.size(), figures());
  }

  ledger_options options_;
  log_port log_;
  std::optional<ledger_store> store_;
  // Behind the store: a copy under way needs it.
  std::optional<ledger_upkeep> upkeep_;
  entry_queue queue_;
  running_totals totals_;
  /// By the numbers of their facts.
  std::map<std::uint64_t, events_promise> answers_;
  std::vector<question> questions_;
  std::vector<caf::typed_response_promise<drained>> drains_;
  /// Of the last beat.
  timestamp now_;
  std::optional<ledger_error> trouble_;
  timestamp trouble_since_{};
  /// How many facts had been refused when it began.
  std::uint64_t refused_before_ = 0;
  timestamp complained_at_{};
  timestamp place_checked_at_{};
  bool commit_ordered_ = false;
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
