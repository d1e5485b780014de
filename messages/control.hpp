// SPDX-License-Identifier: MIT
#pragma once

#include "messages/log.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>
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

/// Question for what stands on that screen.
struct status_screen_request {};

/// Answer to `status_screen_request`, a row for each actor.
struct status_screen {
  std::vector<std::string> rows;
};

/// SIGHUP arrived; the signal actor has read the configuration again.
struct reload_request {
  /// Why the new configuration is refused, a line per problem. Empty: it is good.
  std::vector<std::string> problems;
  live_settings settings;
  /// Changed keys that need a restart.
  std::vector<std::string> needs_restart;
};

/// How far the past windows of a series are graded.
struct span_progress {
  std::string series;
  /// Windows of the span; those that are settled, now or by an earlier run; those that
  /// could not be.
  std::uint64_t windows = 0;
  std::uint64_t settled = 0;
  std::uint64_t left = 0;
  /// Where the wallets' activity is still being read: up to when it is known.
  std::optional<timestamp> read_to;
  /// `slug: why` of the first that could not be settled.
  std::vector<std::string> left_names;
  /// Every window is settled or left.
  bool over = false;
  /// What the next window waits for; empty: nothing holds it up.
  std::string waits_for{};
};

/// The supervisor's last word to main.
struct finished {
  /// The exit code of the contract.
  int exit_code = 0;
  /// For an exit code other than 0: what failed, or who held what.
  std::string reason;
};

} // namespace tracker
