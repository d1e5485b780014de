// SPDX-License-Identifier: MIT
#include "main/wiring/wiring.hpp"

#include "actors/capture/capture_actor.hpp"
#include "actors/clock/clock_actor.hpp"
#include "actors/clock/wall_time.hpp"
#include "actors/fetcher/fetcher_actor.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/log_tee/log_tee_actor.hpp"
#include "actors/log_tee/log_writer.hpp"
#include "actors/polling/crash_reason.hpp"
#include "actors/signal/last_words.hpp"
#include "actors/signal/signal_actor.hpp"
#include "actors/status/status_actor.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "actors/text/time_text.hpp"
#include "main/version.hpp"
#include "main/wiring/actor_plan.hpp"
#include "main/wiring/banner.hpp"
#include "main/wiring/capture_settings.hpp"
#include "main/wiring/data_dir.hpp"
#include "main/wiring/start_pages.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

#include <curl/curl.h>

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>

namespace tracker {

namespace {

/// Sent to the thread that awaits the end of the run: the start is over.
struct start_over {};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::start_over)

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Shorter than the tick of a live run: past windows need not wait for a second.
constexpr timespan backfill_tick = 200ms;

/// After that, the code that only the start needs has run.
constexpr timespan start_duration = 10s;

/// How long the last line of a failed run may take to reach the log file.
constexpr timespan last_line_patience = 1s;

void complain(const std::string& reason) {
  write_stderr(fmt::format("performance_tracker: {}\n", reason));
}

/// The purpose of a run; empty: watch the present.
using run_order = std::optional<past_run>;

using opened_capture = std::variant<capture_file, capture_failure>;

/// Files and sockets that are opened before the actors start, so that a bad place is
/// reported first.
struct opened_places {
  log_sinks log;
  ledger_store ledger;
  std::optional<opened_capture> capture;
  /// Or why `status` cannot connect.
  std::variant<status_socket, std::string> status;
  timestamp started{};
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
  return result;
}

/// Begins the capture of a run, if the settings name a file for it.
std::optional<opened_capture> open_capture(const settings& effective, timestamp started,
                                           bool resumed) {
  if (effective.capture_file.empty())
    return std::nullopt;
  capture_header header;
  header.program = TRACKER_VERSION;
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

/// Passes on the progress of an order and detects that all its series are done.
class order_progress {
public:
  order_progress(const run_order& order, std::size_t series)
      : order_{order}, series_{series} {}

  /// True if the last series has ended with this message.
  bool add(const span_progress& progress) {
    order_->report(progress);
    return progress.over && over_.insert(progress.series).second &&
           over_.size() == series_;
  }

private:
  const run_order& order_;
  std::size_t series_;
  std::set<std::string> over_;
};

/// Waits for the supervisor's last message. Throws std::runtime_error with the reason
/// when the supervisor ends without one.
finished await_end(const caf::actor_system& system, caf::scoped_actor& self,
                   const supervisor_actor& supervisor, order_progress progress) {
  finished result;
  bool over = false;
  self->monitor(supervisor);
  self->delayed_send(self, start_duration, start_over{});
  self->receive_while([&] { return !over; })(
      [&](finished& end) {
        result = std::move(end);
        over = true;
      },
      [&](const span_progress& news) {
        if (progress.add(news))
          caf::anon_send(supervisor, stop_request{"the span is done"});
      },
      [](start_over) { release_start_pages(); },
      [&](const caf::down_msg& down) {
        throw std::runtime_error{"the supervisor has ended: " +
                                 crash_text(system, down.reason)};
      });
  return result;
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
                        const settings& effective, opened_places& places,
                        const log_tee_actor& tee, std::function<reload_request()> reload,
                        const run_order& order) {
  const caf::actor root{self};
  const log_port log{tee, "tracker", wall_time};
  log.essential("banner", version_text, banner_rows(effective, places.started));
  if (effective.data_api == data_dialect::v1)
    log.warn("data-api-retired",
             "http.data-api is \"v1\"; the platform announced its end for 2026-10-24: "
             "replies may be missing or out of date; set it to \"v2\"");
  const auto past =
      order ? std::optional{past_order{order->span, root, order->days}} : std::nullopt;
  const auto supervisor = spawn_supervisor(
      system,
      plan_actors(system, effective, live_context(system, effective, places), tee,
                  places.ledger, places.started, past),
      {effective.shutdown_grace}, root, log_port{tee, "supervisor", wall_time});
  std::string failure;
  signal_actor signals;
  try {
    signals = spawn_signal(system, supervisor, std::move(reload), places.rescue);
  } catch (const std::exception& error) {
    // A run that cannot be stopped must not continue: drain the actors.
    failure = fmt::format("signals cannot be read: {}", error.what());
    log.error("no-signals", failure);
    caf::anon_send(supervisor, stop_request{failure});
  }
  const auto status = start_status(system, supervisor, places, log);
  const auto parts = order && order->days ? 1 : effective.watched_series.size();
  auto result = await_end(system, self, supervisor, order_progress{order, parts});
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
  line.at = wall_time();
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
                    std::function<reload_request()> reload, const run_order& order) {
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

/// Announces the migration of an older ledger on stderr.
void announce_migration(const std::string& ledger_file) {
  const auto opened = ledger_reader::open(ledger_file);
  const auto* error = std::get_if<ledger_error>(&opened);
  if (error != nullptr && error->kind == ledger_error_kind::older)
    complain(error->text + ": it is migrated now, some seconds for a million windows");
}

/// Opens the ledger and the capture, runs the actors, and returns the exit code.
int run_with_log(const settings& effective, caf::actor_system_config& config,
                 log_sinks sinks, const log_tee_options& logging,
                 std::function<reload_request()> reload, const run_order& order) {
  const auto started = wall_time();
  std::error_code unknown;
  const bool resumed = std::filesystem::exists(effective.ledger_file, unknown);
  const auto only_writer = ledger_lock::take(effective.ledger_file);
  if (const auto* error = std::get_if<data_dir_error>(&only_writer)) {
    complain(error->reason);
    return error->exit_code;
  }
  announce_migration(effective.ledger_file);
  auto ledger = ledger_store::open(effective.ledger_file, TRACKER_VERSION, started);
  if (const auto* error = std::get_if<ledger_error>(&ledger)) {
    complain(error->text);
    return exit_code_of(*error);
  }
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
  std::function<void()> rescue;
  if (logging.live_table)
    rescue = terminal_rescue{logging.console_descriptor};
  finished end;
  {
    caf::actor_system system{config};
    end = run_actors(system, effective,
                     {std::move(sinks), std::get<ledger_store>(std::move(ledger)),
                      std::move(capture), status_socket::open(effective.data_dir),
                      started, rescue},
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
                  std::function<reload_request()> reload, const run_order& order) {
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
                std::function<reload_request()> reload) {
  return run_on_places(effective, config, std::move(reload), std::nullopt);
}

int run_past(const settings& effective, caf::actor_system_config& config,
             past_run order) {
  auto changed = effective;
  changed.clock_interval = backfill_tick;
  // Standard output shows the progress.
  changed.log_console = false;
  // Only a run that watches the present is recorded.
  changed.capture_file.clear();
  const auto keep_settings = [&changed] {
    reload_request result;
    result.settings = {changed.level, changed.grade_delay};
    return result;
  };
  return run_on_places(changed, config, keep_settings, std::move(order));
}

} // namespace tracker
