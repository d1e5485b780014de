// SPDX-License-Identifier: MIT
#include "actors/window/grade/grade_block.hpp"

#include "actors/window/grade/accounting.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

const auto& los_angeles = *date::locate_zone("America/Los_Angeles");

grade graded(const std::vector<activity_event>& events, settlement winner) {
  const auto in = market_at(september);
  grade of;
  of.of = {in.slug, in.start, in.end};
  of.series = "btc-updown-15m";
  of.wallet = {"main", std::string{"0x"}.append(40, 'a')};
  of.status = grade_status::final;
  of.winner = winner;
  of.figures = account(in, std::nullopt, events, winner);
  return of;
}

} // namespace

TEST_CASE("a window without trades has the rows of the contract, in the owner's time") {
  auto of = graded({}, settlement::up);
  of.wallet = {};
  CHECK(grade_rows(of, los_angeles) == std::vector<std::string>{
                                           "  Time       : 2026-09-20 15:30:00 - "
                                           "15:45:00 PDT",
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

TEST_CASE("a pair and a capture stand in their own rows") {
  const book rows;
  auto of = graded({rows.buy_up("10", "0.49"), later(rows.buy_down("10", "0.47"), 12)},
                   settlement::down);
  of.strategy = "pairs";
  CHECK(grade_rows(of, los_angeles) ==
        std::vector<std::string>{
            "  Time       : 2026-09-20 15:30:00 - 15:45:00 PDT",
            "  Outcome    : DOWN",
            "  Wallet     : main",
            "  ARB Entry  : 10.0 pairs: UP @0.49 maker + DN @0.47 maker = 0.96, legs 12s "
            "apart, UP first",
            "  ARB Result : PAIRED",
            "  ARB P/L    : +$0.40",
            "  99c Entry  : -",
            "  99c Result : -",
            "  99c P/L    : $0.00",
            "  Fees       : $0.0000 observed, before fees +$0.40",
            "  TOTAL P/L  : +$0.40",
            "  Status     : FINAL | ARB | pairs",
        });
  of = graded({rows.buy_down("20", "0.97")}, settlement::up);
  of.status = grade_status::provisional;
  of.reason = "no second source has named the winner";
  CHECK(grade_rows(of, los_angeles) ==
        std::vector<std::string>{
            "  Time       : 2026-09-20 15:30:00 - 15:45:00 PDT",
            "  Outcome    : UP",
            "  Wallet     : main",
            "  ARB Entry  : -",
            "  ARB Result : -",
            "  ARB P/L    : $0.00",
            "  99c Entry  : DN 20.0@0.97",
            "  99c Result : LOSS",
            "  99c P/L    : -$19.40",
            "  Fees       : $0.0000 observed, before fees -$19.40",
            "  TOTAL P/L  : -$19.40",
            "  Status     : PROVISIONAL | 99C_CAPTURE | no second source has named the "
            "winner",
        });
}

TEST_CASE("a directional part has rows of its own") {
  const book rows;
  const auto text =
      grade_rows(graded({rows.buy_up("10", "0.60")}, settlement::up), los_angeles);
  CHECK(text[6] == "  99c Entry  : -");
  CHECK(text[9] == "  DIR Entry  : UP 10.0@0.60");
  CHECK(text[10] == "  DIR Result : WIN");
  CHECK(text[11] == "  DIR P/L    : +$4.00");
}

TEST_CASE("a row that is confirmed is one line") {
  const book rows;
  const auto of = graded({rows.buy_up("10", "0.60")}, settlement::up);
  CHECK(confirmation_text(of) ==
        "GRADE FINAL: btc-updown-15m-1789943400 | UP | main +$4.00");
}
