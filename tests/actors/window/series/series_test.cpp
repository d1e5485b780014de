// SPDX-License-Identifier: MIT
#include "actors/window/series/series.hpp"

#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace std::chrono_literals;

TEST_CASE("the length of a series comes from its suffix") {
  CHECK(parse_series("btc-updown-15m")->length == 900s);
  CHECK(parse_series("eth-updown-5m")->length == 300s);
  CHECK(parse_series("xrp-updown-4h")->length == 4h);
  CHECK(parse_series("xrp-updown-4h")->alignment == window_alignment::new_york);
  CHECK(parse_series("btc-updown-7x", 6s)->length == 6s);
  CHECK(parse_series("btc-updown-4h", 6s)->alignment == window_alignment::epoch);
}

TEST_CASE("names of another form are no series") {
  for (const char* name : {"", "btc", "btc-updown-", "-updown-15m", "btc-updown-1h",
                           "btc-updown-15m-1768936500", "BTC-updown-15m",
                           "btc updown-15m", "btc-updown-15m\n", "../updown-5m"}) {
    INFO(name);
    CHECK_FALSE(parse_series(name));
  }
}

TEST_CASE("a window's slug and bounds follow from the time alone") {
  const auto btc = *parse_series("btc-updown-15m");
  const auto found = window_at(btc, from_unix_seconds(1'768'936'500) + 123'456ms);
  CHECK(found.slug == "btc-updown-15m-1768936500");
  CHECK(found.end - found.start == 900s);
  CHECK(next_window(btc, found).slug == "btc-updown-15m-1768937400");
}

TEST_CASE("windows of a length follow one another without gap or overlap") {
  CHECK(rc::check([] {
    const auto length = std::chrono::seconds{*rc::gen::inRange(2, 100'000)};
    const auto time = from_unix_seconds(*rc::gen::inRange(0, 2'000'000'000)) +
                      std::chrono::nanoseconds{*rc::gen::inRange(0, 1'000'000'000)};
    const auto any_series = *parse_series("btc-updown-x", length);
    const auto found = window_at(any_series, time);
    RC_ASSERT(found.start <= time);
    RC_ASSERT(time < found.end);
    RC_ASSERT(to_unix_seconds(found.start) % length.count() == 0);
    RC_ASSERT(next_window(any_series, found).start == found.end);
    RC_ASSERT(window_at(any_series, found.end) == next_window(any_series, found));
  }));
}

TEST_CASE("4h windows start at 0, 4, 8 … h of New York") {
  const auto btc = *parse_series("btc-updown-4h");
  // Recorded: summer 1773259200, winter 1765342800 and 1769086800
  // (polymarket-api.md 7.1).
  for (const std::int64_t start : {1'773'259'200, 1'765'342'800, 1'769'086'800}) {
    const auto found = window_at(btc, from_unix_seconds(start) + 1h);
    CHECK(to_unix_seconds(found.start) == start);
    CHECK(found.end - found.start == 4h);
    CHECK(to_unix_seconds(next_window(btc, found).start) == start + 4 * 3600);
  }
}

TEST_CASE("4h windows on the nights New York's clocks change") {
  const auto btc = *parse_series("btc-updown-4h");
  // 2026-11-01 0 h EDT is 04:00 UTC; 4 h EST is 09:00 UTC, five hours later.
  const auto autumn = window_at(btc, from_unix_seconds(1'793'505'600) + 30min);
  CHECK(to_unix_seconds(autumn.start) == 1'793'505'600);
  CHECK(to_unix_seconds(next_window(btc, autumn).start) == 1'793'505'600 + 5 * 3600);
  CHECK(window_at(btc, autumn.end + 30min) == autumn);
  // 2026-03-08 0 h EST is 05:00 UTC; 4 h EDT is 08:00 UTC, three hours later.
  const auto spring = window_at(btc, from_unix_seconds(1'772'946'000) + 30min);
  CHECK(to_unix_seconds(spring.start) == 1'772'946'000);
  CHECK(to_unix_seconds(next_window(btc, spring).start) == 1'772'946'000 + 3 * 3600);
}
