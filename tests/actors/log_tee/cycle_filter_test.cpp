// SPDX-License-Identifier: MIT
#include "actors/log_tee/cycle_filter.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace {

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

log_line cycle_at(timestamp moment, const std::string& position,
                  const std::string& series = "btc-updown-15m") {
  log_line line;
  line.time = moment;
  line.actor = series;
  line.event = "cycle";
  const auto left = std::to_string((log_start + 900s - moment) / 1s);
  line.text = "T-" + left + "s | " + position;
  line.fields = {{"series", series},
                 {"seconds_left", left},
                 {"position", position},
                 {"stale", ""},
                 {"stale_seconds", ""}};
  return line;
}

int written(cycle_lines mode, timespan span, timespan tick) {
  cycle_filter filter{mode};
  int count = 0;
  for (timespan passed{0}; passed < span; passed += tick)
    count += filter.admit(cycle_at(log_start + passed, "no pos")) ? 1 : 0;
  return count;
}

TEST_CASE("cycle lines: without a change one line is written a minute") {
  CHECK(written(cycle_lines::changes, 15min, 1s) == 15);
  CHECK(written(cycle_lines::changes, 15min, 7s) == 15);
  CHECK(written(cycle_lines::every, 15min, 1s) == 900);
  CHECK(written(cycle_lines::never, 15min, 1s) == 0);
}

TEST_CASE("cycle lines: a change is written at once, each series by itself") {
  cycle_filter filter{cycle_lines::changes};
  CHECK(filter.admit(cycle_at(log_start, "no pos")));
  CHECK_FALSE(filter.admit(cycle_at(log_start + 1s, "no pos")));
  CHECK(filter.admit(cycle_at(log_start + 2s, "no pos", "eth-updown-15m")));
  CHECK(filter.admit(cycle_at(log_start + 2s, "UP 10.0@0.49")));
  CHECK_FALSE(filter.admit(cycle_at(log_start + 3s, "UP 10.0@0.49")));
  CHECK_FALSE(filter.admit(cycle_at(log_start + 3s, "no pos", "eth-updown-15m")));
  CHECK(filter.admit(cycle_at(log_start + 4s, "no pos")));
  // The minute begins with the last line that was written.
  CHECK_FALSE(filter.admit(cycle_at(log_start + 63s, "no pos")));
  CHECK(filter.admit(cycle_at(log_start + 64s, "no pos")));
}

TEST_CASE("cycle lines: stale activity is a change, its growing age is not") {
  cycle_filter filter{cycle_lines::changes};
  auto line = cycle_at(log_start, "no pos");
  CHECK(filter.admit(line));
  line.time += 1s;
  line.fields[3].second = "1 of 5 wallets";
  line.fields[4].second = "31";
  CHECK(filter.admit(line));
  line.time += 1s;
  line.fields[4].second = "32";
  CHECK_FALSE(filter.admit(line));
}

TEST_CASE("cycle lines: a clock that was set back hides no line") {
  cycle_filter filter{cycle_lines::changes};
  CHECK(filter.admit(cycle_at(log_start + 1h, "no pos")));
  CHECK(filter.admit(cycle_at(log_start, "no pos")));
}

TEST_CASE("cycle lines: every other line passes in each mode") {
  auto line = cycle_at(log_start, "no pos");
  line.event = "window-graded";
  for (const auto mode : {cycle_lines::changes, cycle_lines::every, cycle_lines::never}) {
    cycle_filter filter{mode};
    CHECK(filter.admit(line));
    CHECK(filter.admit(line));
  }
}

} // namespace
