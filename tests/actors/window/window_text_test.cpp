// SPDX-License-Identifier: MIT
#include "actors/window/window_text.hpp"

#include "tests/actors/window/sample_windows.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

TEST_CASE("the status line has the time to the end of the window and the position") {
  const auto current = window_at(btc, from_unix_seconds(1'768'936'500));
  const market known;
  const auto now = current.start + 300us;
  CHECK(status_line(btc, window_tracker::open_window{current, nullptr}, "no pos",
                    std::nullopt,
                    now) == "T-899s | waiting for market data | " + current.slug);
  CHECK(status_line(btc, window_tracker::open_window{current, &known},
                    "UP 10.0@0.49 DN 10.0@0.47", std::nullopt,
                    now) == "T-899s | UP 10.0@0.49 DN 10.0@0.47 | " + current.slug);
  CHECK(status_line(btc, window_tracker::open_window{current, &known}, "UP 10.0@0.49",
                    usdc::from_micros(400'000),
                    now) == "T-899s | UP 10.0@0.49 | " + current.slug + " | open +$0.40");
}

TEST_CASE("between two windows the status line says when the next one opens") {
  const auto btc = *parse_series("btc-updown-4h");
  const auto current = window_at(btc, from_unix_seconds(1'768'936'500));
  const auto next = next_window(btc, current);
  CHECK(status_line(btc, std::nullopt, "", std::nullopt, next.start - 10s) ==
        "next window in 10s | btc-updown-4h");
}
