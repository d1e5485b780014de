// SPDX-License-Identifier: MIT
// How well the clock keeps time: pure, the times come in as arguments.
#pragma once

#include "actors/clock/histogram.hpp"
#include "actors/clock/tick_schedule.hpp"
#include "messages/clock.hpp"

#include <cstdint>
#include <map>

namespace tracker {

/// Measures each cycle, from the beat to the last subscriber's answer.
class cycle_meter {
public:
  /// A beat goes out to `subscribers` at `now`.
  void begin(const due_tick& sent, steady_point now, std::size_t subscribers);
  /// A subscriber has dealt with a beat, or will never (`begun` is nothing).
  void end_part(std::uint64_t sequence, std::optional<steady_point> begun,
                steady_point now);
  /// A beat was not sent to a subscriber.
  void withhold() { ++report_.withheld; }

  clock_report report() const;

private:
  struct cycle {
    steady_point due{};
    steady_point sent{};
    std::size_t open_parts = 0;
  };

  /// Cycles that are not over. Bounded by the beats a subscriber may owe.
  std::map<std::uint64_t, cycle> open_;
  histogram sent_late_;
  histogram handled_late_;
  histogram cycle_;
  clock_report report_;
};

} // namespace tracker
