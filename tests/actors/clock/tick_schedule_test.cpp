// SPDX-License-Identifier: MIT
#include "actors/clock/tick_schedule.hpp"

#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace std::chrono_literals;

namespace {

const steady_point boot{1000s};
const timestamp noon = from_unix_seconds(1'768'936'500);

/// The instant when both clocks are `duration` after the start.
instant instant_after(timespan duration) {
  return {boot + duration, noon + duration};
}

} // namespace

TEST_CASE("ticks are due on the second") {
  tick_schedule schedule{instant_after(300ms), 1s};
  CHECK(schedule.next_due() == boot + 1s);
  CHECK_FALSE(schedule.take(instant_after(999ms)));
  const auto first = schedule.take(instant_after(1s + 200us));
  REQUIRE(first);
  CHECK(first->sequence == 1);
  CHECK(first->due.wall == noon + 1s);
  CHECK(first->missed == 0);
}

TEST_CASE("a late tick does not delay the following ones") {
  tick_schedule schedule{instant_after(0ms), 1s};
  REQUIRE(schedule.take(instant_after(1s)));
  const auto late_tick = schedule.take(instant_after(2s + 900ms));
  REQUIRE(late_tick);
  CHECK(late_tick->sequence == 2);
  CHECK(late_tick->due.steady == boot + 2s);
  CHECK(schedule.next_due() == boot + 3s);
}

TEST_CASE("missed ticks are counted and not sent") {
  tick_schedule schedule{instant_after(0ms), 1s};
  REQUIRE(schedule.take(instant_after(1s)));
  const auto after_pause = schedule.take(instant_after(7s + 10ms));
  REQUIRE(after_pause);
  CHECK(after_pause->missed == 5);
  CHECK(after_pause->sequence == 7);
  CHECK(after_pause->due.steady == boot + 7s);
  CHECK_FALSE(schedule.take(instant_after(7s + 20ms)));
}

TEST_CASE("after a step of the wall clock, ticks are due on its seconds") {
  tick_schedule schedule{instant_after(0ms), 1s};
  REQUIRE(schedule.take(instant_after(1s)));
  const auto step = 3600s + 400ms;
  const auto jumped = schedule.take({boot + 2s, noon + 2s + step});
  REQUIRE(jumped);
  CHECK(jumped->jump == step);
  CHECK(jumped->sequence == 2);
  CHECK(schedule.next_due() == boot + 2s + 600ms);
  const auto next = schedule.take({boot + 2s + 600ms, noon + 2s + step + 600ms});
  REQUIRE(next);
  CHECK(next->jump == 0s);
  CHECK(next->sequence == 3);
  const auto set_back = schedule.take({boot + 3s + 600ms, noon});
  REQUIRE(set_back);
  CHECK(set_back->jump < 0s);
}

TEST_CASE("no sequence of delays makes the schedule drift, skip or repeat") {
  CHECK(rc::check([] {
    const auto interval = std::chrono::milliseconds{*rc::gen::inRange(1, 5000)};
    const auto delays =
        *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 20'000));
    tick_schedule schedule{instant_after(0ms), interval};
    timespan now{0};
    std::uint64_t sequence = 0;
    std::uint64_t missed = 0;
    for (const auto delay : delays) {
      now += std::chrono::milliseconds{delay};
      const auto due = schedule.take(instant_after(now));
      if (!due)
        continue;
      RC_ASSERT(due->sequence == sequence + due->missed + 1);
      sequence = due->sequence;
      missed += due->missed;
      RC_ASSERT(due->due.steady <= boot + now);
      RC_ASSERT(boot + now < due->due.steady + interval);
      RC_ASSERT((due->due.wall.time_since_epoch() % interval) == timespan{0});
      RC_ASSERT(due->jump == timespan{0});
    }
    RC_ASSERT(missed <= sequence);
  }));
}
