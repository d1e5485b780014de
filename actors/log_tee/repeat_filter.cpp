// SPDX-License-Identifier: MIT
#include "actors/log_tee/repeat_filter.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tracker {

namespace {

bool can_be_folded(const log_line& line) {
  return line.level >= log_level::warn && line.retention == log_retention::droppable &&
         line.rows.empty() && line.text.size() <= repeat_filter::longest_text;
}

bool identical(const log_line& a, const log_line& b) {
  return a.level == b.level && a.text == b.text && a.actor == b.actor;
}

log_line summary_of(log_line first, std::uint64_t repeats, timestamp at,
                    timespan period) {
  const auto span = std::clamp<timespan>(at - first.time, timespan{0}, period);
  first.text += fmt::format(" … ({} more in the last {} s)", repeats,
                            std::chrono::ceil<std::chrono::seconds>(span).count());
  first.time = at;
  return first;
}

} // namespace

void repeat_filter::finish(timestamp at, std::vector<log_line>& due) {
  while (!first_seen_.empty())
    retire_oldest(at, due);
}

void repeat_filter::expire(timestamp at, std::vector<log_line>& due) {
  // A wall clock that was set back must not hide warnings until it has caught up.
  const auto is_over = [&](const sighting& seen) {
    return at - seen.first.time >= period_ || seen.first.time - at >= period_;
  };
  while (!first_seen_.empty() && is_over(first_seen_.front()))
    retire_oldest(at, due);
}

bool repeat_filter::counted(const log_line& line, std::vector<log_line>& due) {
  if (!can_be_folded(line))
    return false;
  const auto seen =
      std::find_if(first_seen_.begin(), first_seen_.end(),
                   [&](const sighting& other) { return identical(other.first, line); });
  if (seen != first_seen_.end()) {
    ++seen->repeats;
    return true;
  }
  if (first_seen_.size() == remembered)
    retire_oldest(line.time, due);
  first_seen_.push_back({line, 0});
  return false;
}

void repeat_filter::retire_oldest(timestamp at, std::vector<log_line>& due) {
  auto oldest = std::move(first_seen_.front());
  first_seen_.pop_front();
  if (oldest.repeats > 0)
    due.push_back(summary_of(std::move(oldest.first), oldest.repeats, at, period_));
}

} // namespace tracker
