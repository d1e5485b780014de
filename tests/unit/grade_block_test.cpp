// SPDX-License-Identifier: MIT
#include "actors/window/grade_block.hpp"

#include "actors/window/series.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;

TEST_CASE("a grade's block has the rows of the contract, in the owner's time") {
  grade of;
  of.of = window_at(*parse_series("btc-updown-15m"), from_unix_seconds(1'768'936'500));
  of.status = grade_status::final;
  of.winner = settlement::up;
  const auto rows = grade_rows(of, *date::locate_zone("America/Los_Angeles"));
  CHECK(rows == std::vector<std::string>{
                    "  Time       : 2026-01-20 11:15:00 - 11:30:00 PST",
                    "  Outcome    : UP",
                    "  ARB Entry  : -",
                    "  ARB Result : -",
                    "  ARB P/L    : $0.00",
                    "  99c Entry  : -",
                    "  99c Result : -",
                    "  99c P/L    : $0.00",
                    "  TOTAL P/L  : $0.00",
                    "  Status     : FINAL | NO_TRADE",
                });
}
