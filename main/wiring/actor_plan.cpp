// SPDX-License-Identifier: MIT
#include "main/wiring/actor_plan.hpp"

#include "actors/backfill/backfill_actor.hpp"
#include "actors/clock/wall_time.hpp"
#include "actors/ledger/ledger_actor.hpp"
#include "actors/log_tee/console.hpp"
#include "actors/polls/polls_actor.hpp"
#include "actors/proof/proof_actor.hpp"
#include "actors/wallet/wallet_actor.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/window_actor.hpp"
#include "main/wiring/alert_wiring.hpp"
#include "main/wiring/fleet/fleet_wiring.hpp"
#include "main/wiring/pace.hpp"

#include <caf/actor_system.hpp>

#include <algorithm>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// The deadline of a request allows this many attempts of the whole timeout.
constexpr int attempts_per_question = 3;

window_options window_options_of(const settings& effective, const series& one,
                                 const date::time_zone& zone) {
  window_options result;
  result.series = one;
  result.rules.grade_delay = effective.grade_delay;
  result.wallets = effective.wallets;
  result.books.accounting.capture_min_price = effective.capture_min_price;
  result.books.strategies = effective.strategies;
  // Overridden lengths are of tests: their late rows come soon after.
  if (effective.window_length > 0s)
    result.books.keep_open = std::min<timespan>(
        result.books.keep_open, std::max<timespan>(5min, 100 * effective.window_length));
  result.stale_after = std::max<timespan>(
      10s, 3 * std::max(effective.poll_interval, wallet_round(effective)));
  result.request_deadline = effective.http_timeout * attempts_per_question;
  result.checks_clock = effective.watched_series.front().name == one.name;
  result.zone = &zone;
  return result;
}

wallet_options wallet_options_of(const settings& effective, const watched_wallet& one) {
  wallet_options result;
  result.wallet = one;
  result.rules.dialect = effective.data_api;
  result.rules.poll_interval = effective.poll_interval;
  for (const auto& watched : effective.watched_series) {
    result.watched_series.push_back(watched.name);
    result.rules.lookback = std::max<timespan>(
        result.rules.lookback, market_lead_of(watched) + 2 * watched.length);
  }
  result.takes_turns = takes_turns(effective);
  const auto queue =
      result.takes_turns
          ? turn_rules_of(effective).request_interval *
                static_cast<timespan::rep>(turn_rules_of(effective).max_open)
          : wallet_round(effective);
  // Every other wallet may have its turn before each attempt: with a shorter deadline the
  // same few wallets would be served and the others never.
  result.question_deadline = (effective.http_timeout + queue) * attempts_per_question;
  return result;
}

backfill_options backfill_options_of(const settings& effective, const series& one,
                                     const date::time_zone& zone,
                                     const past_order& past) {
  const auto present = window_options_of(effective, one, zone);
  backfill_options result;
  result.series = one;
  result.span = past.span;
  result.books = present.books;
  result.wallets = present.wallets;
  result.request_deadline = present.request_deadline;
  result.zone = present.zone;
  result.listener = past.listener;
  return result;
}

proof_options proof_options_of(const settings& effective,
                               const std::optional<past_order>& past) {
  proof_options result;
  result.wallets = effective.wallets;
  result.request_deadline = effective.http_timeout * attempts_per_question;
  if (past) {
    result.only = past->days;
    result.listener = past->listener;
  }
  return result;
}

/// The start of the activity of a span's windows; empty without windows.
std::optional<timestamp> activity_start(const settings& effective,
                                        const window_span& span) {
  std::optional<timestamp> result;
  for (const auto& watched : effective.watched_series)
    if (const auto ends = ends_of(watched, span)) {
      const auto start = ends->first.start - market_lead_of(watched);
      result = std::min(result.value_or(start), start);
    }
  return result;
}

ledger_options ledger_options_of(const settings& effective, const date::time_zone& zone,
                                 thread_of runs_on, timestamp started, bool is_past) {
  ledger_options result;
  // A virtual run repeats what has happened: it has no alerts.
  if (runs_on == thread_of::own)
    result.alerts = alert_desk_options_of(effective, zone, is_past);
  result.started = started;
  result.zone = &zone;
  result.backup_interval = effective.ledger_backup_interval;
  result.backups = static_cast<std::size_t>(effective.ledger_backups);
  result.keep_events = effective.ledger_keep_events;
  result.runs_on = runs_on;
  // A virtual run can be repeated and needs no backup.
  if (runs_on == thread_of::pool)
    result.backups = 0;
  return result;
}

/// Makes the log ports of the actors by their names.
std::function<log_port(std::string)>
port_maker(const settings& effective, const wall_clock& now, const log_tee_actor& tee) {
  const bool logs = effective.log_console || !effective.log_file.empty();
  return [target = logs ? tee : log_tee_actor{}, now](std::string actor) {
    return log_port{target, std::move(actor), now};
  };
}

} // namespace

network_options network_of(const settings& effective) {
  return {effective.http_proxy, effective.http_ca_file, effective.http_addresses};
}

fetcher_options fetcher_options_of(const settings& effective) {
  fetcher_options result;
  result.gamma_url = effective.gamma_url;
  result.data_url = effective.data_url;
  result.clob_url = effective.clob_url;
  result.timeout = effective.http_timeout;
  result.connect_timeout = effective.http_connect_timeout;
  result.max_connections_per_host =
      static_cast<std::size_t>(effective.max_connections_per_host);
  result.max_response_size = static_cast<std::size_t>(effective.max_response_size);
  result.user_agent = effective.user_agent;
  result.network = network_of(effective);
  result.limits = published_limits(effective.data_api);
  result.now = wall_time;
  return result;
}

log_tee_options log_options(const settings& effective, wall_clock now) {
  log_tee_options result;
  result.file = effective.log_file;
  result.console = effective.log_console;
  result.cycle = effective.log_cycle;
  result.terminal = inspect_terminal(result.console_descriptor, effective.log_color);
  // What scripts read is the same everywhere.
  if (effective.form == log_format::json)
    result.terminal = {};
  result.live_table = result.terminal.obeys_sequences;
  result.level = effective.level;
  result.format = effective.form;
  result.rotate_size = static_cast<std::uint64_t>(effective.log_rotate_size);
  result.rotate_files = static_cast<std::size_t>(effective.log_rotate_files);
  result.rotate_daily = effective.log_rotate_daily;
  result.rotate_total = static_cast<std::uint64_t>(effective.log_rotate_total);
  result.compress = effective.log_compress;
  result.journal = is_journal(result.console_descriptor);
  result.zone = date::locate_zone(effective.timezone);
  // The library reads the zone's file at the first use: use it now, while a descriptor is
  // available.
  result.zone->get_info(date::sys_seconds{});
  result.now = std::move(now);
  return result;
}

watch_plan plan_watched(caf::actor_system& system, const settings& effective,
                        const wall_clock& now, const log_tee_actor& tee,
                        const std::optional<past_order>& past) {
  const auto& zone = *date::locate_zone(effective.timezone);
  const auto port = port_maker(effective, now, tee);
  const auto spawn_present = [&system, port](const window_options& options) {
    return [&system, port, options](fetcher_actor fetcher, ledger_actor ledger) {
      return spawn_window(system, options, std::move(fetcher), std::move(ledger),
                          port(options.series.name));
    };
  };
  const auto spawn_past = [&system, port](const backfill_options& options) {
    return [&system, port, options](fetcher_actor fetcher, ledger_actor ledger) {
      return spawn_backfill(system, options, std::move(fetcher), std::move(ledger),
                            port(options.series.name));
    };
  };
  watch_plan result;
  if (past && past->days)
    return result;
  for (const auto& one : effective.watched_series) {
    auto& planned = result.windows.emplace_back();
    planned.name = one.name;
    const auto options = window_options_of(effective, one, zone);
    planned.wallets = {options.wallets, options.stale_after, options.checks_clock};
    if (past)
      planned.spawn = spawn_past(backfill_options_of(effective, one, zone, *past));
    else
      planned.spawn = spawn_present(options);
  }
  for (const auto& one : effective.wallets) {
    auto options = wallet_options_of(effective, one);
    if (past)
      options.rules.since = activity_start(effective, past->span);
    result.wallets.push_back(
        {display_name(one),
         [&system, port, options](fetcher_actor fetcher, ledger_actor ledger) {
           return spawn_wallet(system, options, std::move(fetcher), std::move(ledger),
                               port(display_name(options.wallet)));
         },
         one, options.question_deadline, options.takes_turns});
  }
  if (takes_turns(effective))
    result.spawn_polls = [&system, port,
                          options = polls_options{turn_rules_of(effective)}] {
      return spawn_polls(system, options, port("polls"));
    };
  return result;
}

actor_plan plan_actors(caf::actor_system& system, const settings& effective,
                       const actor_context& context, const log_tee_actor& tee,
                       ledger_store& store, timestamp started,
                       const std::optional<past_order>& past) {
  const auto& zone = *date::locate_zone(effective.timezone);
  const auto port = port_maker(effective, context.now, tee);
  actor_plan result;
  result.log_tee = tee;
  result.spawn_ledger = [&system, &store, port,
                         options = ledger_options_of(effective, zone, context.runs_on,
                                                     started, past.has_value())] {
    return spawn_ledger(system, std::move(store), options, port("ledger"));
  };
  if (context.spawn_capture)
    result.spawn_capture = [spawn = context.spawn_capture, port] {
      return spawn(port("capture"));
    };
  result.spawn_fetcher = [spawn = context.spawn_fetcher, port](capture_actor recorder) {
    return spawn(std::move(recorder), port("fetcher"));
  };
  result.watched = plan_watched(system, effective, context.now, tee, past);
  const bool is_proven =
      effective.proof && !past && effective.data_api == data_dialect::v2;
  if (is_proven || (past && past->days))
    result.spawn_proof = [&system, port, options = proof_options_of(effective, past)](
                             fetcher_actor fetcher, ledger_actor ledger) {
      return spawn_proof(system, options, std::move(fetcher), std::move(ledger),
                         port("proof"));
    };
  // Runs over the past do not notify.
  if (!past && context.runs_on == thread_of::own && has_alerts(effective))
    result.spawn_notifier = [&system, port,
                             options = notifier_options_of(effective, zone, context.now)](
                                fetcher_actor fetcher, ledger_actor ledger) {
      return spawn_notifier(system, options, std::move(fetcher), std::move(ledger),
                            port("notifier"));
    };
  // A run over the past leaves its facts in the outbox: the next run sends them.
  if (!past && context.runs_on == thread_of::own && !effective.fleet_url.empty())
    result.spawn_publisher = [&system, port, effective](ledger_actor ledger) {
      return spawn_publisher(
          system, std::make_unique<fleet_writer>(fleet_options_of(effective)),
          publisher_options_of(effective), std::move(ledger), port("publisher"));
    };
  result.spawn_clock = [spawn = context.spawn_clock, port] {
    return spawn(port("clock"));
  };
  if (context.spawn_service)
    result.spawn_service = [spawn = context.spawn_service, port](ledger_actor ledger) {
      return spawn(std::move(ledger), port("service"));
    };
  return result;
}

} // namespace tracker
