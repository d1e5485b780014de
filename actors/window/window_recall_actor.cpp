// SPDX-License-Identifier: MIT
// What the window actor reads back from the ledger: where an earlier run stopped, late
// rows, and grades to check.
#include "actors/window/grade/grading.hpp"
#include "actors/window/grade/recompute.hpp"
#include "actors/window/grade/winner.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/window_shell_actor.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>

#include <algorithm>

namespace tracker {

namespace {

/// Windows restored at a start: those that are not settled or have just ended.
constexpr std::size_t max_restored = 10'000;

/// Future windows whose rows are read again after the clock was ahead.
constexpr std::size_t max_windows_to_come = 512;

bool is_settled_for_all(const remembered_window& memory) {
  return !memory.grades.empty() &&
         std::all_of(memory.grades.begin(), memory.grades.end(),
                     [](const grade& graded) { return is_settled(graded.status); });
}

} // namespace

void window_shell::recall_last_run() {
  restored_ = restore_state::requested;
  recall(now_ - options_.books.keep_open,
         [this](const series_memory& memory) { restore(memory); });
}

void window_shell::recall(timestamp ended_since,
                          std::function<void(const series_memory&)> use) {
  request(ledger_, caf::infinite,
          recall_series{options_.series.name, ended_since, max_restored,
                        dated_slug_prefix(options_.series)})
      .then(
          [this, use = std::move(use)](const series_memory& memory) {
            ++handled_;
            use(memory);
          },
          [this](const caf::error& error) {
            restored_ = restore_state::missing;
            log_.error("no-memory",
                       fmt::format("ledger: reading the windows of the last run failed: "
                                   "{}; tried again at the next tick",
                                   system().render(error)));
          });
}

/// While the clock was ahead, rows of windows that are open now or in the future were
/// late rows of windows without a grade: only the ledger has them.
void window_shell::recall_rows_to_come() {
  recall_windows query{options_.series.name, {}};
  for (auto window = window_at(options_.series, now_);
       window.start <= now_ + market_lead_of(options_.series) + std::chrono::hours{1} &&
       query.slugs.size() < max_windows_to_come;
       window = next_window(options_.series, window))
    query.slugs.push_back(window.slug);
  request(ledger_, caf::infinite, std::move(query))
      .then(
          [this](const windows_memory& memory) {
            ++handled_;
            for (const auto& window : *memory.windows)
              report(books_.keep_rows(window, now_));
          },
          [this](const caf::error& error) {
            log_.error(
                "no-memory",
                fmt::format("ledger: reading the rows recorded while the clock was "
                            "ahead failed: {}; not counted until the next start",
                            system().render(error)));
          });
}

void window_shell::restore(const series_memory& memory) {
  if (!memory.last_seen || !is_ahead(*memory.last_seen))
    return restore_after(memory, memory.last_seen);
  log_.warn("last-seen-ahead",
            fmt::format("ledger: {} was recorded before its start: the clock was ahead "
                        "in an earlier run; the record is ignored",
                        memory.last_seen->slug));
  // The latest window that was watched in its time is among those of the last month.
  recall(now_ - recompute_span, [this, memory](const series_memory& month) {
    std::optional<window> last;
    for (const auto& past : *month.windows)
      if (past.coverage && past.coverage->how != coverage_kind::missed &&
          !is_ahead(past.window))
        last = past.window;
    restore_after(memory, last);
  });
}

void window_shell::restore_after(const series_memory& memory,
                                 const std::optional<window>& last_seen) {
  restored_ = restore_state::done;
  if (last_seen)
    tracker_.resume_after(*last_seen);
  const auto seen_to = last_seen ? last_seen->end : now_;
  std::uint64_t resumed = 0;
  for (const auto& past : *memory.windows)
    if (!is_ahead(past.window)) {
      restore_window(past, seen_to);
      ++resumed;
    } else if (!past.events.empty()) {
      report(books_.keep_rows(past, seen_to));
    }
  if (memory.left_out > 0)
    log_.error("windows-left-out",
               fmt::format("{} unsettled windows were not resumed: the limit of {} is "
                           "reached; they keep their grades in this run",
                           memory.left_out, max_restored));
  if (resumed > 0)
    log_.info("resumed", fmt::format("{} windows of an earlier run resumed", resumed));
  // Later windows were just graded again; a new ledger has nothing to check.
  if (memory.last_seen)
    past_.begin_check(now_ - options_.books.keep_open, recompute_span);
  for (const auto& activity : std::exchange(early_, {}))
    book(activity);
  if (!stopping_)
    advance();
}

void window_shell::restore_window(const remembered_window& memory, timestamp seen_to) {
  // It has no market: a backfill looks for it again.
  if (memory.coverage && memory.coverage->how == coverage_kind::not_offered)
    return;
  // The ledger has only rows of a window that no run has watched.
  const bool has_come = memory.coverage || !memory.grades.empty();
  if (has_come && !is_settled_for_all(memory))
    tracker_.resume(memory.window, memory.in, now_, platform_reports(memory.grades));
  if (!memory.coverage)
    unseen_.insert(memory.window.start);
  else if (memory.coverage->how == coverage_kind::unsupported)
    unsupported_.insert(memory.window.start);
  if (memory.coverage && memory.coverage->how == coverage_kind::watched &&
      memory.coverage->to < memory.window.end && memory.window.end > now_)
    open_ = watched_window{memory.window, now_};
  if (has_come)
    report(books_.restore(memory, "rows that came before a restart", now_));
  else
    report(books_.keep_rows(memory, seen_to));
}

/// Rows of an added wallet may arrive before the ledger's answer: they are booked, and
/// the wallet is graded after that answer.
void window_shell::set_wallets(const use_wallets& change) {
  ++handled_;
  options_.wallets = change.wallets;
  options_.stale_after = change.stale_after;
  options_.checks_clock = change.checks_clock;
  if (!books_.set_wallets(change.wallets, now_) || restored_ != restore_state::done)
    return;
  ++wallet_changes_;
  recall_added_wallets();
}

void window_shell::recall_added_wallets() {
  added_ = restore_state::requested;
  request(ledger_, caf::infinite,
          recall_series{options_.series.name, now_ - options_.books.keep_open,
                        max_restored, dated_slug_prefix(options_.series)})
      .then(
          [this, change = wallet_changes_](const series_memory& memory) {
            ++handled_;
            if (change == wallet_changes_)
              restore_added(memory);
          },
          [this](const caf::error& error) {
            added_ = restore_state::missing;
            log_.error("no-memory",
                       fmt::format("ledger: reading the windows of an added wallet "
                                   "failed: {}; tried again at the next tick",
                                   system().render(error)));
          });
}

void window_shell::restore_added(const series_memory& memory) {
  added_ = restore_state::done;
  for (const auto& past : *memory.windows)
    if (is_ahead(past.window) || (!past.coverage && past.grades.empty()))
      report(books_.keep_rows(past, now_));
    else if (books_.keeps(past.window))
      report(
          books_.restore(past, "rows that came while its wallet was not watched", now_));
    else
      restore_window(past, now_);
  report(books_.finish_adding(now_));
}

void window_shell::recall_past() {
  const auto wanted = past_.next_request();
  if (!wanted)
    return;
  request(ledger_, caf::infinite, *wanted)
      .then([this](const windows_memory& memory) { apply_past(memory); },
            [this](const caf::error& error) {
              past_.retry_request();
              log_.warn("no-memory",
                        fmt::format("ledger: reading past windows failed: {}; tried "
                                    "again at the next tick",
                                    system().render(error)));
            });
}

void window_shell::apply_past(const windows_memory& memory) {
  ++handled_;
  const auto reasons = past_.finish_request();
  for (const auto& past : *memory.windows) {
    const auto reason = reasons.find(past.window.slug);
    if (reason != reasons.end())
      amend(past, reason->second);
    else
      check(past);
  }
  if (past_.has_late_rows() && !stopping_)
    recall_past();
  else if (!past_.is_checking())
    end_check();
}

/// Applies late rows to a window whose books are closed. A window that was never watched
/// has no grade to amend: backfill makes it.
void window_shell::amend(const remembered_window& past, const std::string& reason) {
  if (past.grades.empty())
    return;
  for (const auto& recorded : past.grades)
    if (is_settled(recorded.status) && !has_all_events(past, recorded)) {
      log_.warn("events-rolled-up",
                fmt::format("{}: {}, but its earlier events are no longer kept "
                            "(ledger.keep-events); it keeps its grade",
                            past.window.slug, reason));
      return;
    }
  resume_if_unsettled(past);
  report(books_.restore(past, reason, now_));
}

/// Grades a window again if its grade differs from its recorded rows: a run ended before
/// it graded them, or an earlier version counted them in another way.
void window_shell::check(const remembered_window& past) {
  for (const auto& difference : recompute_grades(past, options_.books.accounting)) {
    const auto& address = difference.recorded.wallet.address;
    if (std::none_of(
            options_.wallets.begin(), options_.wallets.end(),
            [&](const watched_wallet& wallet) { return wallet.address == address; }))
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

void window_shell::resume_if_unsettled(const remembered_window& past) {
  if (!is_settled_for_all(past))
    tracker_.resume(past.window, past.in, now_);
}

void window_shell::end_check() {
  if (std::exchange(check_reported_, true) || past_.checked() == 0)
    return;
  log_.debug("grades-checked",
             fmt::format("{} windows of the last {} days recomputed, {} differ",
                         past_.checked(), recompute_span / std::chrono::hours{24},
                         regraded_));
}

} // namespace tracker
