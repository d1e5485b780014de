// SPDX-License-Identifier: MIT
// Measures how late ticks are and how long cycles take. Pure: times are arguments.
#pragma once

#include "actors/clock/tick_schedule.hpp"
#include "messages/clock.hpp"
#include "messages/metrics.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tracker {

/// Counts durations in buckets whose width grows with the duration: percentiles are exact
/// to 1/32 of their value, from a nanosecond to centuries, in 8 KiB.
class histogram {
public:
  /// Negative durations count as zero.
  void add(timespan duration);

  /// The distribution of the durations. A percentile is the upper edge of its bucket,
  /// limited by the maximum, which is exact.
  spread summary() const;

private:
  static constexpr unsigned sub_buckets = 32;
  static constexpr unsigned buckets = 60 * sub_buckets;

  timespan percentile(std::uint64_t per_thousand) const;

  std::array<std::uint32_t, buckets> counts_{};
  std::uint64_t total_ = 0;
  timespan max_{0};
};

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

/// `600 ticks, 600 deliveries, 0 missed, … | sent late p50 0.21 ms p99 0.48 ms max 0.60
/// ms | …`.
std::string to_string(const clock_report& report);

} // namespace tracker
