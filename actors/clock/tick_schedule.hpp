// SPDX-License-Identifier: MIT
// When the clock beats: pure, the times come in as arguments.
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <optional>

namespace tracker {

/// A beat that is due.
struct due_tick {
  std::uint64_t sequence = 0;
  instant due;
  /// Beats left out before this one, because this one was due already.
  std::uint64_t missed = 0;
  /// How far the wall clock has stepped since the beat before; 0 when it has not.
  timespan jump{0};
};

/// Beats at whole multiples of the interval by the wall clock, `start + n * interval`,
/// never counted from the last beat: nothing adds up. When the wall clock is stepped, the
/// schedule starts anew at its next whole multiple.
class tick_schedule {
public:
  /// A difference between the two clocks beyond this is a step.
  static constexpr timespan jump_threshold = std::chrono::milliseconds{250};

  tick_schedule(instant start, timespan interval);

  steady_point next_due() const { return due(next_).steady; }

  /// The beat to send at `now`; nothing before the next one is due. When several are due,
  /// only the last is sent.
  std::optional<due_tick> take(instant now);

private:
  instant due(std::uint64_t n) const;
  void anchor(instant now);

  timespan interval_;
  /// Beat 0 of the schedule.
  instant start_;
  std::uint64_t next_ = 0;
  std::uint64_t sequence_ = 0;
};

} // namespace tracker
