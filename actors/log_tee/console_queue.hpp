// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tracker {

/// What the console had to miss, in lines.
struct missed_lines {
  std::uint64_t droppable = 0;
  /// Warnings, errors and essential lines.
  std::uint64_t important = 0;

  std::uint64_t total() const { return droppable + important; }
};

/// The bytes the console has not taken yet, in order and bounded. At the first bound the
/// droppable lines are dropped until half of it is free again, at the second one all are.
class console_queue {
public:
  /// Bounds in bytes.
  console_queue(std::size_t limit, std::size_t hard_limit)
      : limit_{limit}, hard_limit_{hard_limit} {}

  /// `record`: whole lines that belong together.
  void push(std::string_view record, std::uint64_t lines, bool droppable);

  /// What is to be written next.
  std::string_view front() const { return std::string_view{bytes_}.substr(written_); }
  /// The console took so many bytes of `front`.
  void consume(std::size_t bytes);

  bool empty() const { return written_ == bytes_.size(); }
  std::size_t size() const { return bytes_.size() - written_; }
  /// Lines that wait; one that is partly written counts.
  std::uint64_t lines() const;

  /// What was missed since the last call that had an answer; nothing while there is no
  /// room.
  missed_lines take_missed();
  /// The console accepts nothing from now on: all queued lines count as missed.
  void abandon();
  /// All that was ever missed.
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
