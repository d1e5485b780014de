// SPDX-License-Identifier: MIT
#include "actors/service/service_actor.hpp"

#include "actors/polling/crash_reason.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include <sys/prctl.h>
#include <systemd/sd-daemon.h>

namespace tracker {

namespace {

/// Private message of the actor to itself: check the health and report it.
struct check_health {};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::check_health)

namespace tracker {

namespace {

using namespace std::chrono_literals;

using service_shell_actor = compat::extend<service_actor, void(check_health)>;

/// While the start is not over.
constexpr timespan start_pause = 200ms;
constexpr timespan longest_pause = 5s;
constexpr timespan status_interval = 1min;

class service_shell final : public service_shell_actor::base {
public:
  service_shell(caf::actor_config& config, service_options options, ledger_actor ledger,
                log_port log)
      : service_shell_actor::base{config}
      , options_{std::move(options)}
      , ledger_{std::move(ledger)}
      , log_{std::move(log)}
      , health_{options_.limits, clock().now()} {}

  const char* name() const override { return "service"; }

  void on_exit() override { ledger_ = ledger_actor{}; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    if (options_.runs_on == thread_of::own)
      prctl(PR_SET_NAME, "tracker.service");
    send(service_shell_actor{this}, check_health{});
    return {
        [this](const tick& current_tick) {
          ++handled_;
          const auto now = clock().now();
          health_.note_tick(now);
          return tick_handled{current_tick.sequence, now};
        },
        [this](const configuration_reloaded& news) {
          ++handled_;
          announce_reload(news);
        },
        [this](const status_request&) {
          ++handled_;
          return actor_status{0, summary()};
        },
        [this](const shutdown&) {
          ++handled_;
          options_.manager.notify("STOPPING=1\nSTATUS=stopping, the actors drain");
          quit();
          return drained{handled_};
        },
        [this](check_health) {
          report_health();
          delayed_send(service_shell_actor{this}, next_pause(), check_health{});
        },
    };
  }

private:
  timespan next_pause() const {
    if (!ready_)
      return start_pause;
    const auto ping = options_.manager.watchdog / 3;
    return ping > 0s ? std::min(ping, longest_pause) : longest_pause;
  }

  void report_health() {
    ask_ledger();
    const auto fault = health_.find_fault(clock().now());
    note_fault(fault);
    if (fault)
      return;
    if (!ready_ && health_.is_ready()) {
      ready_ = true;
      options_.manager.notify("READY=1");
    }
    if (!ready_)
      return;
    if (options_.manager.watchdog > 0s) {
      ++pings_;
      options_.manager.notify("WATCHDOG=1");
    }
    report_status();
  }

  void ask_ledger() {
    if (health_.awaits_ledger())
      return;
    health_.note_request(clock().now());
    request(ledger_, caf::infinite, status_request{})
        .then([this](const actor_status&) { health_.note_answer(); },
              [this](const caf::error&) { health_.note_ledger_end(); });
  }

  /// Logs the begin and the end of a fault.
  void note_fault(const std::optional<std::string>& fault) {
    if (fault.has_value() == fault_.has_value())
      return;
    fault_ = fault;
    if (!fault) {
      log_.essential("healthy", "healthy again: the watchdog is pinged");
      status_.clear();
      status_at_.reset();
      return;
    }
    const bool is_watched = options_.manager.watchdog > 0s;
    log_.error("unhealthy",
               fmt::format("{}; {}", *fault,
                           is_watched ? "the watchdog is not pinged: the service manager "
                                        "restarts the tracker unless it recovers"
                                      : "the service manager has no watchdog: restart "
                                        "the tracker if it does not recover"));
    options_.manager.notify("STATUS=not healthy: " + *fault);
  }

  void report_status() {
    const auto now = clock().now();
    if (!options_.read_status || (status_at_ && now - *status_at_ < status_interval))
      return;
    status_at_ = now;
    auto line = options_.read_status();
    // One assignment a line.
    std::replace(line.begin(), line.end(), '\n', ' ');
    if (line == status_)
      return;
    options_.manager.notify("STATUS=" + line);
    status_ = std::move(line);
  }

  void announce_reload(const configuration_reloaded& news) {
    if (!ready_)
      return;
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
    options_.manager.notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now.count()));
    options_.manager.notify(
        news.refused ? "READY=1\nSTATUS=the new configuration is refused, see the log"
                     : "READY=1");
    if (news.refused)
      status_.clear();
  }

  std::string summary() const {
    if (fault_)
      return "not healthy: " + *fault_;
    return fmt::format("{}; {} watchdog pings sent", ready_ ? "ready" : "starting",
                       pings_);
  }

  service_options options_;
  ledger_actor ledger_;
  log_port log_;
  service_health health_;
  bool ready_ = false;
  std::optional<std::string> fault_;
  /// The line reported last, and when it was read.
  std::string status_;
  std::optional<steady_point> status_at_;
  std::uint64_t pings_ = 0;
  std::uint64_t handled_ = 0;
};

} // namespace

std::optional<service_manager> find_service_manager() {
  const char* const socket = std::getenv("NOTIFY_SOCKET");
  if (socket == nullptr || *socket == '\0')
    return std::nullopt;
  service_manager manager;
  manager.notify = [](const std::string& text) { sd_notify(0, text.c_str()); };
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) > 0)
    manager.watchdog = std::chrono::microseconds{microseconds};
  return manager;
}

service_actor spawn_service(caf::actor_system& system, service_options options,
                            ledger_actor ledger, log_port log) {
  if (options.runs_on == thread_of::pool)
    return system.spawn<service_shell>(std::move(options), std::move(ledger),
                                       std::move(log));
  return system.spawn<service_shell, caf::detached>(std::move(options), std::move(ledger),
                                                    std::move(log));
}

} // namespace tracker
