// SPDX-License-Identifier: MIT
#include "actors/ledger/totals_text.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/report_grades.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

totals a_day() {
  const book in;
  const auto pair = {in.buy_up("10", "0.49"), in.buy_down("10", "0.47")};
  totals of;
  of.add(grade_at(september, pair, settlement::up));
  of.add(grade_at(september + 900, pair, settlement::down, grade_status::provisional));
  // A capture with its taker's fee, 100 * 0.07 * 0.97 * 0.03 = 0.2037: 2.7963 won.
  of.add(
      grade_at(september + 1800, {in.buy_up("100", "0.97", "97.2037")}, settlement::up));
  of.add(grade_at(september + 2700, {in.buy_down("10", "0.6")}, settlement::up));
  of.add(grade_at(september + 3600, {}, settlement::up));
  of.add(grade_at(september + 4500, {in.buy_up("10", "0.4")}, settlement::split));
  of.add(grade_at(september + 5400, {in.buy_up("20", "0.49")}, std::nullopt));
  of.add(grade_at(september + 6300, {}, std::nullopt));
  return of;
}

} // namespace

TEST_CASE("totals' line says it all in one line") {
  CHECK(totals_line("today", a_day()) ==
        "TOTALS today | -$1.40 net | 3W 1L 75.0% 1 void | 6 of 8 windows traded | "
        "ARB +$0.80 2W 0L 100.0% | 99c capture +$2.80 1W 0L 100.0% | "
        "Directional -$5.00 0W 1L 0.0% 1 void | fees $0.20 | "
        "1 provisional, 2 pending, 1 of them traded, -$9.80 in cash so far");
}

TEST_CASE("totals' line leaves out what is not there") {
  CHECK(totals_line("session", {}) ==
        "TOTALS session | $0.00 net | 0W 0L - | 0 of 0 windows traded");
}

TEST_CASE("totals at the foot of a report") {
  CHECK(totals_block(a_day()) ==
        std::vector<std::string>{
            "Totals      : 6 of 8 windows traded, 3W 1L 75.0% 1 void",
            "P/L         : -$1.40 net, -$1.20 before fees, fees $0.20, rebates $0.00, "
            "volume $126.40",
            "ARB         : +$0.80, 2W 0L 100.0%",
            "99c capture : +$2.80, 1W 0L 100.0%",
            "Directional : -$5.00, 0W 1L 0.0% 1 void",
            "Not final   : 1 provisional, 2 pending, 1 of them traded, -$9.80 in cash so "
            "far",
        });
  CHECK(totals_block({}).size() == 2);
}
