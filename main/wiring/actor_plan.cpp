// SPDX-License-Identifier: MIT
#include "main/wiring/actor_plan.hpp"

#include "actors/backfill/backfill_actor.hpp"
#include "actors/ledger/ledger_actor.hpp"
#include "actors/wallet/wallet_actor.hpp"
#include "actors/window/grade/completeness.hpp"
#include "actors/window/window_actor.hpp"
#include "main/wiring/wallet_pace.hpp"

#include <caf/actor_system.hpp>

#include <algorithm>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Time for one question to a source: so many attempts that each take the whole timeout.
constexpr int attempts_per_question = 3;

window_options watching(const settings& of, const series& one,
                        const date::time_zone& zone) {
  window_options result;
  result.of = one;
  result.rules.grade_delay = of.grade_delay;
  result.wallets = of.wallets;
  result.books.accounting.capture_min_price = of.capture_min_price;
  result.books.strategies = of.strategies;
  result.stale_after =
      std::max<timespan>(10s, 3 * std::max(of.poll_interval, wallet_round(of)));
  result.question_deadline = of.http_timeout * attempts_per_question;
  result.checks_clock = of.watched_series.front().name == one.name;
  result.zone = &zone;
  return result;
}

wallet_options following(const settings& of, const watched_wallet& one) {
  wallet_options result;
  result.of = one;
  result.rules.dialect = of.data_api;
  result.rules.poll_interval = of.poll_interval;
  for (const auto& at : of.watched_series)
    result.rules.lookback =
        std::max<timespan>(result.rules.lookback, market_lead + 2 * at.length);
  // Before each attempt every other wallet may have its turn. A deadline that is shorter
  // would let the same few be served, and the others never.
  result.question_deadline = (of.http_timeout + wallet_round(of)) * attempts_per_question;
  return result;
}

backfill_options looking_back(const settings& of, const series& one,
                              const date::time_zone& zone, const past_order& past) {
  const auto present = watching(of, one, zone);
  backfill_options result;
  result.of = one;
  result.span = past.span;
  result.books = present.books;
  result.wallets = present.wallets;
  result.question_deadline = present.question_deadline;
  result.zone = present.zone;
  result.listener = past.listener;
  return result;
}

/// Where the activity of a span's windows begins; nothing: it has no windows.
std::optional<timestamp> activity_start(const settings& of, const window_span& span) {
  std::optional<timestamp> result;
  for (const auto& one : of.watched_series)
    if (const auto ends = ends_of(one, span)) {
      const auto start = ends->first.start - market_lead;
      result = std::min(result.value_or(start), start);
    }
  return result;
}

ledger_options keeping(const settings& of, const date::time_zone& zone, thread_of runs_on,
                       timestamp started) {
  ledger_options result;
  result.started = started;
  result.zone = &zone;
  result.backup_interval = of.ledger_backup_interval;
  result.backups = static_cast<std::size_t>(of.ledger_backups);
  result.keep_events = of.ledger_keep_events;
  result.runs_on = runs_on;
  // A virtual run can be run again.
  if (runs_on == thread_of::pool)
    result.backups = 0;
  return result;
}

} // namespace

log_tee_options log_options(const settings& of, wall_clock now) {
  log_tee_options result;
  result.file = of.log_file;
  result.console = of.log_console;
  result.cycle = of.log_cycle;
  result.terminal = inspect_terminal(result.console_descriptor, of.log_color);
  // What scripts read is the same everywhere.
  if (of.form == log_form::json)
    result.terminal = {};
  result.live_table = result.terminal.obeys_sequences;
  result.level = of.level;
  result.format = of.form == log_form::json ? log_format::json : log_format::text;
  result.rotate_size = static_cast<std::uint64_t>(of.log_rotate_size);
  result.rotate_files = static_cast<std::size_t>(of.log_rotate_files);
  result.zone = date::locate_zone(of.timezone);
  // The library reads the zone's file at its first use; by then there may be no
  // descriptor left.
  result.zone->get_info(date::sys_seconds{});
  result.now = std::move(now);
  return result;
}

actor_plan plan_actors(caf::actor_system& system, const settings& of,
                       const actor_context& in, const log_tee_actor& tee,
                       ledger_store& ledger, timestamp started,
                       const std::optional<past_order>& past) {
  const auto& zone = *date::locate_zone(of.timezone);
  const bool heard = of.log_console || !of.log_file.empty();
  const auto port = [to = heard ? tee : log_tee_actor{},
                     now = in.now](std::string actor) {
    return log_port{to, std::move(actor), now};
  };
  actor_plan result;
  result.log_tee = tee;
  result.spawn_ledger = [&system, &ledger, port,
                         options = keeping(of, zone, in.runs_on, started)] {
    return spawn_ledger(system, std::move(ledger), options, port("ledger"));
  };
  if (in.spawn_capture)
    result.spawn_capture = [spawn = in.spawn_capture, port] {
      return spawn(port("capture"));
    };
  result.spawn_fetcher = [spawn = in.spawn_fetcher, port](capture_actor recorder) {
    return spawn(std::move(recorder), port("fetcher"));
  };
  const auto spawn_present = [&system, port](const window_options& options) {
    return [&system, port, options](fetcher_actor from, ledger_actor to) {
      return spawn_window(system, options, std::move(from), std::move(to),
                          port(options.of.name));
    };
  };
  const auto spawn_past = [&system, port](const backfill_options& options) {
    return [&system, port, options](fetcher_actor from, ledger_actor to) {
      return spawn_backfill(system, options, std::move(from), std::move(to),
                            port(options.of.name));
    };
  };
  using window_spawner = std::function<window_actor(fetcher_actor, ledger_actor)>;
  for (const auto& one : of.watched_series)
    result.windows.push_back(
        {one.name, past ? window_spawner{spawn_past(looking_back(of, one, zone, *past))}
                        : window_spawner{spawn_present(watching(of, one, zone))}});
  for (const auto& one : of.wallets) {
    auto options = following(of, one);
    if (past)
      options.rules.since = activity_start(of, past->span);
    result.wallets.push_back(
        {display_name(one),
         [&system, port, options](fetcher_actor from, ledger_actor to) {
           return spawn_wallet(system, options, std::move(from), std::move(to),
                               port(display_name(options.of)));
         }});
  }
  result.spawn_clock = [spawn = in.spawn_clock, port] { return spawn(port("clock")); };
  return result;
}

int exit_code_of(const ledger_error& error) {
  return error.kind == ledger_error_kind::full || error.kind == ledger_error_kind::busy
             ? 1
             : 2;
}

} // namespace tracker
