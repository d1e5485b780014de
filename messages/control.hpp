// SPDX-License-Identifier: MIT
#pragma once

#include "messages/log.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// SIGINT or SIGTERM arrived: drain and stop.
struct stop_request {
  /// `SIGTERM`, or whatever else asked.
  std::string reason;
};

/// SIGUSR1 arrived: log a one-screen status.
struct log_status {};

/// What a running tracker takes over from a changed configuration.
struct live_settings {
  log_level level = log_level::info;
  timespan grade_delay{};
};

/// SIGHUP arrived; the signal actor has read the configuration again.
struct reload_request {
  /// Why the new configuration is refused, a line per problem. Empty: it is good.
  std::vector<std::string> problems;
  live_settings settings;
  /// Changed keys that need a restart.
  std::vector<std::string> needs_restart;
};

/// The supervisor's last word to main.
struct finished {
  /// The exit code of the contract.
  int exit_code = 0;
  /// For an exit code other than 0: what failed, or who held what.
  std::string reason;
};

} // namespace tracker
