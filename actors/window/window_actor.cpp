// SPDX-License-Identifier: MIT
#include "actors/window/window_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "actors/window/clock_skew.hpp"
#include "actors/window/grade/winner.hpp"
#include "actors/window/grade_log.hpp"
#include "actors/window/midpoint_tracker.hpp"
#include "actors/window/past_windows.hpp"
#include "actors/window/recompute.hpp"
#include "actors/window/status_line.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// The fetcher always answers by the deadline; this only bounds what a lost answer can
/// do.
constexpr timespan answer_slack = 5s;

/// A window whose start was seen at most this long ago was seen from its start.
constexpr timespan seen_at_once = 2s;

/// Windows that are not settled, or have just ended, taken up at a start.
constexpr std::size_t recalled_at_most = 10'000;

bool is_settled_for_all(const remembered_window& of) {
  return !of.grades.empty() &&
         std::all_of(of.grades.begin(), of.grades.end(),
                     [](const grade& at) { return is_settled(at.status); });
}

enum class memory_state : std::uint8_t { unknown, asked, known };

std::string seconds_text(timespan span) {
  return fmt::format("{}s", std::chrono::floor<std::chrono::seconds>(span).count());
}

class window_shell : public window_actor::base {
public:
  window_shell(caf::actor_config& config, window_options options, fetcher_actor fetcher,
               ledger_actor ledger, log_port log)
      : window_actor::base{config}
      , options_{std::move(options)}
      , watch_{options_.of, options_.rules}
      , books_{options_.of, options_.wallets, options_.books}
      , past_{options_.of}
      , fetcher_{std::move(fetcher)}
      , ledger_{std::move(ledger)}
      , log_{std::move(log)} {}

  const char* name() const override { return "window"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const use_fetcher& change) {
          ++handled_;
          fetcher_ = change.fetcher;
        },
        [this](const wallet_activity& news) {
          ++handled_;
          book(news);
        },
        [this](const live_settings& settings) {
          ++handled_;
          watch_.set_grade_delay(settings.grade_delay);
        },
        [this](const shutdown&) { return stop(); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{open_questions(), summary()};
        },
    };
  }

private:
  tick_handled handle(const tick& current_tick) {
    const tick_handled taken{current_tick.sequence, clock().now()};
    ++handled_;
    ++ticks_;
    now_ = current_tick.now;
    if (memory_ == memory_state::known)
      live();
    else if (memory_ == memory_state::unknown && !stopping_)
      recall();
    return taken;
  }

  void live() {
    for (const auto& event : watch_.advance(now_))
      report(event);
    end_coverage();
    books_.close(now_);
    if (log_.is_heard())
      log_.info("cycle", line());
    if (!stopping_) {
      recall_past();
      ask_on();
    }
  }

  // -- what the ledger remembers -----------------------------------------------------

  void recall() {
    memory_ = memory_state::asked;
    recall(now_ - options_.books.keep_open,
           [this](const series_memory& memory) { restore(memory); });
  }

  void recall(timestamp ended_since, std::function<void(const series_memory&)> use) {
    request(ledger_, caf::infinite,
            recall_series{options_.of.name, ended_since, recalled_at_most})
        .then(
            [this, use = std::move(use)](const series_memory& memory) {
              ++handled_;
              use(memory);
            },
            [this](const caf::error& error) {
              memory_ = memory_state::unknown;
              log_.error("no-memory", "the ledger does not say where the last run has "
                                      "stopped: " +
                                          system().render(error));
            });
  }

  /// Windows are recorded from their start on: one to come was seen by another clock.
  bool is_ahead(const window& of) const { return of.start > now_; }

  void restore(const series_memory& memory) {
    if (!memory.last_seen || !is_ahead(*memory.last_seen))
      return restore(memory, memory.last_seen);
    log_.warn("last-seen-ahead",
              fmt::format("the clock was ahead in an earlier run: {} was seen before its "
                          "start; ignored, windows go on from now",
                          memory.last_seen->slug));
    // The youngest window that was seen in its time is among those of the last month.
    recall(now_ - recompute_span, [this, memory](const series_memory& month) {
      std::optional<window> last;
      for (const auto& past : *month.windows)
        if (past.coverage && past.coverage->how != coverage_kind::missed &&
            !is_ahead(past.of))
          last = past.of;
      restore(memory, last);
    });
  }

  void restore(const series_memory& memory, const std::optional<window>& last_seen) {
    memory_ = memory_state::known;
    if (last_seen)
      watch_.resume_after(*last_seen);
    const auto seen_to = last_seen ? last_seen->end : now_;
    std::uint64_t resumed = 0;
    for (const auto& of : *memory.windows)
      if (!is_ahead(of.of)) {
        restore(of, seen_to);
        ++resumed;
      } else if (!of.events.empty()) {
        report(books_.keep_rows(of, seen_to));
      }
    if (memory.left_out > 0)
      log_.error("windows-left-out",
                 fmt::format("{} windows that are not settled stay as they are: there "
                             "are too many at once",
                             memory.left_out));
    if (resumed > 0)
      log_.info("resumed",
                fmt::format("{} windows of an earlier run are taken up", resumed));
    // Younger windows were just graded again; a new ledger has nothing to check.
    if (memory.last_seen)
      past_.begin_check(now_ - options_.books.keep_open, recompute_span);
    for (const auto& news : std::exchange(early_, {}))
      book(news);
    if (!stopping_)
      live();
  }

  void restore(const remembered_window& of, timestamp seen_to) {
    // What is known of windows that nobody has seen are their rows.
    const bool has_come = of.coverage || !of.grades.empty();
    if (has_come && !is_settled_for_all(of))
      watch_.resume(of.of, of.in, now_, platform_reports(of.grades));
    if (!of.coverage)
      unseen_.insert(of.of.start);
    else if (of.coverage->how == coverage_kind::unsupported)
      unsupported_.insert(of.of.start);
    if (of.coverage && of.coverage->how == coverage_kind::watched &&
        of.coverage->to < of.of.end && of.of.end > now_)
      open_ = opened_window{of.of, now_};
    if (has_come)
      report(books_.restore(of, "rows that came before a restart", now_));
    else
      report(books_.keep_rows(of, seen_to));
  }

  // -- windows of the past -----------------------------------------------------------

  void recall_past() {
    const auto question = past_.question();
    if (!question)
      return;
    request(ledger_, caf::infinite, *question)
        .then(
            [this](const windows_memory& memory) {
              ++handled_;
              const auto reasons = past_.take();
              for (const auto& past : *memory.windows) {
                const auto reason = reasons.find(past.of.slug);
                if (reason != reasons.end())
                  amend(past, reason->second);
                else
                  check(past);
              }
              if (past_.has_late() && !stopping_)
                recall_past();
              else if (!past_.is_checking())
                end_check();
            },
            [this](const caf::error& error) {
              past_.put_back();
              log_.warn("no-memory",
                        fmt::format("the ledger does not say what it knows of past "
                                    "windows, asked again with the next beat: {}",
                                    system().render(error)));
            });
  }

  /// Late rows of a window whose books are closed. One that was never watched has no
  /// grade to amend: backfill makes it.
  void amend(const remembered_window& past, const std::string& reason) {
    if (past.grades.empty())
      return;
    for (const auto& recorded : past.grades)
      if (is_settled(recorded.status) && !has_all_events(past, recorded)) {
        log_.warn("events-rolled-up",
                  fmt::format("{} keeps its grade: {}, and its earlier events are no "
                              "longer kept (ledger.keep-events)",
                              past.of.slug, reason));
        return;
      }
    resume_if_unsettled(past);
    report(books_.restore(past, reason, now_));
  }

  /// What was recorded and not graded, by a run that ended in between or by an earlier
  /// version.
  void check(const remembered_window& past) {
    for (const auto& difference : recompute_grades(past, options_.books.accounting)) {
      const auto& address = difference.recorded.wallet.address;
      if (std::none_of(options_.wallets.begin(), options_.wallets.end(),
                       [&](const watched_wallet& one) { return one.address == address; }))
        continue;
      ++regraded_;
      log_.warn("grade-differs", to_string(difference) + "; graded again");
      resume_if_unsettled(past);
      report(books_.restore(past,
                            has_uncounted_rows(difference)
                                ? "late row: recorded, and not graded before a restart"
                                : "recomputed from its events after a restart",
                            now_));
      return;
    }
  }

  void resume_if_unsettled(const remembered_window& past) {
    if (!is_settled_for_all(past))
      watch_.resume(past.of, past.in, now_);
  }

  void end_check() {
    if (std::exchange(check_told_, true) || past_.checked() == 0)
      return;
    log_.debug("grades-checked",
               fmt::format("{} windows of the last {} days recomputed, {} differ",
                           past_.checked(), recompute_span / std::chrono::hours{24},
                           regraded_));
  }

  // -- how much of a window is seen --------------------------------------------------

  struct opened_window {
    window of;
    timestamp from{};
  };

  void begin_coverage(const window& of) {
    end_coverage();
    open_ = opened_window{of, std::max(of.start, now_ - seen_at_once)};
    cover({of, {coverage_kind::watched, open_->from, open_->from, ""}});
  }
  void end_coverage() {
    if (!open_ || (now_ < open_->of.end && !stopping_))
      return;
    const auto to = std::min(now_, open_->of.end);
    cover({open_->of, {coverage_kind::watched, open_->from, to, ""}});
    open_.reset();
  }
  void cover(std::pair<window, window_coverage> seen) {
    // That it passed by says less than that it can not be read.
    if (unsupported_.contains(seen.first.start) &&
        seen.second.how != coverage_kind::unsupported)
      return;
    send(ledger_, record_coverage{options_.of.name, std::move(seen.first),
                                  std::move(seen.second)});
  }

  void ask_on() {
    for (const auto& asked : watch_.questions(now_))
      ask(asked);
    const auto current = watch_.current(now_);
    if (!current || !current->known || !books_.is_held(current->of))
      return;
    if (const auto asked = midpoint_.ask(*current->known, now_))
      ask_midpoint(*asked);
  }

  void ask(const question& asked) {
    fetch_request wanted{asked.source, asked.endpoint, asked.path,
                         options_.question_deadline, log_.actor()};
    request(fetcher_, options_.question_deadline + answer_slack, std::move(wanted))
        .then([this, asked, asked_at = now_](
                  const fetch_result& result) { take(asked, result, asked_at); },
              [this, asked](const caf::error& error) {
                take(asked,
                     {fetch_error{fetch_error_kind::cancelled, asked.source,
                                  asked.endpoint, 0,
                                  "no answer from the fetcher: " + system().render(error),
                                  true, 0}},
                     now_);
              });
  }

  void take(const question& asked, const fetch_result& result, timestamp asked_at) {
    ++handled_;
    compare_clocks(asked.source, result, asked_at);
    for (const auto& event : watch_.answer(asked, result, now_))
      report(event);
    finish_if_idle();
  }

  void compare_clocks(host source, const fetch_result& result, timestamp asked_at) {
    const auto* reply = std::get_if<fetch_reply>(&result.value);
    if (!options_.checks_clock || reply == nullptr)
      return;
    if (const auto news = skew_.compare(source, *reply, asked_at, now_))
      log_.warn("clock-skew", *news);
  }

  void ask_midpoint(const midpoint_tracker::question& asked) {
    fetch_request wanted{host::clob, asked.endpoint, asked.path,
                         midpoint_tracker::interval, log_.actor()};
    request(fetcher_, midpoint_tracker::interval + answer_slack, std::move(wanted))
        .then([this](const fetch_result& result) { take_midpoint(result); },
              [this, endpoint = asked.endpoint](const caf::error& error) {
                take_midpoint({fetch_error{
                    fetch_error_kind::cancelled, host::clob, endpoint, 0,
                    "no answer from the fetcher: " + system().render(error), true, 0}});
              });
  }

  void take_midpoint(const fetch_result& result) {
    ++handled_;
    if (const auto why = midpoint_.answer(result, now_))
      log_.debug("no-midpoint", *why + "; the open position's worth is not known");
    finish_if_idle();
  }

  std::size_t open_questions() const {
    return watch_.open_questions() + (midpoint_.is_asking() ? 1 : 0);
  }

  void finish_if_idle() {
    if (stopping_ && open_questions() == 0)
      finish();
  }

  /// Before the ledger has answered it is not known which windows are ours.
  void book(const wallet_activity& news) {
    if (memory_ != memory_state::known)
      early_.push_back(news);
    else
      report(books_.take(news, now_));
  }

  std::string line() const {
    const auto current = watch_.current(now_);
    const auto position =
        current ? books_.position(current->of, now_, options_.stale_after) : "";
    std::optional<usdc> open_pnl;
    if (current)
      if (const auto up = midpoint_.up_midpoint(current->of, now_))
        open_pnl = books_.open_pnl(current->of, *up);
    return status_line(options_.of, current, position, open_pnl, now_);
  }

  std::string summary() const {
    auto text = fmt::format("{} | {} | books of {} windows, {} rows", line(),
                            watch_.summary(now_), books_.windows(), books_.rows());
    if (unsupported_count_ > 0)
      text += fmt::format(" | {} windows were unsupported", unsupported_count_);
    return text;
  }

  caf::typed_response_promise<drained> stop() {
    ++handled_;
    stopping_ = make_response_promise<drained>();
    auto promise = *stopping_;
    finish_if_idle();
    return promise;
  }

  void finish() {
    end_coverage();
    log_.essential("drained", fmt::format("drained: {} messages handled, {} beats",
                                          handled_, ticks_));
    stopping_->deliver(drained{handled_});
    quit();
  }

  // -- what happened, for people and scripts ----------------------------------------

  void report(const window_event& event) {
    std::visit([this](const auto& what) { tell(what); }, event);
  }
  void tell(const window_opened& event) {
    log_.essential("window-opened", "NEW WINDOW: " + event.of.slug, {},
                   {{"slug", event.of.slug}});
    begin_coverage(event.of);
    report(books_.open(event.of, now_));
  }
  void tell(const window_passed& event) {
    log_.debug("window-passed", event.of.slug + " has passed unseen; it is looked up");
    unseen_.insert(event.of.start);
    report(books_.open(event.of, now_));
  }
  void tell(const market_found& event) {
    log_.debug("market-found",
               fmt::format("{} is market {}", event.what.slug, event.what.condition_id));
    if (unsupported_.erase(event.what.start) > 0)
      cover_again({event.what.slug, event.what.start, event.what.end});
    report(books_.learn(event.what, now_));
  }
  /// Of a window that was unsupported and can be read now.
  void cover_again(const window& of) {
    if (open_ && open_->of == of)
      cover({of, {coverage_kind::watched, open_->from, now_, ""}});
    else
      unseen_.insert(of.start);
  }
  void tell(const window_unsupported& event) {
    unsupported_.insert(event.of.start);
    ++unsupported_count_;
    log_.error("window-unsupported",
               fmt::format("{}; {} is unsupported and gets no grade, next look in {}; an "
                           "update of this program may know it",
                           event.reason, event.of.slug, seconds_text(event.next_look)),
               {{"slug", event.of.slug}});
    cover({event.of, {coverage_kind::unsupported, {}, {}, event.reason}});
  }
  void tell(const look_failed& event) {
    const bool graded = !event.graded_by.empty() || books_.is_graded(event.of);
    const auto next = seconds_text(event.next_look);
    auto text =
        graded ? fmt::format("{} graded PROVISIONAL by {}; {}; next look in {}",
                             event.of.slug,
                             event.graded_by.empty() ? "redemption" : event.graded_by,
                             event.reason, next)
               : fmt::format("{}; {} stays PENDING, next look in {}", event.reason,
                             event.of.slug, next);
    // The fetcher has reported the host already; the status line shows what is missing.
    if (graded || event.host_away || event.repeated || now_ < event.of.start)
      log_.debug("look-failed", std::move(text));
    else
      log_.warn("look-failed", std::move(text));
  }
  void tell(const reply_cached& event) {
    log_.debug("reply-cached",
               fmt::format("the reply about {} is {} old and names no winner",
                           event.of.slug, seconds_text(event.age)));
  }
  void tell(const window_resolved& event) {
    report(books_.resolve(event.what, event.reports, now_));
  }
  void tell(const sources_disagree& event) { log_dispute(log_, event); }
  void tell(const windows_given_up& event) {
    log_.error("windows-given-up",
               fmt::format("{} windows from {} on will have no grade: more than {} would "
                           "have to be kept",
                           event.count, event.oldest.slug, options_.rules.max_windows));
  }

  /// The clock has said it. What was seen of windows to come was not of them.
  void tell(const clock_set_back& event) {
    log_.debug("windows-set-back",
               fmt::format("{} windows to come dropped", event.dropped));
    books_.set_back(now_);
    unseen_.erase(unseen_.upper_bound(now_), unseen_.end());
    open_.reset();
    if (const auto current = watch_.current(now_))
      open_ = opened_window{current->of, now_};
    recall_rows_to_come();
  }

  /// While the clock was ahead, rows of windows that are open now or still to come were
  /// late rows of windows without a grade: only the ledger has them.
  void recall_rows_to_come() {
    request(ledger_, caf::infinite,
            recall_series{options_.of.name, now_, recalled_at_most})
        .then(
            [this](const series_memory& memory) {
              ++handled_;
              for (const auto& past : *memory.windows)
                report(books_.keep_rows(past, now_));
            },
            [this](const caf::error& error) {
              log_.error("no-memory",
                         "rows of windows to come that were recorded while the clock "
                         "was ahead are not counted until the next start: the ledger "
                         "failed to return them: " +
                             system().render(error));
            });
  }

  void report(const std::vector<grade_book_event>& events) {
    std::vector<grade_made> changes;
    for (const auto& event : events) {
      std::visit([this](const auto& what) { tell(what); }, event);
      if (const auto* made = std::get_if<grade_made>(&event))
        changes.push_back(*made);
    }
    log_grades(log_, books_, std::move(changes), *options_.zone);
  }
  void tell(const grade_made& event) {
    const auto& what = event.what;
    send(ledger_, record_grade{std::make_shared<const grade>(what), event.in});
    if (what.winner &&
        unseen_.erase(what.of.start) + unsupported_.erase(what.of.start) > 0)
      cover({what.of, {coverage_kind::backfilled, {}, {}, ""}});
  }
  /// Rows for books that are closed: the ledger has them, and the rest of the window.
  void tell(const rows_out_of_time& event) {
    if (event.of.start > now_) {
      log_.error("rows-out-of-time",
                 fmt::format("{} rows of {} in {} are not booked: its market can not be "
                             "open yet",
                             event.count, display_name(event.wallet), event.of.slug));
      return;
    }
    if (!past_.add_late(event) && past_.left_out() == 1)
      log_.error("late-rows-left-out",
                 fmt::format("late rows of {} and further windows reach their grades "
                             "after the next start: {} windows wait for the ledger",
                             event.of.slug, past_windows::max_late));
    else if (memory_ == memory_state::known && !stopping_)
      recall_past();
  }
  void tell(const redemption_disagrees& event) { log_dispute(log_, event); }
  void tell(const grades_given_up& event) {
    log_.error("windows-given-up",
               fmt::format("{} will have no grade: more than {} windows would have to be "
                           "kept",
                           event.of.slug, options_.books.max_windows));
  }

  window_options options_;
  window_tracker watch_;
  grade_book books_;
  past_windows past_;
  std::uint64_t regraded_ = 0;
  bool check_told_ = false;
  clock_skew skew_;
  midpoint_tracker midpoint_;
  memory_state memory_ = memory_state::unknown;
  /// What came before the ledger's answer.
  std::vector<wallet_activity> early_;
  /// The window that is open, and since when it is seen.
  std::optional<opened_window> open_;
  /// Windows that passed unseen and have no winner yet.
  std::set<timestamp> unseen_;
  /// Windows of which the platform says something that is not known here.
  std::set<timestamp> unsupported_;
  std::uint64_t unsupported_count_ = 0;
  fetcher_actor fetcher_;
  ledger_actor ledger_;
  log_port log_;
  timestamp now_{};
  std::uint64_t handled_ = 0;
  std::uint64_t ticks_ = 0;
  std::optional<caf::typed_response_promise<drained>> stopping_;
};

} // namespace

window_actor spawn_window(caf::actor_system& system, window_options options,
                          fetcher_actor fetcher, ledger_actor ledger, log_port log) {
  return system.spawn<window_shell>(std::move(options), std::move(fetcher),
                                    std::move(ledger), std::move(log));
}

} // namespace tracker
