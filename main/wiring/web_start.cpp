// SPDX-License-Identifier: MIT
#include "main/wiring/web_start.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/signal/signal_source.hpp"
#include "actors/status/status_actor.hpp"
#include "main/version.hpp"
#include "main/wiring/fleet/fleet_wiring.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/config.hpp>
#include <caf/send.hpp>

#include <csignal>
#include <exception>
#include <ostream>
#include <utility>

#include <date/tz.h>
#include <poll.h>

namespace tracker {

namespace {

using opened_listener = std::variant<listen_socket, std::string>;

/// How long clients may take for what they asked when the run ends.
constexpr timespan stop_time = std::chrono::milliseconds{500};

constexpr const char* codename = "Silent Observer";

use_watched watched_names(const settings& effective) {
  use_watched result;
  result.series = watched_series_names(effective);
  result.wallets = effective.wallets;
  for (const auto& strategy : effective.strategies)
    result.strategies.push_back(strategy.name);
  return result;
}

/// CAF writes its version as one number, 1706 for 0.17.6.
std::string caf_version() {
  return fmt::format("{}.{}.{}", CAF_VERSION / 10000, CAF_VERSION / 100 % 100,
                     CAF_VERSION % 100);
}

} // namespace

std::optional<opened_listener> open_web(const settings& effective) {
  const auto address = parse_listen_address(effective.web_listen);
  if (!address)
    return std::nullopt;
  return listen_socket::open(*address);
}

web_options web_options_of(const settings& effective, timestamp started, run_mode mode,
                           wall_clock now) {
  web_options result;
  auto& context = result.context;
  context.version = program_version;
  context.codename = codename;
  context.caf_version = caf_version();
  context.mode = mode;
  context.started = started;
  context.ledger_file = effective.ledger_file;
  if (mode == run_mode::live)
    result.make_source = fleet_page_of(effective);
  context.reads_fleet = static_cast<bool>(result.make_source);
  context.zone = date::locate_zone(effective.timezone);
  auto names = watched_names(effective);
  context.series = std::move(names.series);
  context.wallets = std::move(names.wallets);
  context.strategies = std::move(names.strategies);
  context.capture_min_price = effective.capture_min_price;
  context.clock_interval = effective.clock_interval;
  context.show_wallets = effective.web_show_wallets;
  result.token = effective.web_token;
  result.now = std::move(now);
  return result;
}

live_page::live_page(caf::actor_system& system, const settings& effective,
                     std::optional<opened_listener> opened, timestamp started,
                     const log_port& log) {
  if (!opened)
    return;
  const auto warn = [&](const std::string& reason) {
    log.warn("no-page",
             fmt::format("the page is not served, {} cannot be listened on: {}; set "
                         "web.listen to another port, or to \"\" to serve none",
                         effective.web_listen, reason));
  };
  if (const auto* reason = std::get_if<std::string>(&*opened)) {
    warn(*reason);
    return;
  }
  try {
    web_ =
        spawn_web(system, web_options_of(effective, started, run_mode::live, log.clock()),
                  std::get<listen_socket>(std::move(*opened)), log.named("web"));
  } catch (const std::exception& error) {
    warn(error.what());
  }
}

live_page::~live_page() {
  caf::anon_send(web_, shutdown{std::chrono::steady_clock::now() + stop_time});
}

void live_page::observe(caf::actor_system& system,
                        const supervisor_actor& supervisor) const {
  if (web_)
    spawn_status_observer(
        system, supervisor,
        {std::chrono::seconds{1}, wall_time, {[web = web_](const status_screen& screen) {
           caf::anon_send(web, screen);
         }}});
}

std::function<void(const settings&)> live_page::names_sender() const {
  return [web = web_](const settings& effective) {
    if (web)
      caf::anon_send(web, watched_names(effective));
  };
}

class page_host::state {
public:
  state(const settings& effective, timestamp started, run_mode mode, listen_socket socket)
      : url_{url_of(socket.address())} {
    web_ = spawn_web(system_, web_options_of(effective, started, mode, {}),
                     std::move(socket), log_port{log_tee_actor{}, "web", wall_time});
  }
  ~state() {
    caf::anon_send(web_, shutdown{std::chrono::steady_clock::now() + stop_time});
    // A handle to a detached actor must not outlive the actor system.
    web_ = web_actor{};
  }
  state(const state&) = delete;
  state& operator=(const state&) = delete;

  const std::string& url() const { return url_; }

  void pass_on(const status_screen& screen) {
    last_ = screen;
    caf::anon_send(web_, screen);
  }

  void end_recording() {
    last_.ended = true;
    caf::anon_send(web_, last_);
  }

private:
  struct one_thread : caf::actor_system_config {
    one_thread() {
      set("scheduler.policy", caf::atom("sharing"));
      set("scheduler.max-threads", 1);
    }
  };

  one_thread config_;
  caf::actor_system system_{config_};
  std::string url_;
  web_actor web_;
  status_screen last_;
};

page_host::page_host(std::unique_ptr<state> opened) : state_{std::move(opened)} {}
page_host::~page_host() = default;

std::variant<std::unique_ptr<page_host>, std::string>
page_host::open(const settings& effective, timestamp started, run_mode mode) {
  auto opened = open_web(effective);
  if (!opened)
    return std::string{"web.listen is \"\": name an address to serve the page on"};
  if (const auto* reason = std::get_if<std::string>(&*opened))
    return fmt::format("{} cannot be listened on: {}; name another port with "
                       "--web.listen",
                       effective.web_listen, *reason);
  return std::unique_ptr<page_host>{new page_host{std::make_unique<state>(
      effective, started, mode, std::get<listen_socket>(std::move(*opened)))}};
}

std::string page_host::url() const {
  return state_->url();
}

std::function<void(const status_screen&)> page_host::observer() {
  return [this](const status_screen& screen) { state_->pass_on(screen); };
}

void page_host::hold(std::ostream& out) {
  state_->end_recording();
  out << fmt::format("The page is at {} until Ctrl+C.\n", state_->url()) << std::flush;
  signal_source signals;
  for (;;) {
    pollfd waited{signals.descriptor(), POLLIN, 0};
    ::poll(&waited, 1, -1);
    while (const auto number = signals.next())
      if (*number == SIGINT || *number == SIGTERM)
        return;
  }
}

} // namespace tracker
