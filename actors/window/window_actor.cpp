// SPDX-License-Identifier: MIT
#include "actors/window/window_actor.hpp"

#include "actors/window/grade_block.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <optional>

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
        [this](const live_settings& settings) {
          ++handled_;
          watch_.set_grade_delay(settings.grade_delay);
        },
        [this](const shutdown&) { return stop(); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{watch_.open_questions(), watch_.summary(now_)};
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
    log_.info("cycle", watch_.status_line(now_));
    if (!stopping_)
      for (auto& asked : watch_.questions(now_))
        ask(std::move(asked));
    return taken;
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
    if (stopping_ && watch_.open_questions() == 0)
      finish();
  }

  caf::typed_response_promise<drained> stop() {
    ++handled_;
    stopping_ = make_response_promise<drained>();
    auto promise = *stopping_;
    if (watch_.open_questions() == 0)
      finish();
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
  }
  void tell(const market_found& event) {
    log_.debug("market-found",
               fmt::format("{} is market {}", event.what.slug, event.what.condition_id));
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
  void tell(const window_graded& event) {
    const auto& what = event.what;
    auto fields = grade_fields(what);
    if (event.first)
      log_.essential("window-graded", "WINDOW GRADED: " + what.of.slug,
                     grade_rows(what, *options_.zone), std::move(fields));
    else
      log_.essential("grade-confirmed",
                     fmt::format("GRADE {}: {} | {} | gamma and clob agree",
                                 to_string(what.status), what.of.slug,
                                 to_string(*what.winner)),
                     {}, std::move(fields));
  }
  void tell(const windows_given_up& event) {
    log_.error("windows-given-up",
               fmt::format("{} windows from {} on will have no grade: more than {} would "
                           "have to be kept",
                           event.count, event.oldest.slug, options_.rules.max_windows));
  }

  window_options options_;
  series_watch watch_;
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
