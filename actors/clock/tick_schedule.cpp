// SPDX-License-Identifier: MIT
#include "actors/clock/tick_schedule.hpp"

namespace tracker {

tick_schedule::tick_schedule(instant start, timespan interval) : interval_{interval} {
  anchor(start);
}

void tick_schedule::anchor(instant now) {
  const auto elapsed = now.wall.time_since_epoch() % interval_;
  const auto wait = interval_ - elapsed;
  start_ = {now.steady + wait, now.wall + wait};
  next_ = 0;
}

instant tick_schedule::due(std::uint64_t n) const {
  const auto offset = interval_ * static_cast<std::int64_t>(n);
  return {start_.steady + offset, start_.wall + offset};
}

std::optional<due_tick> tick_schedule::take(instant now) {
  if (now.steady < next_due())
    return std::nullopt;
  const auto latest =
      static_cast<std::uint64_t>((now.steady - start_.steady) / interval_);
  due_tick result;
  result.missed = latest - next_;
  result.due = due(latest);
  sequence_ += result.missed + 1;
  result.sequence = sequence_;
  next_ = latest + 1;
  const auto expected = start_.wall + (now.steady - start_.steady);
  const auto jump = now.wall - expected;
  if (jump > jump_threshold || jump < -jump_threshold) {
    result.jump = jump;
    result.due.wall += jump;
    anchor(now);
  }
  return result;
}

} // namespace tracker
