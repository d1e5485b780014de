// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/service/service_health.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <optional>
#include <string>

namespace tracker {

/// The service manager (systemd) that started this process and waits for its messages.
struct service_manager {
  /// Sends assignments of sd_notify(3), one a line. A message that cannot be sent is
  /// lost, as the protocol has it.
  std::function<void(const std::string&)> notify;
  /// The manager restarts the process after this time without WATCHDOG=1; zero: it has no
  /// watchdog.
  timespan watchdog{};
};

/// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID; nothing: no manager is waiting.
std::optional<service_manager> find_service_manager();

struct service_options {
  service_manager manager;
  health_limits limits;
  /// The line of `systemctl status`: last grade, P/L today, coverage. Called at most once
  /// a minute, on the actor's own thread, after the ledger has answered.
  std::function<std::string()> read_status;
  thread_of runs_on = thread_of::own;
};

/// Spawns the actor that reports to the service manager:
///
/// - READY=1 once the clock has ticked and the ledger has answered; the network is not
///   waited for.
/// - WATCHDOG=1 three times in the manager's interval, while `service_health` finds no
///   fault. With a fault it stays away, and the manager restarts the tracker.
/// - STATUS=, when the line has changed or there is a fault.
/// - RELOADING=1 and READY=1 when the configuration was read again, STOPPING=1 at the
///   drain.
///
/// It has a thread of its own: `read_status` reads the disk. A disk that hangs also keeps
/// the ledger from answering.
service_actor spawn_service(caf::actor_system& system, service_options options,
                            ledger_actor ledger, log_port log);

} // namespace tracker
