// SPDX-License-Identifier: MIT
#include "actors/capture/capture_file.hpp"
#include "actors/capture/capture_record.hpp"
#include "actors/fetcher/capture_tally.hpp"
#include "actors/text/time_text.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace std::chrono_literals;

TEST_CASE("capture: the names of rotated files contain their time") {
  const auto time = parse_time("2026-11-24T13:30:05.7Z").value();
  const auto name = capture_name("/d/run.cap", time);
  CHECK(name == "/d/run.cap.20261124T133005Z");
  CHECK(capture_time("/d/run.cap", name) == parse_time("2026-11-24T13:30:05Z"));
  for (const char* other : {"/d/run.cap", "/d/run.cap.", "/d/run.cap.20261124T133005",
                            "/d/other.20261124T133005Z", "/d/run.cap.20261324T133005Z",
                            "/d/run.cap.20261124T133005Z.gz"}) {
    INFO(other);
    CHECK_FALSE(capture_time("/d/run.cap", other));
  }
}

TEST_CASE("capture: a file is outdated when its whole day is older than the limit") {
  const auto now = parse_time("2026-11-24T12:00:00Z").value();
  const std::vector<std::string> paths{"f.20261121T115959Z", "f.20261121T120000Z",
                                       "f.20261124T000000Z"};
  CHECK(outdated_captures("f", paths, now, 48h) ==
        std::vector<std::string>{"f.20261121T115959Z"});
  CHECK(outdated_captures("f", paths, now, 49h).empty());
}

TEST_CASE("capture: a tally admits records up to its limits") {
  capture_tally tally{{3, 100, 2, 1000}};
  CHECK(tally.send(10));
  CHECK_FALSE(tally.is_mark_due());
  CHECK(tally.send(10));
  CHECK(tally.is_mark_due());
  tally.mark();
  CHECK_FALSE(tally.is_mark_due());
  CHECK(tally.send(10));
  CHECK_FALSE(tally.send(10));
  CHECK(tally.waiting() == 3);
  tally.reached_mark();
  CHECK(tally.waiting() == 1);
  CHECK(tally.send(90));
  CHECK_FALSE(tally.send(1));
  CHECK(capture_tally{{3, 100, 2, 1000}}.send(100));
  CHECK_FALSE(capture_tally{{3, 100, 2, 1000}}.send(101));
}

TEST_CASE("capture: a tally never exceeds its limits and never loses a record") {
  CHECK(rc::check([] {
    const capture_limits limits{8, 200, 3, 60};
    capture_tally tally{limits};
    std::vector<std::uint64_t> sent;
    std::size_t written = 0;
    std::optional<std::size_t> marked;
    for (int i = 0; i < 60; ++i) {
      if (*rc::gen::arbitrary<bool>()) {
        const auto bytes = *rc::gen::inRange<std::uint64_t>(0, 80);
        std::uint64_t waiting = bytes;
        for (auto index = written; index < sent.size(); ++index)
          waiting += sent[index];
        const bool fits =
            sent.size() - written + 1 <= limits.records && waiting <= limits.bytes;
        RC_ASSERT(tally.send(bytes) == fits);
        if (fits)
          sent.push_back(bytes);
        if (tally.is_mark_due()) {
          RC_ASSERT(!marked);
          marked = sent.size();
          tally.mark();
        }
      } else if (marked) {
        tally.reached_mark();
        written = *std::exchange(marked, std::nullopt);
      }
      RC_ASSERT(tally.waiting() == sent.size() - written);
    }
  }));
}

TEST_CASE("capture: ticks can be missing only when the recorder was late") {
  const steady_point start{10s};
  const auto numbered_tick = [&](std::uint64_t sequence) {
    return tick{sequence, start + 1s * sequence, {}, {}};
  };
  CHECK_FALSE(may_lack_ticks(numbered_tick(1), start + 9s, numbered_tick(2)));
  // The whole process was stopped: no actor received ticks 2 to 5.
  CHECK_FALSE(may_lack_ticks(numbered_tick(1), start + 1100ms, numbered_tick(6)));
  CHECK_FALSE(may_lack_ticks(numbered_tick(1), start + 1999ms, numbered_tick(3)));
  CHECK(may_lack_ticks(numbered_tick(1), start + 2s, numbered_tick(3)));
  CHECK(may_lack_ticks(numbered_tick(1), start + 9s, numbered_tick(10)));
  // A restarted clock counts from the beginning.
  CHECK_FALSE(may_lack_ticks(numbered_tick(9), start + 20s, numbered_tick(1)));
}
