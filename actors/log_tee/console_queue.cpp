// SPDX-License-Identifier: MIT
#include "actors/log_tee/console_queue.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

void console_queue::push(std::string_view record, std::uint64_t lines, bool droppable) {
  const auto needed = size() + record.size();
  dropping_ = dropping_ || needed > limit_;
  if (droppable ? dropping_ : needed > hard_limit_) {
    (droppable ? missed_.droppable : missed_.important) += lines;
    total_missed_ += lines;
    return;
  }
  bytes_ += record;
}

void console_queue::consume(std::size_t bytes) {
  // Memory that only a stalled console needed is returned.
  constexpr std::size_t kept_capacity = std::size_t{256} * 1024;
  written_ += bytes;
  if (!empty() && written_ < bytes_.size() / 2)
    return;
  bytes_.erase(0, written_);
  written_ = 0;
  if (bytes_.empty() && bytes_.capacity() > kept_capacity)
    bytes_.shrink_to_fit();
}

std::uint64_t console_queue::lines() const {
  const auto waiting = front();
  return static_cast<std::uint64_t>(std::count(waiting.begin(), waiting.end(), '\n'));
}

missed_lines console_queue::take_missed() {
  if (size() > limit_ / 2)
    return {};
  dropping_ = false;
  return std::exchange(missed_, {});
}

void console_queue::abandon() {
  total_missed_ += lines();
  bytes_.clear();
  bytes_.shrink_to_fit();
  written_ = 0;
}

} // namespace tracker
