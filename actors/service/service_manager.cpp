// SPDX-License-Identifier: MIT
#include "actors/service/service_manager.hpp"

#include <systemd/sd-daemon.h>

#include <cstdlib>

namespace tracker {

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

} // namespace tracker
