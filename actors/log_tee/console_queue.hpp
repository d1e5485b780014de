// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tracker {

/// Lines that were not written to the console.
struct missed_lines {
  std::uint64_t droppable = 0;
  /// Warnings, errors and essential lines.
  std::uint64_t important = 0;

  std::uint64_t total() const { return droppable + important; }
};

/// Bytes that are not written to the console yet, in order and bounded. At the first
/// bound the droppable lines are dropped until half of it is free again, at the second
/// one all are.
class console_queue {
public:
  /// Bounds in bytes.
  console_queue(std::size_t limit, std::size_t hard_limit)
      : limit_{limit}, hard_limit_{hard_limit} {}

  /// `record`: whole lines that belong together.
  void push(std::string_view record, std::uint64_t lines, bool droppable);

  /// The bytes to write next.
  std::string_view front() const { return std::string_view{bytes_}.substr(written_); }
  /// Removes bytes of `front` that have been written.
  void consume(std::size_t bytes);

  bool empty() const { return written_ == bytes_.size(); }
  std::size_t size() const { return bytes_.size() - written_; }
  /// Lines that wait; one that is partly written counts.
  std::uint64_t lines() const;

  /// The lines missed since the last call that returned some; none while the queue is
  /// more than half full.
  missed_lines take_missed();
  /// The console is lost: every line that waits counts as missed.
  void abandon();
  /// Lines missed since the start.
  std::uint64_t total_missed() const { return total_missed_; }

private:
  std::size_t limit_;
  std::size_t hard_limit_;
  std::string bytes_;
  std::size_t written_ = 0;
  bool dropping_ = false;
  missed_lines missed_;
  std::uint64_t total_missed_ = 0;
};

} // namespace tracker
