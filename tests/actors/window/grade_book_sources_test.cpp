// SPDX-License-Identifier: MIT
// Sources of the winner: how many make a grade final, and what redemptions prove.
#include "tests/actors/window/grade_book_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::grade_book_rig;
using namespace std::chrono_literals;

TEST_CASE("books: a redemption proves a winner that only one source names") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows(
      {scene.rows.buy_up("10", "0.49"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  scene.resolve(settlement::up, false);
  CHECK(scene.last().status == grade_status::final);
}

TEST_CASE("books: a redemption that contradicts the winner keeps the grade provisional") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows(
      {scene.rows.buy_up("10", "0.49"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  scene.resolve(settlement::down, true);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "its redemptions contradict the winner");
}

TEST_CASE("books: CLOB alone and a redemption make a grade final, gamma stuck") {
  // Field case 8: gamma leaves the market open; CLOB says UP; 10 Up redeemed for 10. Two
  // independent sources agree, so the report of the third does not matter.
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.45")}, scene.now);
  scene.report({scene.report_of(winner_source::clob, settlement::up)});
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().winner == settlement::up);
  CHECK(scene.last().reason == "no second source has named the winner");
  scene.add_rows({scene.rows.redeem(outcome::up, "10", "10")}, scene.now);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.pnl == dollars("5.5"));
  REQUIRE(scene.last().sources.size() == 2);
  CHECK(scene.last().sources[0].source == winner_source::clob);
  CHECK(scene.last().sources[1].source == winner_source::redemption);
  CHECK(scene.last().sources[1].time == scene.rows.redeem(outcome::up, "10", "10").time);
}

TEST_CASE("books: a redemption alone names the winner of its own wallet") {
  book_scene scene{{main_wallet, other_wallet}};
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.45")}, scene.now, {}, other_wallet);
  scene.add_rows(
      {scene.rows.buy_up("10", "0.45"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  CHECK(scene.last().wallet == main_wallet);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().winner == settlement::up);
  CHECK(scene.last().reason == "no second source has named the winner");
  CHECK(scene.count(grade_change::graded) == 1);
  CHECK(scene.books.is_graded(scene.this_window));
  // Any one source of the platform makes it final, of the other wallet provisional.
  scene.report({scene.report_of(winner_source::resolutions, settlement::up)});
  REQUIRE(scene.made.size() >= 2);
  CHECK(scene.made[scene.made.size() - 2].graded.status == grade_status::final);
  CHECK(scene.last().wallet == other_wallet);
  CHECK(scene.last().status == grade_status::provisional);
}

TEST_CASE(
    "books: a redemption before the end, or one that paid nothing, names no winner") {
  book_scene scene;
  scene.open();
  scene.add_rows(
      {scene.rows.buy_up("10", "0.45"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  CHECK(scene.last().status == grade_status::pending);
  book_scene lost;
  lost.open();
  lost.now = lost.market.end + 80s;
  lost.add_rows(
      {lost.rows.buy_up("10", "0.45"), lost.rows.redeem(outcome::up, "10", "0")},
      lost.now);
  CHECK(lost.last().status == grade_status::pending);
  // It confirms what another source says.
  lost.resolve(settlement::down, false);
  CHECK(lost.last().status == grade_status::final);
  CHECK(lost.last().figures.pnl == dollars("-4.5"));
}

TEST_CASE("books: sources that disagree make no grade and withdraw a provisional one") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.45")}, scene.now);
  scene.resolve(settlement::up, false);
  REQUIRE(scene.last().status == grade_status::provisional);
  scene.report({scene.report_of(winner_source::gamma, settlement::up),
                scene.report_of(winner_source::clob, settlement::down)});
  CHECK(scene.made.back().change == grade_change::corrected);
  CHECK(scene.last().status == grade_status::pending);
  CHECK_FALSE(scene.last().winner);
  CHECK_FALSE(scene.last().resolved_at);
  CHECK(scene.last().revision == 2);
  CHECK(scene.last().reason == "gamma says UP, clob says DOWN, not graded");
  CHECK(scene.last().figures.one_sided.result == trade_result::none);
  CHECK(scene.last().sources.size() == 2);
  // Later rows make no grade either.
  scene.add_rows({scene.rows.buy_up("1", "0.5")}, scene.now);
  CHECK(scene.last().status == grade_status::pending);
  CHECK(scene.last().reason == "gamma says UP, clob says DOWN, not graded");
  // The third source decides.
  scene.report({scene.report_of(winner_source::gamma, settlement::up),
                scene.report_of(winner_source::clob, settlement::down),
                scene.report_of(winner_source::resolutions, settlement::down)});
  CHECK(scene.made.back().change == grade_change::graded);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().winner == settlement::down);
  CHECK(scene.last().reason == "gamma says UP");
}

TEST_CASE("books: a final grade stays when a third source disagrees, and notes it") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.45")}, scene.now);
  scene.resolve(settlement::up, true);
  REQUIRE(scene.last().status == grade_status::final);
  scene.report({scene.report_of(winner_source::gamma, settlement::up),
                scene.report_of(winner_source::clob, settlement::up),
                scene.report_of(winner_source::resolutions, settlement::down)});
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().revision == 1);
  CHECK(scene.last().reason == "resolutions says DOWN");
  CHECK(scene.last().sources.size() == 3);
}

TEST_CASE(
    "books: a grade that a redemption has confirmed stays when one source objects") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows(
      {scene.rows.buy_up("10", "0.45"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  scene.resolve(settlement::up, false);
  REQUIRE(scene.last().status == grade_status::final);
  scene.report({scene.report_of(winner_source::gamma, settlement::up),
                scene.report_of(winner_source::clob, settlement::down)});
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().winner == settlement::up);
  CHECK(scene.last().reason == "clob says DOWN");
}

TEST_CASE("books: a redemption against one source makes no grade, and is reported once") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows(
      {scene.rows.buy_up("10", "0.45"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  scene.resolve(settlement::down, false);
  CHECK(scene.last().status == grade_status::pending);
  CHECK(scene.last().reason == "gamma says DOWN, redemption says UP, not graded");
  scene.add_rows({scene.rows.buy_up("1", "0.5")}, scene.now);
  REQUIRE(scene.others.size() == 1);
  const auto& disagreement = std::get<redemption_disagrees>(scene.others[0]);
  CHECK(disagreement.text == "gamma says DOWN, redemption says UP");
  CHECK(disagreement.wallet == main_wallet);
  CHECK(disagreement.window == scene.this_window);
}

TEST_CASE("books: the order in which sources report changes no grade") {
  std::vector<source_report> all;
  book_scene scene;
  for (const auto source :
       {winner_source::gamma, winner_source::clob, winner_source::resolutions})
    all.push_back({source, settlement::up, scene.market.end + 20s, {}});
  std::vector<int> order{0, 1, 2};
  std::optional<grade> first;
  do {
    book_scene each;
    each.open();
    each.now = each.market.end + 80s;
    each.add_rows({each.rows.buy_up("10", "0.45")}, each.now);
    std::vector<source_report> reports;
    for (const auto index : order) {
      put_report(reports, all[static_cast<std::size_t>(index)]);
      each.report(reports);
    }
    if (!first)
      first = each.last();
    CHECK(each.last() == *first);
  } while (std::next_permutation(order.begin(), order.end()));
}
