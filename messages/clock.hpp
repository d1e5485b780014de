// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstdint>

namespace tracker {

/// A beat of the clock, sent to every subscriber. Sequence numbers grow; a gap in them is
/// a beat that was missed. Never sent twice.
struct tick {
  std::uint64_t sequence = 0;
  /// When this beat was due, on the clock that measures intervals.
  steady_point due{};
  /// When this beat was due by the wall clock.
  timestamp scheduled{};
  /// What the wall clock said when the beat was sent: the time that places windows.
  timestamp now{};
};

/// Answer of a subscriber that has dealt with a beat.
struct tick_handled {
  std::uint64_t sequence = 0;
  /// When the subscriber began to deal with it.
  steady_point begun{};
};

/// How a set of durations is spread. All zero when nothing was measured.
struct spread {
  std::uint64_t count = 0;
  timespan p50{};
  timespan p99{};
  timespan max{};
};

/// Question to the clock: how well does it keep time?
struct clock_report_request {};

/// Answer to `clock_report_request`, over the clock's whole life.
struct clock_report {
  std::uint64_t ticks = 0;
  /// Beats times subscribers: messages sent.
  std::uint64_t deliveries = 0;
  /// Beats not sent because a later one was due already.
  std::uint64_t missed = 0;
  /// Beats sent while a subscriber had not dealt with an earlier one.
  std::uint64_t overruns = 0;
  /// Beats withheld from a subscriber that has too many to deal with already.
  std::uint64_t withheld = 0;
  /// Steps of the wall clock that were noticed.
  std::uint64_t jumps = 0;
  /// Due time to sending.
  spread sent_late;
  /// Due time to the moment a subscriber begins to deal with the beat.
  spread handled_late;
  /// Sending to the last subscriber's answer.
  spread cycle;
};

} // namespace tracker
