// SPDX-License-Identifier: MIT
#include "actors/window/window_actor.hpp"

#include "actors/window/grade_block.hpp"
#include "actors/window/midpoint_watch.hpp"
#include "actors/window/status_line.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <optional>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// The fetcher always answers by the deadline; this only bounds what a lost answer can
/// do.
constexpr timespan answer_slack = 5s;

std::string seconds_text(timespan span) {
  return fmt::format("{}s", std::chrono::floor<std::chrono::seconds>(span).count());
}

class window_shell : public window_actor::base {
public:
  window_shell(caf::actor_config& config, window_options options, fetcher_actor fetcher,
               log_port log)
      : window_actor::base{config}
      , options_{std::move(options)}
      , watch_{options_.of, options_.rules}
      , books_{options_.of, options_.wallets, options_.books}
      , fetcher_{std::move(fetcher)}
      , log_{std::move(log)} {}

  const char* name() const override { return "window"; }

  behavior_type make_behavior() override {
    return {
        [this](const tick& beat) { return handle(beat); },
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
  tick_handled handle(const tick& beat) {
    const tick_handled taken{beat.sequence, clock().now()};
    ++handled_;
    now_ = beat.now;
    for (const auto& event : watch_.advance(now_))
      report(event);
    for (const auto& news : std::exchange(early_, {}))
      book(news);
    books_.close(now_);
    log_.info("cycle", line());
    if (!stopping_)
      ask_on();
    return taken;
  }

  void ask_on() {
    for (auto& asked : watch_.questions(now_))
      ask(std::move(asked));
    const auto current = watch_.current(now_);
    if (!current || !current->known || !books_.is_held(current->of))
      return;
    if (const auto asked = midpoint_.ask(*current->known, now_))
      ask_midpoint(*asked);
  }

  void ask(question asked) {
    fetch_request wanted{asked.source, asked.endpoint, asked.path,
                         options_.question_deadline, log_.actor()};
    request(fetcher_, options_.question_deadline + answer_slack, std::move(wanted))
        .then([this, asked](const fetch_result& result) { take(asked, result); },
              [this, asked](const caf::error& error) {
                take(asked,
                     {fetch_error{fetch_error_kind::cancelled, asked.source,
                                  asked.endpoint, 0,
                                  "no answer from the fetcher: " + system().render(error),
                                  true, 0}});
              });
  }

  void take(const question& asked, const fetch_result& result) {
    ++handled_;
    for (const auto& event : watch_.answer(asked, result, now_))
      report(event);
    finish_if_idle();
  }

  void ask_midpoint(const midpoint_watch::question& asked) {
    fetch_request wanted{host::clob, asked.endpoint, asked.path, midpoint_watch::interval,
                         log_.actor()};
    request(fetcher_, midpoint_watch::interval + answer_slack, std::move(wanted))
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

  /// Before the first beat it is not known which windows are ours.
  void book(const wallet_activity& news) {
    if (now_ == timestamp{})
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
    return fmt::format("{} | {} | books of {} windows, {} rows", line(),
                       watch_.summary(now_), books_.windows(), books_.rows());
  }

  caf::typed_response_promise<drained> stop() {
    ++handled_;
    stopping_ = make_response_promise<drained>();
    auto promise = *stopping_;
    finish_if_idle();
    return promise;
  }

  void finish() {
    log_.essential("drained", fmt::format("drained: {} messages handled", handled_));
    stopping_->deliver(drained{handled_});
    quit();
  }

  // -- what happened, for people and scripts ----------------------------------------

  void report(const watch_event& event) {
    std::visit([this](const auto& what) { tell(what); }, event);
  }
  void tell(const window_opened& event) {
    log_.essential("window-opened", "NEW WINDOW: " + event.of.slug, {},
                   {{"slug", event.of.slug}});
    report(books_.open(event.of, now_));
  }
  void tell(const market_found& event) {
    log_.debug("market-found",
               fmt::format("{} is market {}", event.what.slug, event.what.condition_id));
    report(books_.learn(event.what, now_));
  }
  void tell(const look_failed& event) {
    auto text = fmt::format("{}; {} stays PENDING, next look in {}", event.reason,
                            event.of.slug, seconds_text(event.next_look));
    // The fetcher has reported the host already; the status line shows what is missing.
    if (event.host_away || now_ < event.of.start)
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
    report(books_.resolve(event.what, event.winner, event.confirmed, now_));
  }
  void tell(const windows_given_up& event) {
    log_.error("windows-given-up",
               fmt::format("{} windows from {} on will have no grade: more than {} would "
                           "have to be kept",
                           event.count, event.oldest.slug, options_.rules.max_windows));
  }

  void report(const std::vector<books_event>& events) {
    for (const auto& event : events)
      std::visit([this](const auto& what) { tell(what); }, event);
  }
  void tell(const grade_made& event) {
    const auto& what = event.what;
    switch (event.change) {
    case grade_change::opened:
    case grade_change::counted:
    case grade_change::touched:
      break;
    case grade_change::graded:
      tell_block("window-graded", "WINDOW GRADED: " + what.of.slug, what);
      break;
    case grade_change::corrected:
      tell_block(
          "grade-corrected",
          fmt::format("GRADE {}: {}",
                      what.status == grade_status::amended ? "AMENDED" : "CORRECTED",
                      what.of.slug),
          what);
      break;
    case grade_change::confirmed:
      log_.essential("grade-confirmed", confirmation_text(what), {}, grade_fields(what));
      break;
    }
  }
  void tell_block(const char* event, std::string title, const grade& what) {
    log_.essential(event, std::move(title), grade_rows(what, *options_.zone),
                   grade_fields(what));
  }
  void tell(const rows_out_of_time& event) {
    log_.error("rows-out-of-time",
               fmt::format("{} rows of {} in {} are not booked: its books are closed, or "
                           "not to be opened within a day",
                           event.count, display_name(event.wallet), event.slug));
  }
  void tell(const books_given_up& event) {
    log_.error("windows-given-up",
               fmt::format("{} will have no grade: more than {} windows would have to be "
                           "kept",
                           event.of.slug, options_.books.max_windows));
  }

  window_options options_;
  series_watch watch_;
  series_books books_;
  midpoint_watch midpoint_;
  /// What came before the first beat.
  std::vector<wallet_activity> early_;
  fetcher_actor fetcher_;
  log_port log_;
  timestamp now_{};
  std::uint64_t handled_ = 0;
  std::optional<caf::typed_response_promise<drained>> stopping_;
};

} // namespace

window_actor spawn_window(caf::actor_system& system, window_options options,
                          fetcher_actor fetcher, log_port log) {
  return system.spawn<window_shell>(std::move(options), std::move(fetcher),
                                    std::move(log));
}

} // namespace tracker
