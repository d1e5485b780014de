// SPDX-License-Identifier: MIT
// The only file that calls libsystemd.
#pragma once

#include "messages/time.hpp"

#include <functional>
#include <optional>
#include <string>

namespace tracker {

/// The service manager that started this process and waits for its messages.
struct service_manager {
  /// Sends assignments of sd_notify(3), one a line. A message that cannot be sent is
  /// lost, as the protocol has it.
  std::function<void(const std::string&)> notify;
  /// The manager restarts the process after so long without WATCHDOG=1; zero: it has no
  /// watchdog.
  timespan watchdog{};
};

/// By NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID; nothing: no manager waits.
std::optional<service_manager> find_service_manager();

} // namespace tracker
