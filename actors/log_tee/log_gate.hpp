// SPDX-License-Identifier: MIT
#pragma once

#include "messages/log.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tracker {

/// True for a line that may be dropped when a queue is full.
constexpr bool is_droppable(const log_line& line) {
  return line.level < log_level::warn && line.retention == log_retention::droppable;
}

/// Decides in the sender's thread whether a line joins the tee's queue, so that a flood
/// costs neither memory nor the tee's time. Any thread may send, one takes out.
class log_gate {
public:
  /// `limit`: lines that may wait before droppable ones are dropped.
  log_gate(log_level level, std::size_t limit) : level_{level}, limit_{limit} {}

  void set_level(log_level level) noexcept {
    level_.store(level, std::memory_order_relaxed);
  }
  bool passes(log_level level) const noexcept {
    return level >= level_.load(std::memory_order_relaxed);
  }

  /// False: do not queue the line; it is below the level, or the queue is full (counted).
  bool admit(const log_line& line) noexcept {
    if (!passes(line.level))
      return false;
    if (waiting_.fetch_add(1, std::memory_order_relaxed) < limit_ || !is_droppable(line))
      return true;
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    dropped_.fetch_add(1, std::memory_order_relaxed);
    dropped_ever_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }

  /// Removes `lines` admitted lines from the count of those that wait.
  void leave(std::size_t lines) noexcept {
    waiting_.fetch_sub(lines, std::memory_order_relaxed);
  }
  std::size_t waiting() const noexcept {
    return waiting_.load(std::memory_order_relaxed);
  }

  /// Lines dropped since the last call that counted some; 0 while the queue is more than
  /// half full, so that a flood makes one report and not one a line.
  std::uint64_t take_dropped() noexcept {
    if (dropped_.load(std::memory_order_relaxed) == 0 || waiting() > limit_ / 2)
      return 0;
    return dropped_.exchange(0, std::memory_order_relaxed);
  }

  /// Lines dropped since the start.
  std::uint64_t dropped_ever() const noexcept {
    return dropped_ever_.load(std::memory_order_relaxed);
  }

private:
  std::atomic<log_level> level_;
  const std::size_t limit_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> dropped_ever_{0};
};

} // namespace tracker
