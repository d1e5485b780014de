// SPDX-License-Identifier: MIT
#include "main/wiring.hpp"

#include "actors/capture/capture_actor.hpp"
#include "actors/clock/clock_actor.hpp"
#include "actors/clock/wall_time.hpp"
#include "actors/fetcher/fetcher_actor.hpp"
#include "actors/ledger/ledger_actor.hpp"
#include "actors/log_tee/log_tee_actor.hpp"
#include "actors/signal/last_words.hpp"
#include "actors/signal/signal_actor.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "actors/wallet/wallet_actor.hpp"
#include "actors/window/completeness.hpp"
#include "actors/window/window_actor.hpp"
#include "main/banner.hpp"
#include "main/capture_settings.hpp"
#include "main/cli.hpp"
#include "main/data_dir.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

#include <curl/curl.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Time for one question to a source: so many attempts that each take the whole timeout.
constexpr int attempts_per_question = 3;

void complain(const std::string& reason) {
  say_last_words(fmt::format("performance_tracker: {}\n", reason));
}

log_tee_options log_options(const settings& of, const date::time_zone& zone) {
  log_tee_options result;
  result.file = of.log_file;
  result.console = of.log_console;
  result.level = of.level;
  result.format = of.form == log_form::json ? log_format::json : log_format::text;
  result.rotate_size = static_cast<std::uint64_t>(of.log_rotate_size);
  result.rotate_files = static_cast<std::size_t>(of.log_rotate_files);
  result.zone = &zone;
  result.now = wall_time;
  return result;
}

fetcher_options fetching(const settings& of) {
  fetcher_options result;
  result.gamma_url = of.gamma_url;
  result.data_url = of.data_url;
  result.clob_url = of.clob_url;
  result.timeout = of.http_timeout;
  result.connect_timeout = of.http_connect_timeout;
  result.max_connections_per_host = static_cast<std::size_t>(of.max_connections_per_host);
  result.max_response_size = static_cast<std::size_t>(of.max_response_size);
  result.user_agent = of.user_agent;
  result.now = wall_time;
  return result;
}

window_options watching(const settings& of, const series& one,
                        const date::time_zone& zone) {
  window_options result;
  result.of = one;
  result.rules.grade_delay = of.grade_delay;
  result.wallets = of.wallets;
  result.books.accounting.capture_min_price = of.capture_min_price;
  result.books.strategies = of.strategies;
  result.stale_after = std::max<timespan>(10s, 3 * of.poll_interval);
  result.question_deadline = of.http_timeout * attempts_per_question;
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
  result.question_deadline = of.http_timeout * attempts_per_question;
  return result;
}

ledger_options keeping(const settings& of, const date::time_zone& zone,
                       timestamp started) {
  ledger_options result;
  result.started = started;
  result.zone = &zone;
  result.backup_interval = of.ledger_backup_interval;
  result.backups = static_cast<std::size_t>(of.ledger_backups);
  result.keep_events = of.ledger_keep_events;
  return result;
}

using opened_capture = std::variant<capture_file, capture_failure>;

/// What was opened before the actors start, so that a bad place ends the start with a
/// word.
struct opened_places {
  log_sinks log;
  ledger_store ledger;
  /// Nothing: none is wanted.
  std::optional<opened_capture> capture;
  timestamp started{};
};

/// The whole tracker as data: who is started, and how.
plant plan(caf::actor_system& system, const settings& of, const date::time_zone& zone,
           const log_tee_actor& tee, opened_places& places) {
  const auto port = [tee](std::string actor) {
    return log_port{tee, std::move(actor), wall_time};
  };
  plant result;
  result.log_tee = tee;
  result.spawn_ledger = [&system, &places, port,
                         options = keeping(of, zone, places.started)] {
    return spawn_ledger(system, std::move(places.ledger), options, port("ledger"));
  };
  if (places.capture)
    result.spawn_capture = [&system, &places, port] {
      return spawn_capture(system, std::move(*places.capture), port("capture"));
    };
  result.spawn_fetcher = [&system, port, options = fetching(of)](capture_actor recorder) {
    auto recorded = options;
    recorded.recorder = std::move(recorder);
    return spawn_fetcher(system, std::move(recorded), port("fetcher"));
  };
  for (const auto& one : of.watched_series)
    result.windows.push_back(
        {one.name, [&system, port, options = watching(of, one, zone)](fetcher_actor from,
                                                                      ledger_actor to) {
           return spawn_window(system, options, std::move(from), std::move(to),
                               port(options.of.name));
         }});
  for (const auto& one : of.wallets)
    result.wallets.push_back(
        {display_name(one), [&system, port, options = following(of, one)](
                                fetcher_actor from, ledger_actor to) {
           return spawn_wallet(system, options, std::move(from), std::move(to),
                               port(display_name(options.of)));
         }});
  result.spawn_clock = [&system, port, interval = of.clock_interval] {
    return spawn_clock(system, interval, wall_time, port("clock"));
  };
  return result;
}

/// Begins the capture of a run, where one is wanted.
std::optional<opened_capture> open_capture(const settings& of, timestamp started,
                                           bool resumed) {
  if (of.capture_file.empty())
    return std::nullopt;
  capture_header header;
  header.program = TRACKER_VERSION;
  header.run = started;
  header.begun = {std::chrono::steady_clock::now(), started};
  header.resumed = resumed;
  header.settings = recorded_settings(of);
  return capture_file::open({of.capture_file, of.capture_keep}, std::move(header));
}

/// Waits for the supervisor's last word, or for its end without one.
finished await_end(const caf::actor_system& system, caf::scoped_actor& self,
                   const supervisor_actor& supervisor) {
  finished result{1, "the supervisor has ended without a word"};
  bool over = false;
  self->monitor(supervisor);
  self->receive_while([&] { return !over; })(
      [&](finished& word) {
        result = std::move(word);
        over = true;
      },
      [&](const caf::down_msg& down) {
        if (down.reason)
          result.reason = "the supervisor has ended: " + system.render(down.reason);
        over = true;
      });
  return result;
}

finished run_actors(caf::actor_system& system, const settings& effective,
                    opened_places places, const log_tee_options& logging,
                    std::function<reload_request()> reload) {
  caf::scoped_actor self{system};
  const auto tee = spawn_log_tee(system, std::move(places.log), logging);
  log_port{tee, "tracker", wall_time}.essential("banner", version_text(),
                                                banner_rows(effective, places.started));
  const auto supervisor =
      spawn_supervisor(system, plan(system, effective, *logging.zone, tee, places),
                       {effective.shutdown_grace}, caf::actor{self},
                       log_port{tee, "supervisor", wall_time});
  const auto signals = spawn_signal(system, supervisor, std::move(reload));
  auto result = await_end(system, self, supervisor);
  caf::anon_send(signals, shutdown{});
  return result;
}

} // namespace

int run_tracker(const settings& effective, caf::actor_system_config& config,
                std::function<reload_request()> reload) {
  const auto lock = data_dir_lock::take(effective.data_dir);
  if (const auto* error = std::get_if<data_dir_error>(&lock)) {
    complain(error->reason);
    return error->exit_code;
  }
  const auto logging = log_options(effective, *date::locate_zone(effective.timezone));
  auto sinks = log_sinks::open(logging);
  if (const auto* error = std::get_if<std::string>(&sinks)) {
    complain(*error);
    return 2;
  }
  const auto started = wall_time();
  std::error_code unknown;
  const bool resumed = std::filesystem::exists(effective.ledger_file, unknown);
  auto ledger = ledger_store::open(effective.ledger_file, TRACKER_VERSION, started);
  if (const auto* error = std::get_if<ledger_error>(&ledger)) {
    complain(error->text);
    // A place that can not be written is a wrong setting, a full or busy one is not.
    const bool is_setting =
        error->kind != ledger_error_kind::full && error->kind != ledger_error_kind::busy;
    return is_setting ? 2 : 1;
  }
  auto capture = open_capture(effective, started, resumed);
  // A full disk ends the capture and not the tracker; a wrong place is a wrong setting.
  if (capture)
    if (const auto* failure = std::get_if<capture_failure>(&*capture);
        failure != nullptr && !failure->full) {
      complain("capture.file: " + failure->text);
      return 2;
    }
  block_signals();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  finished end;
  {
    caf::actor_system system{config};
    end = run_actors(system, effective,
                     {std::get<log_sinks>(std::move(sinks)),
                      std::get<ledger_store>(std::move(ledger)), std::move(capture),
                      started},
                     logging, std::move(reload));
    if (end.exit_code != 0)
      complain(end.reason);
    // An actor that has not drained may never end, and the system would wait for it.
    if (end.exit_code != 0)
      _exit(end.exit_code);
  }
  curl_global_cleanup();
  return end.exit_code;
}

} // namespace tracker
