// SPDX-License-Identifier: MIT
#include "actors/backfill/backfill_actor.hpp"

#include "actors/backfill/span_work.hpp"
#include "actors/polling/crash_reason.hpp"
#include "actors/polling/stage_actor.hpp"
#include "actors/text/time_text.hpp"
#include "actors/window/grade/winner.hpp"
#include "actors/window/window_log_actor.hpp"
#include "actors/window/window_text.hpp"
#include "actors/window/window_tracker.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Pause between two progress reports.
constexpr timespan progress_pause = 1s;

class backfill_shell : public stage_actor<window_actor> {
public:
  backfill_shell(caf::actor_config& config, backfill_options options,
                 fetcher_actor fetcher, ledger_actor ledger, log_port log)
      : stage_actor{config, std::move(fetcher), std::move(ledger), std::move(log)}
      , options_{std::move(options)}
      , span_{options_.series, options_.span}
      , tracker_{options_.series, window_tracker_rules{.hurried = true}}
      , books_{options_.series, options_.wallets, options_.books}
      , histories_{options_.wallets}
      , grade_log_{options_.zone} {}

  const char* name() const override { return "backfill"; }

  void on_exit() override { options_.listener = nullptr; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const use_fetcher& change) { take(change); },
        [this](const wallet_activity& activity) {
          ++handled_;
          histories_.update(activity, now_);
          report(books_.add_activity(activity, now_));
          work();
        },
        // The windows have long ended: no delay applies.
        [this](const live_settings&) { ++handled_; },
        // The wallets of a backfill do not change.
        [this](const use_wallets&) { ++handled_; },
        [this](const shutdown&) { return stop(); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{tracker_.open_requests(), summary()};
        },
    };
  }

private:
  tick_handled handle(const tick& current_tick) {
    const auto taken = take(current_tick);
    work();
    report_progress_if_due();
    return taken;
  }

  void work() {
    if (stopping_ || now_ == timestamp{})
      return;
    begin_more();
    for (const auto& look : tracker_.due_requests(now_))
      send_request(look);
  }

  /// What the next window waits for; empty: nothing, or the activity (`read_to`).
  std::string waits_for() const {
    if (span_.is_over())
      return {};
    if (recalling_)
      return "the ledger";
    for (const auto& wallet : options_.wallets)
      if (span_.next() && !histories_.contains(wallet))
        return fmt::format("the first activity of {}", display_name(wallet));
    return failure_;
  }

  // -- the windows of the span ----------------------------------------------------------

  void begin_more() {
    if (recalling_ || span_.open() > options_.slice / 2)
      return;
    const bool gives_up_waiting = histories_.are_stuck(now_, options_.patience);
    const auto slice = span_.start_next(options_.slice, [&](const window& window) {
      return gives_up_waiting || histories_.covers(window);
    });
    if (!slice.empty())
      recall(slice);
  }

  void recall(const std::vector<window>& slice) {
    recalling_ = true;
    request(ledger_, caf::infinite, recall_request(slice))
        .then(
            [this, slice](const windows_memory& memory) {
              ++handled_;
              recalling_ = false;
              for (std::size_t i = 0; i < slice.size(); ++i)
                begin_window(slice[i], memory.windows->at(i));
              work();
            },
            [this, slice](const caf::error& error) {
              recalling_ = false;
              for (const auto& window : slice)
                span_.mark_left(window, "the ledger failed to return its records: " +
                                            system().render(error));
            });
  }

  recall_windows recall_request(const std::vector<window>& slice) const {
    recall_windows result{options_.series.name, {}};
    for (const auto& window : slice)
      result.slugs.push_back(window.slug);
    return result;
  }

  void begin_window(const window& window, remembered_window memory) {
    memory.window = window;
    if (is_settled_for_all(memory, options_.wallets)) {
      span_.mark_settled(window);
      return;
    }
    if (!memory.coverage || (memory.coverage->how != coverage_kind::watched &&
                             memory.coverage->how != coverage_kind::backfilled))
      unseen_.insert(window.start);
    if (memory.grades.empty()) {
      report(books_.keep_rows(memory, window.start));
      // A listed series may lack the window: it opens once its market is known.
      if (options_.series.listing.empty())
        report(books_.open(window, now_));
    } else {
      report(books_.restore(memory, "rows that were read later", now_));
    }
    auto reports = platform_reports(memory.grades);
    if (is_confirmed(reports))
      conclude(window, {});
    else
      tracker_.resume(window, memory.in, now_, std::move(reports));
  }

  /// Ends the work on a window. `reason` is the result of the last look, empty where the
  /// sources agree on the winner.
  void conclude(const window& window, const std::string& reason) {
    const auto* open = books_.unsettled(window);
    const auto text = open == nullptr
                          ? std::string{}
                          : fmt::format("{}: {}", to_string(open->status),
                                        reason.empty() ? open->reason : reason);
    books_.drop(window);
    if (text.empty()) {
      span_.mark_settled(window);
      return;
    }
    span_.mark_left(window, text);
    if (unseen_.erase(window.start) > 0)
      cover(window, {unsupported_.contains(window.start) ? coverage_kind::unsupported
                                                         : coverage_kind::missed,
                     {},
                     {},
                     text});
    log_.warn(
        "window-left",
        fmt::format(
            "{} was not settled: {}; it keeps this status until it is backfilled again",
            window.slug, text));
  }

  void cover(const window& window, window_coverage seen) {
    send(ledger_, record_coverage{options_.series.name, window, std::move(seen)});
  }

  // -- requests ------------------------------------------------------------------------

  void send_request(const source_request& look) {
    fetch(
        {look.source, look.endpoint, look.path, options_.request_deadline, log_.actor()},
        [this, look](const fetch_result& result) { apply_result(look, result); });
  }

  void apply_result(const source_request& look, const fetch_result& result) {
    ++handled_;
    if (!std::holds_alternative<fetch_error>(result.value))
      failure_.clear();
    for (const auto& event : tracker_.apply_result(look, result, now_))
      report(event);
    if (stopping_) {
      finish_if_idle();
      return;
    }
    for (const auto& event : tracker_.drop_unresolved(options_.looks))
      conclude(event.window, event.reason);
    work();
  }

  void report(const window_event& event) {
    if (const auto* found = std::get_if<market_found>(&event)) {
      const auto& market = found->market;
      report(books_.open({market.slug, market.start, market.end}, now_));
      report(books_.set_market(market, now_));
    } else if (const auto* failed = std::get_if<look_failed>(&event)) {
      failure_ = failed->reason;
      log_.debug("look-failed",
                 fmt::format("{}: {}; next look in {}", failed->window.slug,
                             failed->reason, seconds_text(failed->next_look)));
    } else if (const auto* unsupported = std::get_if<window_unsupported>(&event)) {
      unsupported_.insert(unsupported->window.start);
      log_.error("window-unsupported",
                 describe(*unsupported, "backfill continues with the other windows"));
    } else if (const auto* resolved = std::get_if<window_resolved>(&event)) {
      const auto& market = resolved->market;
      // A third report after two that agree changes nothing.
      if (span_.is_done_with({market.slug, market.start, market.end}))
        return;
      report(books_.resolve(market, resolved->reports, now_));
      if (resolved->confirmed)
        conclude({market.slug, market.start, market.end}, {});
    } else if (const auto* disputed = std::get_if<sources_disagree>(&event)) {
      log_dispute(log_, *disputed);
    } else if (const auto* broken = std::get_if<listing_failed>(&event)) {
      failure_ = broken->reason;
      log_listing_failure(log_, *broken);
    } else if (const auto* absent = std::get_if<window_not_offered>(&event)) {
      log_not_offered(log_, *absent);
      unseen_.erase(absent->window.start);
      books_.drop(absent->window);
      cover(absent->window, {coverage_kind::not_offered, {}, {}, absent->reason});
      span_.mark_settled(absent->window);
    }
  }

  void report(const std::vector<grade_book_event>& events) {
    std::vector<grade_made> changes;
    for (const auto& event : events)
      if (const auto* made = std::get_if<grade_made>(&event)) {
        record(*made);
        changes.push_back(*made);
      } else if (const auto* rows = std::get_if<rows_out_of_time>(&event)) {
        add_late_rows(rows->window);
      } else if (const auto* disputed = std::get_if<redemption_disagrees>(&event)) {
        log_dispute(log_, *disputed);
      }
    grade_log_.add(*this, ledger_, log_, std::move(changes), books_, [this] {
      ++handled_;
      finish_if_idle();
    });
  }

  void record(const grade_made& made) {
    send(ledger_, record_grade{std::make_shared<const grade>(made.graded), made.market});
    if (made.graded.winner && unseen_.erase(made.graded.window.start) > 0)
      cover(made.graded.window, {coverage_kind::backfilled, {}, {}, ""});
  }

  /// Rows of a finished window: the ledger has them and its other records. Rows of
  /// windows that have not been started are read when they are started.
  void add_late_rows(const window& window) {
    if (!span_.is_done_with(window))
      return;
    request(ledger_, caf::infinite, recall_request({window}))
        .then(
            [this, window](const windows_memory& memory) {
              ++handled_;
              auto past = memory.windows->front();
              past.window = window;
              report(books_.restore(past, "late rows", now_));
              books_.drop(window);
            },
            [this, window](const caf::error& error) {
              log_.error("no-memory", fmt::format("ledger: reading {} failed: {}; its "
                                                  "late rows are not graded in this run",
                                                  window.slug, system().render(error)));
            });
  }

  // -- progress and end -----------------------------------------------------------------

  void report_progress_if_due() {
    if (!reported_over_ && (span_.is_over() || now_ - reported_at_ >= progress_pause))
      report_progress();
  }

  void report_progress() {
    auto progress = span_.progress();
    progress.read_to = read_to();
    progress.waits_for = waits_for();
    reported_at_ = now_;
    reported_over_ = progress.over;
    caf::anon_send(options_.listener, std::move(progress));
  }

  /// The time up to which activity is read; nothing: it covers the next window, or
  /// reading has not begun.
  std::optional<timestamp> read_to() const {
    if (!span_.next() || histories_.covers(*span_.next()))
      return std::nullopt;
    return histories_.read_to();
  }

  std::string summary() const {
    const auto progress = span_.progress();
    auto text =
        fmt::format("backfill: {} of {} windows, {} of them left open",
                    progress.settled + progress.left, progress.windows, progress.left);
    if (const auto read_end = read_to())
      text += ", activity read to " + format_utc(*read_end);
    return text;
  }

  caf::typed_response_promise<drained> stop() {
    auto promise = begin_stop();
    finish_if_idle();
    return promise;
  }

  void finish_if_idle() {
    if (!stopping_ || tracker_.open_requests() > 0 || !grade_log_.is_idle())
      return;
    if (!reported_over_)
      report_progress();
    finish();
  }

  backfill_options options_;
  span_work span_;
  window_tracker tracker_;
  grade_book books_;
  wallet_histories histories_;
  grade_log grade_log_;
  /// A request to the ledger for the next windows is open.
  bool recalling_ = false;
  /// Why the last look at a window failed; empty: a host has answered since.
  std::string failure_;
  /// Starts of windows in work that no run has watched.
  std::set<timestamp> unseen_;
  /// Starts of windows whose market is unsupported.
  std::set<timestamp> unsupported_;
  timestamp reported_at_{};
  bool reported_over_ = false;
};

} // namespace

window_actor spawn_backfill(caf::actor_system& system, backfill_options options,
                            fetcher_actor fetcher, ledger_actor ledger, log_port log) {
  return system.spawn<backfill_shell>(std::move(options), std::move(fetcher),
                                      std::move(ledger), std::move(log));
}

} // namespace tracker
