// SPDX-License-Identifier: MIT
// Measures how late ticks are and how long cycles take. Pure: times are arguments.
#pragma once

#include "actors/clock/histogram.hpp"
#include "actors/clock/tick_schedule.hpp"
#include "messages/clock.hpp"
#include "messages/metrics.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace tracker {

/// Measures each cycle: from sending a tick to the last subscriber's answer.
class cycle_meter {
public:
  /// A tick is sent to `subscribers` subscribers at `now`.
  void begin(const due_tick& sent, steady_point now, std::size_t subscribers);
  /// A subscriber has handled the tick, or has ended (`begun` is empty).
  void end_part(std::uint64_t sequence, std::optional<steady_point> begun,
                steady_point now);
  /// A tick was not sent to a subscriber.
  void withhold() { ++report_.withheld; }

  clock_report report() const;
  /// Its counts and durations for /metrics.
  std::vector<metric_sample> metrics() const;

private:
  /// From a millisecond to five seconds.
  static std::vector<timespan> tick_bounds();

  struct cycle {
    steady_point due{};
    steady_point sent{};
    std::size_t open_parts = 0;
  };

  /// Cycles in progress. Bounded by the number of ticks a subscriber may leave
  /// unanswered.
  std::map<std::uint64_t, cycle> open_;
  histogram sent_late_;
  histogram handled_late_;
  histogram cycle_;
  clock_report report_;
  duration_counts handled_late_counts_{tick_bounds()};
  duration_counts cycle_counts_{tick_bounds()};
};

} // namespace tracker
