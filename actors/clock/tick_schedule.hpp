// SPDX-License-Identifier: MIT
// When ticks are due. Pure: times are arguments.
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <optional>

namespace tracker {

/// A tick that is due.
struct due_tick {
  std::uint64_t sequence = 0;
  instant due;
  /// Ticks left out before this one, because this one was already due.
  std::uint64_t missed = 0;
  /// The step of the wall clock since the previous tick; 0 without a step.
  timespan jump{0};
};

/// Ticks at whole multiples of the interval by the wall clock, `start + n * interval`,
/// never relative to the previous tick, so that delays do not accumulate. After a step of
/// the wall clock, the schedule restarts at its next whole multiple.
class tick_schedule {
public:
  /// A larger difference between the two clocks is a step of the wall clock.
  static constexpr timespan jump_threshold = std::chrono::milliseconds{250};

  tick_schedule(instant start, timespan interval);

  steady_point next_due() const { return due(next_).steady; }

  /// The tick to send at `now`; empty before the next one is due. When several are due,
  /// only the last is returned.
  std::optional<due_tick> take(instant now);

private:
  instant due(std::uint64_t n) const;
  void anchor(instant now);

  timespan interval_;
  /// Due time of tick 0 of the schedule.
  instant start_;
  std::uint64_t next_ = 0;
  std::uint64_t sequence_ = 0;
};

} // namespace tracker
