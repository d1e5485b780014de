// SPDX-License-Identifier: MIT
// The two bounds of the log tee: lines on their way to it, bytes on their way to the
// console.
#include "actors/log_tee/console_queue.hpp"
#include "actors/log_tee/log_gate.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace tracker;
using namespace tracker::test;

log_line important(log_level level, log_retention retention) {
  auto line = info_line("x");
  line.level = level;
  line.retention = retention;
  return line;
}

TEST_CASE("only lines below warn that are not essential may be dropped") {
  using enum log_level;
  using enum log_retention;
  for (const auto level : {trace, debug, info})
    CHECK(is_droppable(important(level, droppable)));
  for (const auto level : {warn, error})
    CHECK_FALSE(is_droppable(important(level, droppable)));
  for (const auto level : {trace, debug, info, warn, error})
    CHECK_FALSE(is_droppable(important(level, essential)));
}

TEST_CASE("lines below the level do not join the queue and are not counted") {
  log_gate gate{log_level::info, 10};
  CHECK_FALSE(gate.admit(important(log_level::debug, log_retention::essential)));
  CHECK(gate.admit(info_line("x")));
  gate.set_level(log_level::debug);
  CHECK(gate.admit(important(log_level::debug, log_retention::droppable)));
  CHECK(gate.waiting() == 2);
  gate.leave(2);
  CHECK(gate.take_dropped() == 0);
}

TEST_CASE("a full queue drops what may be dropped and reports it once there is room") {
  log_gate gate{log_level::info, 4};
  for (int i = 0; i < 4; ++i)
    CHECK(gate.admit(info_line("x")));
  for (int i = 0; i < 3; ++i)
    CHECK_FALSE(gate.admit(info_line("x")));
  CHECK(gate.admit(important(log_level::warn, log_retention::droppable)));
  CHECK(gate.admit(important(log_level::info, log_retention::essential)));
  CHECK(gate.waiting() == 6);
  gate.leave(3);
  CHECK(gate.take_dropped() == 0);
  gate.leave(1);
  CHECK(gate.take_dropped() == 3);
  CHECK(gate.take_dropped() == 0);
  CHECK(gate.admit(info_line("x")));
}

TEST_CASE("many senders together neither exceed the limit nor corrupt the count") {
  constexpr std::size_t each = 20'000;
  constexpr std::size_t limit = 1'000;
  log_gate gate{log_level::info, limit};
  std::atomic<std::size_t> admitted{0};
  std::vector<std::thread> senders;
  for (int i = 0; i < 4; ++i)
    senders.emplace_back([&] {
      const auto line = info_line("x");
      for (std::size_t n = 0; n < each; ++n)
        if (gate.admit(line))
          ++admitted;
    });
  for (auto& one : senders)
    one.join();
  CHECK(admitted == gate.waiting());
  CHECK(admitted <= limit);
  gate.leave(admitted);
  CHECK(admitted + gate.take_dropped() == 4 * each);
}

TEST_CASE("the console gets its bytes in order, in parts of any size") {
  console_queue queue{1000, 2000};
  queue.push("one\n", 1, true);
  queue.push("two\nthree\n", 2, true);
  std::string taken;
  while (!queue.empty()) {
    CHECK(queue.lines() + lines_of(taken.substr(0, taken.rfind('\n') + 1)).size() == 3);
    taken += queue.front().substr(0, 1);
    queue.consume(1);
  }
  CHECK(taken == "one\ntwo\nthree\n");
  CHECK(queue.lines() == 0);
}

TEST_CASE("a slow console misses lines that may be dropped, and at last all lines") {
  console_queue queue{8, 16};
  queue.push("aaa\n", 1, true);
  queue.push("bbb\n", 1, true);
  queue.push("c\nd\n", 2, true);
  queue.push("eee\n", 1, false);
  queue.push("x\n", 1, true);
  queue.push("fff\n", 1, false);
  queue.push("ggg\n", 1, false);
  CHECK(queue.front() == "aaa\nbbb\neee\nfff\n");
  CHECK(queue.take_missed().total() == 0);
  queue.consume(4);
  // More than half of the first bound is in use: lines that may be dropped are not
  // accepted.
  CHECK(queue.take_missed().total() == 0);
  queue.push("y\n", 1, true);
  queue.consume(8);
  const auto missed = queue.take_missed();
  CHECK(missed.droppable == 4);
  CHECK(missed.important == 1);
  CHECK(queue.take_missed().total() == 0);
  queue.push("z\n", 1, true);
  CHECK(queue.front() == "fff\nz\n");
  CHECK(queue.total_missed() == 5);
  queue.abandon();
  CHECK(queue.empty());
  CHECK(queue.total_missed() == 7);
}

TEST_CASE("with any console every line is taken, waits, or is counted") {
  CHECK(rc::check([] {
    const std::size_t limit = 100;
    const std::size_t hard_limit = 200;
    console_queue queue{limit, hard_limit};
    std::uint64_t pushed = 0;
    std::uint64_t reported = 0;
    std::string taken;
    const auto steps = *rc::gen::container<std::vector<std::pair<bool, int>>>(
        rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::inRange(0, 60)));
    for (const auto& [push, amount] : steps) {
      if (push) {
        queue.push(fmt::format("{:06}\n", pushed++), 1, amount % 3 != 0);
      } else {
        const auto bytes = std::min(static_cast<std::size_t>(amount), queue.size());
        taken += queue.front().substr(0, bytes);
        queue.consume(bytes);
        reported += queue.take_missed().total();
      }
      RC_ASSERT(queue.size() <= hard_limit);
    }
    taken += queue.front();
    queue.consume(queue.size());
    reported += queue.take_missed().total();
    const auto lines = lines_of(taken);
    RC_ASSERT(std::is_sorted(lines.begin(), lines.end()));
    RC_ASSERT(lines.size() + reported == pushed);
    RC_ASSERT(queue.total_missed() == reported);
  }));
}

} // namespace
