// SPDX-License-Identifier: MIT
#include "actors/window/window_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "actors/window/window_log_actor.hpp"
#include "actors/window/window_shell_actor.hpp"
#include "actors/window/window_text.hpp"

#include <caf/actor_system.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace tracker {

using namespace std::chrono_literals;

namespace {

/// A window whose start was seen at most this long ago counts as watched from its start.
constexpr timespan start_tolerance = 2s;

} // namespace

window_shell::window_shell(caf::actor_config& config, window_options options,
                           fetcher_actor fetcher, ledger_actor ledger, log_port log)
    : stage_actor{config, std::move(fetcher), std::move(ledger), std::move(log)}
    , options_{std::move(options)}
    , tracker_{options_.series, options_.rules}
    , books_{options_.series, options_.wallets, options_.books}
    , past_{options_.series}
    , meter_{options_.series.name}
    , grade_log_{options_.zone} {}

window_actor::behavior_type window_shell::make_behavior() {
  keep_crash_reason(*this);
  return {
      [this](const tick& current_tick) { return handle(current_tick); },
      [this](const use_fetcher& change) { take(change); },
      [this](const wallet_activity& activity) {
        ++handled_;
        book(activity);
      },
      [this](const live_settings& settings) {
        ++handled_;
        tracker_.set_grade_delay(settings.grade_delay);
        books_.set_strategies(settings.strategies);
      },
      [this](const use_wallets& change) { set_wallets(change); },
      [this](const shutdown& order) { return stop(order); },
      [this](const status_request&) {
        ++handled_;
        return status();
      },
  };
}

tick_handled window_shell::handle(const tick& current_tick) {
  const auto taken = take(current_tick);
  ++ticks_;
  meter_.begin(now_);
  if (restored_ == restore_state::done)
    advance();
  else if (restored_ == restore_state::missing && !stopping_)
    recall_last_run();
  if (added_ == restore_state::missing && restored_ == restore_state::done && !stopping_)
    recall_added_wallets();
  return taken;
}

void window_shell::advance() {
  for (const auto& event : tracker_.advance(now_))
    report(event);
  end_coverage();
  books_.close(now_);
  if (log_.is_heard())
    log_.info("cycle", line(), cycle_fields());
  if (!stopping_) {
    recall_past();
    send_requests();
  }
}

caf::typed_response_promise<drained> window_shell::stop(const shutdown& order) {
  auto promise = begin_stop();
  if (order.cancels_requests)
    send(fetcher_, cancel_fetches{log_.actor()});
  finish_if_idle();
  return promise;
}

void window_shell::finish_if_idle() {
  if (!stopping_ || open_requests() > 0 || !grade_log_.is_idle())
    return;
  end_coverage();
  finish(fmt::format(", {} ticks", ticks_));
}

// -- requests to the fetcher, and their replies ---------------------------------------

void window_shell::send_requests() {
  for (const auto& look : tracker_.due_requests(now_))
    send_request(look);
  const auto current = tracker_.current(now_);
  if (!current || !current->market || !books_.is_held(current->window))
    return;
  if (const auto wanted = midpoint_.start_request(*current->market, now_))
    send_midpoint_request(*wanted);
}

void window_shell::send_request(const source_request& look) {
  fetch({look.source, look.endpoint, look.path, options_.request_deadline, log_.actor()},
        [this, look, requested_at = now_](const fetch_result& result) {
          apply_result(look, result, requested_at);
        });
}

void window_shell::apply_result(const source_request& look, const fetch_result& result,
                                timestamp requested_at) {
  ++handled_;
  compare_clocks(look.source, result, requested_at);
  for (const auto& event : tracker_.apply_result(look, result, now_))
    report(event);
  finish_if_idle();
}

void window_shell::compare_clocks(host source, const fetch_result& result,
                                  timestamp requested_at) {
  const auto* reply = std::get_if<fetch_reply>(&result.value);
  if (!options_.checks_clock || reply == nullptr)
    return;
  if (const auto warning = skew_.compare(source, *reply, requested_at, now_))
    log_.warn("clock-skew", *warning);
}

void window_shell::send_midpoint_request(const midpoint_tracker::request& wanted) {
  fetch({host::clob, wanted.endpoint, wanted.path, midpoint_tracker::interval,
         log_.actor()},
        [this](const fetch_result& result) { apply_midpoint(result); });
}

void window_shell::apply_midpoint(const fetch_result& result) {
  ++handled_;
  if (const auto reason = midpoint_.apply_result(result, now_))
    log_.debug("no-midpoint",
               fmt::format("{}; the worth of the open position is not shown, next "
                           "request in {}",
                           *reason, seconds_text(midpoint_tracker::interval)));
  finish_if_idle();
}

std::size_t window_shell::open_requests() const {
  return tracker_.open_requests() + (midpoint_.is_requesting() ? 1 : 0);
}

// -- how much of a window is watched ----------------------------------------------------

void window_shell::begin_coverage(const window& window) {
  end_coverage();
  open_ = watched_window{window, std::max(window.start, now_ - start_tolerance)};
  cover(window, {coverage_kind::watched, open_->since, open_->since, ""});
}

void window_shell::end_coverage() {
  if (!open_ || (now_ < open_->window.end && !stopping_))
    return;
  const auto watched_to = std::min(now_, open_->window.end);
  cover(open_->window, {coverage_kind::watched, open_->since, watched_to, ""});
  open_.reset();
}

void window_shell::cover(window window, window_coverage coverage) {
  // `unsupported` is the stronger statement: a window that also passed keeps it.
  if (unsupported_.contains(window.start) && coverage.how != coverage_kind::unsupported)
    return;
  send(ledger_,
       record_coverage{options_.series.name, std::move(window), std::move(coverage)});
}

/// Replaces the coverage of a window that was unsupported and can be read now.
void window_shell::cover_again(const window& window) {
  if (open_ && open_->window == window)
    cover(window, {coverage_kind::watched, open_->since, now_, ""});
  else
    unseen_.insert(window.start);
}

// -- books and status -------------------------------------------------------------------

/// Until the ledger has replied, the actor cannot place rows: it does not have the
/// windows of the last run.
void window_shell::book(const wallet_activity& activity) {
  if (restored_ != restore_state::done)
    early_.push_back(activity);
  else
    report(books_.add_activity(activity, now_));
}

std::optional<usdc>
window_shell::open_pnl(const std::optional<window_tracker::open_window>& current) const {
  if (current)
    if (const auto up = midpoint_.up_midpoint(current->window, now_))
      return books_.open_pnl(current->window, *up);
  return std::nullopt;
}

std::string window_shell::line() const {
  const auto current = tracker_.current(now_);
  const auto position =
      current ? books_.position(current->window, now_, options_.stale_after) : "";
  return status_line(options_.series, current, position, open_pnl(current), now_);
}

log_fields window_shell::cycle_fields() const {
  const auto current = tracker_.current(now_);
  return status_fields(options_.series, current,
                       {current ? books_.positions(current->window) : std::string{},
                        books_.stale(now_, options_.stale_after), open_pnl(current),
                        tracker_.pending(now_)},
                       now_);
}

std::string window_shell::summary() const {
  auto text = fmt::format("{} | {} | books of {} windows, {} rows", line(),
                          tracker_.summary(now_), books_.windows(), books_.rows());
  if (unsupported_count_ > 0)
    text += fmt::format(" | {} windows were unsupported", unsupported_count_);
  if (books_.unplaced_dropped() > 0)
    text += fmt::format(" | {} rows without a known market were dropped",
                        books_.unplaced_dropped());
  return text;
}

// -- events of the window tracker -------------------------------------------------------

void window_shell::report(const window_event& event) {
  std::visit([this](const auto& change) { handle(change); }, event);
}

void window_shell::handle(const window_opened& event) {
  log_.essential("window-opened", "NEW WINDOW: " + event.window.slug, {},
                 {{"slug", event.window.slug}});
  begin_coverage(event.window);
  report(books_.open(event.window, now_));
}

void window_shell::handle(const window_passed& event) {
  log_.debug("window-passed", event.window.slug +
                                  " passed while it was not watched; its market and its "
                                  "winner are requested now");
  unseen_.insert(event.window.start);
  report(books_.open(event.window, now_));
}

void window_shell::handle(const market_found& event) {
  meter_.note_market();
  const auto& market = event.market;
  log_.debug("market-found",
             fmt::format("{} is market {}", market.slug, market.condition_id));
  if (unsupported_.erase(market.start) > 0)
    cover_again({market.slug, market.start, market.end});
  report(books_.set_market(market, now_));
}

void window_shell::handle(const window_unsupported& event) {
  unsupported_.insert(event.window.start);
  ++unsupported_count_;
  log_.error("window-unsupported",
             describe(event, "next look in " + seconds_text(event.next_look)),
             {{"slug", event.window.slug}});
  cover(event.window, {coverage_kind::unsupported, {}, {}, event.reason});
}

void window_shell::handle(const look_failed& event) {
  auto graded_by = event.graded_by;
  if (graded_by.empty() && books_.is_graded(event.window))
    graded_by = "redemption";
  auto text = describe(event, graded_by);
  // The fetcher reports hosts that fail; the status line counts the missing winners.
  if (!graded_by.empty() || event.host_away || event.repeated ||
      now_ < event.window.start)
    log_.debug("look-failed", std::move(text));
  else
    log_.warn("look-failed", std::move(text));
}

void window_shell::handle(const reply_cached& event) {
  log_.debug("reply-cached", describe(event));
}

void window_shell::handle(const window_resolved& event) {
  meter_.note_resolved(event, now_);
  report(books_.resolve(event.market, event.reports, now_));
}

void window_shell::handle(const sources_disagree& event) {
  log_dispute(log_, event);
}

void window_shell::handle(const windows_given_up& event) {
  log_.error("windows-given-up", describe(event, options_.rules.max_windows));
}

/// The clock actor warns of the step itself. Coverage of future windows is void.
void window_shell::handle(const clock_set_back& event) {
  log_.debug("windows-set-back", describe(event));
  books_.set_back(now_);
  unseen_.erase(unseen_.upper_bound(now_), unseen_.end());
  open_.reset();
  if (const auto current = tracker_.current(now_))
    open_ = watched_window{current->window, now_};
  recall_rows_to_come();
}

void window_shell::handle(const listing_failed& event) {
  log_listing_failure(log_, event);
}

void window_shell::handle(const window_not_offered& event) {
  log_not_offered(log_, event);
  unseen_.erase(event.window.start);
  books_.drop(event.window);
  cover(event.window, {coverage_kind::not_offered, {}, {}, event.reason});
}

// -- events of the grade book -----------------------------------------------------------

void window_shell::report(const std::vector<grade_book_event>& events) {
  std::vector<grade_made> changes;
  for (const auto& event : events) {
    std::visit([this](const auto& change) { handle(change); }, event);
    if (const auto* made = std::get_if<grade_made>(&event))
      changes.push_back(*made);
  }
  grade_log_.add(*this, ledger_, log_, std::move(changes), books_, [this] {
    ++handled_;
    finish_if_idle();
  });
}

void window_shell::handle(const grade_made& event) {
  const auto& graded = event.graded;
  send(ledger_, record_grade{std::make_shared<const grade>(graded), event.market});
  if (graded.winner &&
      unseen_.erase(graded.window.start) + unsupported_.erase(graded.window.start) > 0)
    cover(graded.window, {coverage_kind::backfilled, {}, {}, ""});
}

/// Rows for closed books: the ledger has them and the other records of the window.
void window_shell::handle(const rows_out_of_time& event) {
  if (is_ahead(event.window)) {
    log_.error("rows-out-of-time", describe(event));
    return;
  }
  if (!past_.add_late_rows(event) && past_.left_out() == 1)
    log_.error("late-rows-left-out",
               fmt::format("late rows of {} and of further windows were not graded: the "
                           "limit of {} windows that wait for the ledger is reached; "
                           "they are graded after the next start",
                           event.window.slug, past_windows::max_late));
  else if (restored_ == restore_state::done && !stopping_)
    recall_past();
}

void window_shell::handle(const redemption_disagrees& event) {
  log_dispute(log_, event);
}

void window_shell::handle(const grades_given_up& event) {
  log_.error("windows-given-up", describe(event, options_.books.max_windows));
}

window_actor spawn_window(caf::actor_system& system, window_options options,
                          fetcher_actor fetcher, ledger_actor ledger, log_port log) {
  return system.spawn<window_shell>(std::move(options), std::move(fetcher),
                                    std::move(ledger), std::move(log));
}

} // namespace tracker
