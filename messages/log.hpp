// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

enum class log_level : std::uint8_t { trace, debug, info, warn, error };

/// Whether a line may be dropped when the log tee's queue is full. Lines below `warn` are
/// droppable unless they are marked essential (grades, the last lines of a run).
enum class log_retention : std::uint8_t { droppable, essential };

/// One log entry: a line and, for a block such as a grade, further rows that stay
/// together with it.
struct log_line {
  timestamp time{};
  log_level level = log_level::info;
  log_retention retention = log_retention::droppable;
  std::string actor;
  /// Stable name of the event, for scripts (`window-graded`).
  std::string event;
  std::string text;
  /// Further lines of a block.
  std::vector<std::string> rows;
  /// Named values; written by the JSON format only.
  std::vector<std::pair<std::string, std::string>> fields;
};

/// Order to the log tee: close the log file and reopen it by its name (SIGHUP).
struct reopen_log {};

/// Order to the log tee: do not write lines below this level from now on.
struct set_log_level {
  log_level level = log_level::info;
};

} // namespace tracker
