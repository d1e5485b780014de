// SPDX-License-Identifier: MIT
#include "actors/ledger/report/totals.hpp"

#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

totals sum(const std::vector<grade>& grades) {
  totals result;
  for (const auto& graded : grades)
    result.add(graded);
  return result;
}

} // namespace

TEST_CASE("totals: the P/L decides the win, not the name of the result") {
  CHECK(window_result_of(dollars("0.000001"), settlement::up) == window_result::win);
  CHECK(window_result_of(dollars("-0.000001"), settlement::down) == window_result::loss);
  CHECK(window_result_of(usdc{}, settlement::up) == window_result::even);
  CHECK(window_result_of(dollars("5"), settlement::split) == window_result::voided);

  // 10 pairs for 4.90 + 5.30: paired, and 0.20 lost.
  const auto dear = sum(
      {grade_at(september, {trades.buy_up("10", "0.49"), trades.buy_down("10", "0.53")},
                settlement::up)});
  CHECK(dear.net.losses == 1);
  CHECK(dear.net.pnl == dollars("-0.2"));
  // Bought for 4.00, sold for 6.00 before the side lost: cashed, and 2.00 won.
  const auto cashed =
      sum({grade_at(september, {trades.buy_up("10", "0.4"), trades.sell_up("10", "0.6")},
                    settlement::down)});
  CHECK(cashed.net.wins == 1);
  CHECK(cashed.directional.wins == 1);
  CHECK(cashed.net.pnl == dollars("2"));
  CHECK(cashed.volume == dollars("10"));
}

TEST_CASE("totals: a mixed window counts each part where its shares are") {
  // 10 Up for 4.90 and 8 Down for 3.76; Up wins. 8 pairs cost 3.92 + 3.76 and pay 8:
  // 0.32. 2 Up cost 0.98 and pay 2: 1.02.
  const auto sums = sum(
      {grade_at(september, {trades.buy_up("10", "0.49"), trades.buy_down("8", "0.47")},
                settlement::up)});
  CHECK(sums.windows == 1);
  CHECK(sums.traded == 1);
  CHECK(sums.net.wins == 1);
  CHECK(sums.net.pnl == dollars("1.34"));
  CHECK(sums.arb.wins == 1);
  CHECK(sums.arb.pnl == dollars("0.32"));
  CHECK(sums.directional.wins == 1);
  CHECK(sums.directional.pnl == dollars("1.02"));
  CHECK(sums.capture.count() == 0);
}

TEST_CASE("totals: a grade without a winner is never a win or a loss, nor money") {
  const auto sums =
      sum({grade_at(september, {trades.buy_up("20", "0.49")}, std::nullopt),
           grade_at(september + 900, {}, std::nullopt),
           grade_at(september + 1800, {trades.buy_up("10", "0.4")}, settlement::split)});
  CHECK(sums.windows == 3);
  CHECK(sums.traded == 2);
  CHECK(sums.pending == 2);
  CHECK(sums.open == 1);
  CHECK(sums.open_cash == dollars("-9.8"));
  // 10 tokens pay half: 5.00 for 4.00.
  CHECK(sums.net == score{0, 0, 0, 1, dollars("1")});
  CHECK_FALSE(sums.net.win_rate());
  CHECK(sums.volume == dollars("4"));
  CHECK(sums.fills == 1);
}

TEST_CASE("totals: the win rate is wins of wins and losses, rounded once") {
  CHECK(score{2, 1, 5, 5, {}}.win_rate() == 666'667);
  CHECK(score{2, 1, 0, 0, {}}.win_rate(1000) == 667);
  CHECK(score{0, 3, 0, 0, {}}.win_rate() == 0);
  CHECK(score{3, 0, 0, 0, {}}.win_rate() == 1'000'000);
}

TEST_CASE("totals: fees of windows with a modelled one stand apart") {
  // A taker's 10 at 0.5 with 0.175 on top is observed. Cash below size times price does
  // not show a fee: the schedule gives 10 * 0.07 * 0.25 = 0.175.
  const auto taker =
      grade_at(september, {trades.buy_up("10", "0.5", "5.175")}, settlement::up);
  const auto odd =
      grade_at(september, {trades.buy_up("10", "0.5", "4.9")}, settlement::up);
  const auto sums = sum({taker, odd});
  CHECK(sums.fees_observed == dollars("0.175"));
  CHECK(sums.fees_modelled == dollars("0.175"));
  CHECK(sums.fees() == dollars("0.35"));
  CHECK(sums.before_fees() == sums.net.pnl + dollars("0.35"));
}

TEST_CASE("totals: a provisional grade counts as it stands and is corrected") {
  const auto provisional = grade_at(september, {trades.buy_up("10", "0.49")},
                                    settlement::up, grade_status::provisional);
  const auto corrected =
      grade_at(september, {trades.buy_up("10", "0.49"), trades.buy_up("5", "0.5")},
               settlement::down);
  totals sums;
  sums.add(provisional);
  CHECK(sums.provisional == 1);
  CHECK(sums.net.wins == 1);
  sums.replace(provisional, corrected);
  CHECK(sums == sum({corrected}));
  CHECK(sums.net.losses == 1);
  CHECK(sums.provisional == 0);
}

TEST_CASE("totals: the sums do not depend on order, division or corrections",
          "[properties]") {
  CHECK(rc::check([] {
    const auto grades = any_grades();
    auto replacements = grades;
    totals corrected = sum(grades);
    for (auto& graded : replacements) {
      auto other = any_grade();
      corrected.replace(graded, other);
      graded = other;
    }
    RC_ASSERT(corrected == sum(replacements));

    const auto cut = *rc::gen::inRange<std::size_t>(0, replacements.size() + 1);
    const auto middle = replacements.begin() + static_cast<std::ptrdiff_t>(cut);
    auto joined = sum({middle, replacements.end()});
    joined += sum({replacements.begin(), middle});
    RC_ASSERT(joined == corrected);
  }));
}

TEST_CASE("totals: the parts' P/L adds up to the net one", "[properties]") {
  CHECK(rc::check([] {
    const auto sums = sum(any_grades());
    RC_ASSERT(sums.arb.pnl + sums.capture.pnl + sums.directional.pnl == sums.net.pnl);
    RC_ASSERT(sums.net.count() + sums.open == sums.traded);
    RC_ASSERT(sums.windows >= sums.traded + sums.pending - sums.open);
  }));
}
