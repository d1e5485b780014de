// SPDX-License-Identifier: MIT
#pragma once

#include "messages/log.hpp"
#include "messages/time.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace tracker {

/// Folds repeated identical warnings and errors: the first is printed, then they are
/// counted for a period, then one line says how many there were. Its clock is the lines'
/// own times.
///
/// Never folded: lines below `warn`, essential ones, blocks, and texts that are too
/// long to keep.
class repeat_filter {
public:
  /// Texts that are kept at a time; the oldest is reported early to make room.
  static constexpr std::size_t remembered = 256;
  /// Longest text that is kept (bytes).
  static constexpr std::size_t longest_text = 2048;

  explicit repeat_filter(timespan period) : period_{period} {}

  /// Whether `line` is to be printed. Appends to `due` the summaries that are to be
  /// printed before it.
  bool admit(const log_line& line, std::vector<log_line>& due) {
    if (!first_seen_.empty())
      expire(line.time, due);
    return line.level < log_level::warn || !counted(line, due);
  }

  /// Appends the summaries of everything counted so far, and forgets it.
  void finish(timestamp at, std::vector<log_line>& due);

private:
  struct sighting {
    log_line first;
    std::uint64_t repeats = 0;
  };

  void expire(timestamp at, std::vector<log_line>& due);
  bool counted(const log_line& line, std::vector<log_line>& due);
  void retire_oldest(timestamp at, std::vector<log_line>& due);

  timespan period_;
  std::deque<sighting> first_seen_;
};

} // namespace tracker
