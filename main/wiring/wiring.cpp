// SPDX-License-Identifier: MIT
#include "main/wiring/wiring.hpp"

#include "actors/capture/capture_actor.hpp"
#include "actors/clock/clock_actor.hpp"
#include "actors/clock/wall_time.hpp"
#include "actors/fetcher/fetcher_actor.hpp"
#include "actors/log_tee/log_tee_actor.hpp"
#include "actors/log_tee/log_writer.hpp"
#include "actors/service/service_actor.hpp"
#include "actors/signal/signal_actor.hpp"
#include "actors/signal/signal_source.hpp"
#include "actors/status/status_actor.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "actors/text/time_text.hpp"
#include "main/version.hpp"
#include "main/wiring/actor_plan.hpp"
#include "main/wiring/alert_wiring.hpp"
#include "main/wiring/banner.hpp"
#include "main/wiring/capture_settings.hpp"
#include "main/wiring/data_dir.hpp"
#include "main/wiring/fleet/wallet_leases.hpp"
#include "main/wiring/ledger_start.hpp"
#include "main/wiring/run_order.hpp"
#include "main/wiring/status_figures.hpp"
#include "main/wiring/web_start.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

#include <curl/curl.h>

#include <unistd.h>

#include <exception>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Shorter than the tick of a live run: past windows need not wait for a second.
constexpr timespan backfill_tick = 200ms;

/// How long the last line of a failed run may take to reach the log file.
constexpr timespan last_line_patience = 1s;

void complain(const std::string& reason) {
  write_stderr(fmt::format("performance_tracker: {}\n", reason));
}

using opened_capture = std::variant<capture_file, capture_failure>;

/// Files and sockets that are opened before the actors start, so that a bad place is
/// reported first.
struct opened_places {
  log_sinks log;
  ledger_store ledger;
  std::optional<opened_capture> capture;
  /// Or why `status` cannot connect.
  std::variant<status_socket, std::string> status;
  /// Nothing: no page is wanted.
  std::optional<std::variant<listen_socket, std::string>> web;
  timestamp started{};
  begun_leases leases{};
  /// Sets the terminal as it was; empty: there is nothing to set.
  std::function<void()> rescue;
};

/// A live run: sockets, the system's clock, and a thread for each actor that blocks.
actor_context live_context(caf::actor_system& system, const settings& effective,
                           opened_places& places) {
  actor_context result;
  result.now = wall_time;
  if (places.capture)
    result.spawn_capture = [&system, &places](log_port log) {
      return spawn_capture(system, std::move(*places.capture), std::move(log));
    };
  result.spawn_fetcher = [&system, options = fetcher_options_of(effective)](
                             capture_actor recorder, log_port log) {
    auto recorded = options;
    recorded.recorder = std::move(recorder);
    return spawn_fetcher(system, std::move(recorded), std::move(log));
  };
  result.spawn_clock = [&system, interval = effective.clock_interval](log_port log) {
    return spawn_clock(system, interval, wall_time, std::move(log));
  };
  if (auto manager = find_service_manager())
    // A copy: the actor may outlive the run's settings when it does not drain.
    result.spawn_service = [&system, effective, manager = *manager](ledger_actor ledger,
                                                                    log_port log) {
      return spawn_service(system,
                           {manager, limits_for(effective.clock_interval),
                            [effective] { return service_status_line(effective); }},
                           std::move(ledger), std::move(log));
    };
  return result;
}

/// Begins the capture of a run, if the settings name a file for it.
std::optional<opened_capture> open_capture(const settings& effective, timestamp started,
                                           bool resumed) {
  if (effective.capture_file.empty())
    return std::nullopt;
  capture_header header;
  header.program = program_version;
  header.run = started;
  header.begun = {std::chrono::steady_clock::now(), started};
  header.resumed = resumed;
  header.settings = recorded_settings(effective);
  return capture_file::open({effective.capture_file, effective.capture_keep},
                            std::move(header));
}

std::string status_heading(timestamp started) {
  return fmt::format("{}, process {}, since {}", version_text, getpid(),
                     format_utc(started));
}

status_actor start_status(caf::actor_system& system, const supervisor_actor& supervisor,
                          opened_places& places, const log_port& log) {
  if (const auto* problem = std::get_if<std::string>(&places.status)) {
    log.warn("no-status", "`status` cannot connect to this tracker: " + *problem);
    return {};
  }
  try {
    return spawn_status(system, supervisor,
                        std::get<status_socket>(std::move(places.status)),
                        status_heading(places.started));
  } catch (const std::exception& error) {
    log.warn("no-status",
             fmt::format("`status` cannot connect to this tracker: {}", error.what()));
    return {};
  }
}

/// Runs the supervisor and the actors beside it until the end of the run.
finished run_supervised(caf::actor_system& system, caf::scoped_actor& self,
                        const settings& all, opened_places& places,
                        const log_tee_actor& tee, std::function<reloaded_config()> reload,
                        const run_order& order) {
  const caf::actor root{self};
  const log_port log{tee, "tracker", wall_time};
  const auto effective =
      places.leases.keeper ? with_leased_wallets(all, places.leases.keeper->held()) : all;
  log.essential("banner", version_text, banner_rows(effective, places.started));
  if (effective.data_api == data_dialect::v1)
    log.warn("data-api-retired",
             "http.data-api is \"v1\"; the platform announced its end for 2026-10-24: "
             "replies may be missing or out of date; set it to \"v2\"");
  const auto past =
      order.past ? std::optional{past_order{order.past->span, root, order.past->days}}
                 : std::nullopt;
  const auto supervisor = spawn_supervisor(
      system,
      plan_actors(system, effective, live_context(system, effective, places), tee,
                  places.ledger, places.started, past),
      {effective.shutdown_grace}, root, log_port{tee, "supervisor", wall_time});
  const live_page page{system, effective, std::move(places.web), places.started, log};
  page.observe(system, supervisor);
  const auto plan = [&system, tee](const settings& wanted) {
    return plan_watched(system, wanted, wall_time, tee);
  };
  const live_leases leases{
      system, all, std::move(places.leases), supervisor, plan, page.names_sender(), log};
  std::string failure;
  signal_actor signals;
  try {
    signals = spawn_signal(
        system, supervisor,
        [plan, share = leases.reloader(), send_names = page.names_sender(),
         reload = std::move(reload)] {
          auto found = reload();
          // Where the wallets are shared, the leases actor plans.
          if (found.watched && !share(*found.watched)) {
            found.order.watched =
                std::make_shared<const watch_plan>(plan(*found.watched));
            send_names(*found.watched);
          }
          return std::move(found.order);
        },
        places.rescue);
  } catch (const std::exception& error) {
    // A run that cannot be stopped must not continue: drain the actors.
    failure = fmt::format("signals cannot be read: {}", error.what());
    log.error("no-signals", failure);
    caf::anon_send(supervisor, stop_request{failure});
  }
  const auto status = start_status(system, supervisor, places, log);
  const auto parts = order.past && order.past->days ? 1 : effective.watched_series.size();
  auto result = await_end(system, self, supervisor, order, parts);
  caf::anon_send(status, shutdown{});
  caf::anon_send(signals, shutdown{});
  if (!failure.empty())
    return {1, result.reason.empty() ? failure : failure + "; " + result.reason};
  return result;
}

/// Writes the last line of a run whose log tee does not run.
void write_last_line(log_tee_options logging, const std::string& reason) {
  logging.live_table = false;
  auto sinks = log_sinks::open(logging);
  if (!std::holds_alternative<log_sinks>(sinks))
    return;
  log_gate gate{logging.level, logging.queue_limit};
  log_writer writer{std::get<log_sinks>(std::move(sinks)), logging, gate};
  log_line line;
  line.time = wall_time();
  line.level = log_level::error;
  line.actor = "tracker";
  line.event = "failed";
  line.text = fmt::format("{}; exit code 1", reason);
  writer.add(line);
  writer.write();
}

/// Starts the log tee and runs the other actors. An exception is the last line of the
/// log; actors that still run are not awaited.
finished run_actors(caf::actor_system& system, const settings& effective,
                    opened_places places, const log_tee_options& logging,
                    std::function<reloaded_config()> reload, const run_order& order) {
  caf::scoped_actor self{system};
  log_tee_actor tee;
  try {
    tee = spawn_log_tee(system, std::move(places.log), logging);
    return run_supervised(system, self, effective, places, tee, std::move(reload), order);
  } catch (const std::exception& error) {
    if (!tee) {
      write_last_line(logging, error.what());
      return {1, error.what()};
    }
    const log_port log{tee, "tracker", wall_time};
    log.error("failed", fmt::format("{}; exit code 1", error.what()));
    // The reply comes after the line is in the file.
    self->request(tee, last_line_patience, status_request{})
        .receive([](const actor_status&) {}, [](const caf::error&) {});
    return {1, error.what()};
  }
}

/// Opens the ledger and the capture, runs the actors, and returns the exit code.
int run_with_log(const settings& effective, caf::actor_system_config& config,
                 log_sinks sinks, const log_tee_options& logging,
                 std::function<reloaded_config()> reload, const run_order& order) {
  const auto started = wall_time();
  std::error_code unknown;
  const bool resumed = std::filesystem::exists(effective.ledger_file, unknown);
  const auto only_writer = ledger_lock::take(effective.ledger_file);
  if (const auto* error = std::get_if<data_dir_error>(&only_writer)) {
    complain(error->reason);
    return error->exit_code;
  }
  if (const auto notice = migration_notice(effective.ledger_file); !notice.empty())
    complain(notice);
  auto ledger = open_ledger(effective, started);
  if (const auto* error = std::get_if<ledger_error>(&ledger)) {
    complain(error->text);
    return exit_code_of(*error);
  }
  auto& ready = std::get<ready_ledger>(ledger);
  if (ready.tagged > 0)
    complain(
        fmt::format("tracker.strategies has changed: {} recorded grades have another "
                    "strategy now",
                    ready.tagged));
  auto capture = open_capture(effective, started, resumed);
  // A full disk ends the capture, not the tracker.
  if (capture)
    if (const auto* failure = std::get_if<capture_failure>(&*capture);
        failure != nullptr && !failure->full) {
      complain("capture.file: " + failure->text);
      return 2;
    }
  if (const auto code = curl_global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK)
    throw std::runtime_error{std::string{"libcurl: "} + curl_easy_strerror(code)};
  // A run over the past watches the wallets that it is told.
  std::variant<begun_leases, std::string> leases;
  if (!order.past)
    leases = begin_leases(effective);
  if (const auto* problem = std::get_if<std::string>(&leases)) {
    complain(*problem);
    return 2;
  }
  std::function<void()> rescue;
  if (logging.live_table)
    rescue = terminal_rescue{logging.console_descriptor};
  finished end;
  {
    caf::actor_system system{config};
    end = run_actors(system, effective,
                     {std::move(sinks), std::move(ready.store), std::move(capture),
                      status_socket::open(effective.data_dir), open_web(effective),
                      started, std::get<begun_leases>(std::move(leases)), rescue},
                     logging, std::move(reload), order);
    if (end.exit_code != 0) {
      if (rescue)
        rescue();
      complain(end.reason);
      // The actor system would wait for an actor that has not drained and may never end.
      _exit(end.exit_code);
    }
  }
  curl_global_cleanup();
  return end.exit_code;
}

/// Locks the data directory, opens the log and runs the rest. An exception is the last
/// line of the log and exit code 1.
int run_on_places(const settings& effective, caf::actor_system_config& config,
                  std::function<reloaded_config()> reload, const run_order& order) {
  if (const auto faults = check_places(effective); !faults.empty()) {
    for (const auto& fault : faults)
      complain(describe_fault(effective, fault));
    return 2;
  }
  const auto lock = data_dir_lock::take(effective.data_dir);
  if (const auto* error = std::get_if<data_dir_error>(&lock)) {
    complain(error->reason);
    return error->exit_code;
  }
  const auto logging = log_options(effective, wall_time);
  auto sinks = log_sinks::open(logging);
  if (const auto* error = std::get_if<std::string>(&sinks)) {
    complain(*error);
    return 2;
  }
  try {
    return run_with_log(effective, config, std::get<log_sinks>(std::move(sinks)), logging,
                        std::move(reload), order);
  } catch (const std::exception& error) {
    write_last_line(logging, error.what());
    complain(error.what());
    return 1;
  }
}

} // namespace

int run_tracker(const settings& effective, caf::actor_system_config& config,
                std::function<reloaded_config()> reload, std::optional<timespan> limit) {
  const auto prepared = prepare_alerts(effective);
  if (const auto* problem = std::get_if<std::string>(&prepared)) {
    complain(*problem);
    return 2;
  }
  return run_on_places(std::get<settings>(prepared), config, std::move(reload),
                       {std::nullopt, limit});
}

int run_past(const settings& effective, caf::actor_system_config& config, past_run order,
             std::optional<timespan> limit) {
  auto changed = effective;
  changed.clock_interval = backfill_tick;
  // Standard output shows the progress.
  changed.log_console = false;
  // Only a run that watches the present is recorded, and served.
  changed.capture_file.clear();
  changed.web_listen.clear();
  const auto keep_settings = [&changed] {
    reloaded_config result;
    result.order.settings = live_part(changed);
    return result;
  };
  return run_on_places(changed, config, keep_settings, {std::move(order), limit});
}

} // namespace tracker
