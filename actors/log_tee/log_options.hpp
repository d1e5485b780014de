// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/cycle_filter.hpp"
#include "actors/log_tee/live/terminal.hpp"
#include "messages/control.hpp"
#include "messages/log.hpp"
#include "messages/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include <unistd.h>

namespace date {
class time_zone;
}

namespace tracker {

/// `json` writes one object a line, `text` is for people.
enum class log_format : std::uint8_t { text, json };

struct log_tee_options {
  /// Path of the log file; its folder is created. Empty: no file.
  std::string file;
  bool console = true;
  int console_descriptor = STDOUT_FILENO;
  log_level level = log_level::info;
  log_format format = log_format::text;
  /// Bytes the file may grow to before it is rotated, 0: never.
  std::uint64_t rotate_size = 64UL * 1024 * 1024;
  /// Rotated files kept beside the current one.
  std::size_t rotate_files = 5;
  /// Rotate also when a day begins in `zone`.
  bool rotate_daily = false;
  /// Bytes of all rotated files, 0: only their number is limited.
  std::uint64_t rotate_total = 0;
  /// Compress rotated files with zstd (`tracker.1.log.zst`).
  bool compress = false;
  /// The console is the journal: each of its lines begins with its priority (`<4>`).
  bool journal = false;
  cycle_lines cycle = cycle_lines::changes;
  /// What the console is; without sequences it gets the lines of the file.
  terminal_facts terminal;
  /// Show the live table on a terminal that obeys sequences.
  bool live_table = false;
  /// Interval between two checks of the terminal's size and of Ctrl+Z while the table is
  /// shown.
  timespan terminal_pause = std::chrono::milliseconds{200};
  /// Zone of the times in text lines; nullptr: UTC.
  const date::time_zone* zone = nullptr;

  /// Lines that may wait for the tee before droppable ones are dropped.
  std::size_t queue_limit = 65'536;
  /// Bytes that may wait for the console before droppable lines are dropped there.
  std::size_t console_limit = 4UL * 1024 * 1024;
  /// Bytes that may wait for the console before every line is dropped there.
  std::size_t console_hard_limit = 8UL * 1024 * 1024;
  /// Pause between two writes to a console that is full.
  timespan console_pause = std::chrono::milliseconds{50};
  /// How long a drain waits for a console that accepts nothing, once the file is
  /// complete.
  timespan console_patience = std::chrono::seconds{1};
  /// First and longest pause between two tries of a file that failed.
  timespan file_pause = std::chrono::seconds{1};
  timespan longest_file_pause = std::chrono::seconds{60};
  /// How long identical warnings are counted instead of printed.
  timespan fold_period = std::chrono::seconds{60};
  /// Waits until a full console accepts bytes again; false: it gave up. Empty, as in
  /// every live run: the write is repeated after `console_pause`.
  std::function<bool()> await_console;
  thread_of runs_on = thread_of::own;
  /// Required. Stamps the tee's own lines.
  wall_clock now;
};

} // namespace tracker
