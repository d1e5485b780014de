// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstddef>
#include <deque>
#include <optional>

namespace tracker {

/// When a crashed actor is restarted: after 1 s, and after twice as long for each further
/// crash within a minute. At the fifth crash within a minute the tracker gives up.
class restart_policy {
public:
  static constexpr std::size_t max_crashes = 5;
  static constexpr timespan period = std::chrono::minutes{1};
  static constexpr timespan first_pause = std::chrono::seconds{1};

  /// Notes a crash at `now`. Returns the pause before the restart; empty: give up.
  std::optional<timespan> note_crash(steady_point now) {
    while (!recent_.empty() && now - recent_.front() >= period)
      recent_.pop_front();
    recent_.push_back(now);
    if (recent_.size() >= max_crashes)
      return std::nullopt;
    return first_pause * (1 << (recent_.size() - 1));
  }

private:
  std::deque<steady_point> recent_;
};

} // namespace tracker
