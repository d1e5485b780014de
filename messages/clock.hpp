// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstdint>

namespace tracker {

/// Sent by the clock to every subscriber once per interval. Sequence numbers increase by
/// one; a gap means that ticks were missed. No tick is sent twice.
struct tick {
  std::uint64_t sequence = 0;
  /// When this tick was due, by the steady clock.
  steady_point due{};
  /// When this tick was due, by the wall clock.
  timestamp scheduled{};
  /// The wall clock when the tick was sent: the time that decides which window is open.
  timestamp now{};
};

/// Answer to `tick`, when the subscriber has done the work that was due.
struct tick_handled {
  std::uint64_t sequence = 0;
  /// When the subscriber began to handle the tick.
  steady_point begun{};
};

/// The distribution of a set of durations. All fields are zero when nothing was measured.
struct spread {
  std::uint64_t count = 0;
  timespan p50{};
  timespan p99{};
  timespan max{};
};

/// Request for the clock's measurements of itself.
struct clock_report_request {};

/// Answer to `clock_report_request`, since the clock was started.
struct clock_report {
  std::uint64_t ticks = 0;
  /// Messages sent: ticks times subscribers.
  std::uint64_t deliveries = 0;
  /// Ticks not sent because a later one was already due.
  std::uint64_t missed = 0;
  /// Ticks sent before every subscriber had answered an earlier one.
  std::uint64_t overruns = 0;
  /// Ticks not sent to a subscriber that has too many unanswered ones.
  std::uint64_t withheld = 0;
  /// Steps of the wall clock that were detected.
  std::uint64_t jumps = 0;
  /// From the due time until the tick was sent.
  spread sent_late;
  /// From the due time until a subscriber began to handle the tick.
  spread handled_late;
  /// From sending until the last subscriber's answer.
  spread cycle;
};

} // namespace tracker
