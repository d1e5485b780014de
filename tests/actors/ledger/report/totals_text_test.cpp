// SPDX-License-Identifier: MIT
#include "actors/ledger/report/totals_text.hpp"

#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

totals totals_of_day() {
  totals sums;
  for (const auto& graded : a_day())
    sums.add(graded);
  return sums;
}

} // namespace

// Of a_day(): net 0.40 + 0.40 + 2.7963 - 0.66 + 1.00, the pairs of the mixed window +0.32
// and its rest -0.98.
TEST_CASE("the line of totals has every figure") {
  CHECK(totals_line("today", totals_of_day()) ==
        "TOTALS today | +$3.94 net | 3W 1L 75.0% 1 void | 6 of 8 grades traded | "
        "ARB +$1.12 3W 0L 100.0% | 99c capture +$2.80 1W 0L 100.0% | "
        "Directional +$0.02 0W 1L 0.0% 1 void | fees $0.20 | "
        "1 provisional, 2 pending, 1 of them traded, -$9.80 in cash so far");
}

TEST_CASE("the line of totals leaves out empty parts") {
  CHECK(totals_line("session", {}) ==
        "TOTALS session | $0.00 net | 0W 0L - | 0 of 0 grades traded");
}

TEST_CASE("totals at the foot of a report") {
  CHECK(totals_block(totals_of_day()) ==
        std::vector<std::string>{
            "Totals      : 6 of 8 grades traded, 3W 1L 75.0% 1 void",
            "P/L         : +$3.94 net, +$4.14 before fees, fees $0.20, rebates $0.00, "
            "volume $129.06",
            "ARB         : +$1.12, 3W 0L 100.0%",
            "99c capture : +$2.80, 1W 0L 100.0%",
            "Directional : +$0.02, 0W 1L 0.0% 1 void",
            "Not final   : 1 provisional, 2 pending, 1 of them traded, -$9.80 in cash so "
            "far",
        });
  CHECK(totals_block({}).size() == 2);
}

TEST_CASE("the text of totals names the modelled part of the fees") {
  totals sums;
  sums.fees_observed = usdc::from_micros(200'000);
  sums.fees_modelled = usdc::from_micros(50'000);
  CHECK(totals_line("today", sums) ==
        "TOTALS today | $0.00 net | 0W 0L - | 0 of 0 grades "
        "traded | fees $0.25 ($0.05 of it modelled)");
}

TEST_CASE("amounts and counts of totals have separated thousands") {
  CHECK(format_pnl(usdc::from_micros(1'234'567'890'000)) == "+$1,234,567.89");
  CHECK(format_pnl(usdc::from_micros(-999'990'000)) == "-$999.99");
  CHECK(format_dollars(usdc::from_micros(1'000'000'000)) == "$1,000.00");
  CHECK(format_count(999) == "999");
  CHECK(format_count(1'000) == "1,000");
  CHECK(format_count(-1'234'567) == "-1,234,567");
}

TEST_CASE("the parts of totals in cents add up to the net P/L in cents") {
  totals sums;
  sums.arb.wins = sums.directional.wins = sums.net.wins = 1;
  sums.arb.pnl = sums.directional.pnl = usdc::from_micros(106'000);
  sums.net.pnl = usdc::from_micros(212'000);
  const auto line = totals_line("today", sums);
  CHECK(line.find("+$0.21 net") != std::string::npos);
  CHECK(line.find("ARB +$0.11") != std::string::npos);
  CHECK(line.find("Directional +$0.10") != std::string::npos);
}
