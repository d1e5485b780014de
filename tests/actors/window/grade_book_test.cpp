// SPDX-License-Identifier: MIT
#include "actors/window/grade_book.hpp"

#include "tests/actors/window/grade_book_rig.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::grade_book_rig;
using namespace std::chrono_literals;

TEST_CASE(
    "books: a window without a wallet is final as soon as its winner is confirmed") {
  book_scene scene{{}};
  scene.open();
  REQUIRE(scene.made.size() == 1);
  CHECK(scene.made[0].change == grade_change::opened);
  CHECK(scene.last().status == grade_status::pending);
  scene.now = scene.market.end + 5s;
  scene.resolve(settlement::up, false);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "no second source has named the winner");
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().reason.empty());
  CHECK(scene.last().figures.kind == trade_kind::none);
  CHECK(scene.last().revision == 2);
  CHECK(scene.made.size() == 3);
}

TEST_CASE("books: a pair bought leg by leg, from the first fill to the final grade") {
  book_scene scene;
  scene.open();
  scene.add_rows({scene.rows.buy_up("10", "0.49"), scene.rows.buy_down("10", "0.47")},
                 scene.now);
  CHECK(scene.made.back().change == grade_change::counted);
  CHECK(scene.books.position(scene.this_window, scene.now, 10s) ==
        "UP 10.0@0.49 DN 10.0@0.47");
  scene.now = scene.market.end + 5s;
  scene.resolve(settlement::down, true);
  CHECK(scene.made.back().change == grade_change::graded);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "the wallet's activity is not known to the window's end");
  CHECK(scene.last().figures.pnl == dollars("0.4"));
  scene.now = scene.market.end + 70s;
  scene.add_rows({}, scene.market.end + 9s);
  CHECK(scene.last().status == grade_status::provisional);
  scene.add_rows({}, scene.market.end + 10s);
  CHECK(scene.made.back().change == grade_change::confirmed);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.kind == trade_kind::arb);
  CHECK(scene.last().figures.arb.result == trade_result::paired);
  CHECK(scene.last().figures.pnl == dollars("0.4"));
}

TEST_CASE("books: a late row amends a final grade and is named as the reason") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  scene.resolve(settlement::up, true);
  REQUIRE(scene.last().status == grade_status::final);
  scene.add_rows({scene.rows.buy_up("5", "0.5"), scene.rows.buy_up("1", "0.25")},
                 scene.now);
  CHECK(scene.made.back().change == grade_change::corrected);
  CHECK(scene.last().status == grade_status::amended);
  CHECK(scene.last().reason ==
        "late row: BUY 5.000000 @ 0.5000 for $2.500000 and 1 more");
  CHECK(scene.last().revision == 2);
  CHECK(scene.last().figures.pnl == dollars("8.35"));
}

TEST_CASE("books: a redemption of held tokens makes no new revision") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  scene.resolve(settlement::up, true);
  scene.add_rows({scene.rows.redeem(outcome::up, "10", "10")}, scene.now);
  CHECK(scene.made.back().change == grade_change::touched);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().revision == 1);
  CHECK(scene.last().figures.payout == dollars("10"));
  CHECK(scene.last().figures.pnl == dollars("5.1"));
}

TEST_CASE("books: tokens without an origin keep the grade provisional until their "
          "purchase arrives") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.sell_up("10", "0.6")}, scene.now);
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason ==
        "more tokens left than came: 10.000000 UP, 0.000000 DOWN have no origin");
  scene.add_rows({scene.rows.buy_up("10", "0.5")}, scene.now);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.pnl == dollars("1"));
}

TEST_CASE("books: a doubtful row keeps its window provisional until it is corrected") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.resolve(settlement::up, true);
  scene.add_rows(
      {}, scene.now,
      {{scene.market.slug, scene.market.condition_id, scene.market.start, "size: odd"}});
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "a row is in doubt: size: odd");
  scene.add_rows({}, scene.now,
                 {{"btc-updown-15m-1", "0xother", scene.market.start, "size: odd"}});
  CHECK(scene.last().status == grade_status::final);
}

TEST_CASE("books: a 50/50 settlement is void, and pays half") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  scene.resolve(settlement::split, true);
  CHECK(scene.last().status == grade_status::void_settled);
  CHECK(scene.last().figures.pnl == dollars("0.1"));
}

TEST_CASE("books: an unsettled window stays open without a limit of time") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 24h * 30;
  scene.books.close(scene.now);
  CHECK(scene.books.windows() == 1);
  scene.resolve(settlement::up, true);
  scene.books.close(scene.now);
  CHECK(scene.books.windows() == 1);
}

TEST_CASE("books: each wallet has its own grade, and its own certainty") {
  book_scene scene{{main_wallet, other_wallet}};
  scene.open();
  CHECK(scene.made.size() == 2);
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  scene.resolve(settlement::up, true);
  REQUIRE(scene.count(grade_change::graded) == 2);
  CHECK(scene.made[scene.made.size() - 2].graded.status == grade_status::final);
  CHECK(scene.last().wallet == other_wallet);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "the wallet's activity has not been read yet");
  scene.add_rows({}, scene.now, {}, other_wallet);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.fills == 0);
}

TEST_CASE("books: the first strategy that matches tags the grade") {
  grade_book_rules rules;
  strategy cheap;
  cheap.name = "cheap";
  cheap.entry.max = price::from_micros(300'000);
  strategy pairs;
  pairs.name = "pairs";
  pairs.sides = side_count::both;
  rules.strategies = {cheap, pairs};
  book_scene scene{{main_wallet}, rules};
  scene.open();
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  CHECK(scene.last().strategy.empty());
  scene.add_rows({scene.rows.buy_down("10", "0.47")}, scene.now);
  CHECK(scene.last().strategy == "pairs");
}

TEST_CASE("books: the position in the status line") {
  book_scene scene{{main_wallet, other_wallet}};
  scene.open();
  CHECK(scene.books.position(scene.this_window, scene.now, 10s) ==
        "activity not read yet");
  scene.add_rows({}, scene.now);
  CHECK(scene.books.position(scene.this_window, scene.now, 10s) ==
        "no pos, activity not read yet (1 of 2 wallets)");
  scene.add_rows({scene.rows.buy_down("2.55", "0.5")}, scene.now, {}, other_wallet);
  CHECK(scene.books.position(scene.this_window, scene.now, 10s) == "other DN 2.6@0.50");
  scene.now += 42s;
  CHECK(scene.books.position(scene.this_window, scene.now, 10s) ==
        "other DN 2.6@0.50, stale 42s (2 of 2 wallets)");
  book_scene single;
  single.open();
  single.add_rows({}, single.now);
  CHECK(single.books.position(single.this_window, single.now, 10s) == "no pos");
  CHECK(single.books.position(single.this_window, single.now + 42s, 10s) == "stale 42s");
  single.add_rows({single.rows.split("3")}, single.now);
  CHECK(single.books.position(single.this_window, single.now, 10s) == "UP 3.0 DN 3.0");
}

TEST_CASE(
    "books: the P/L of an open position is its cash and its value at the midpoint") {
  book_scene scene;
  scene.open();
  CHECK_FALSE(scene.books.open_pnl(scene.this_window, price::from_micros(600'000)));
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  CHECK(scene.books.open_pnl(scene.this_window, price::from_micros(600'000)) ==
        dollars("1.1"));
  // A winner that is known early is not a midpoint.
  scene.resolve(settlement::up, false);
  REQUIRE(scene.last().figures.pnl == dollars("5.1"));
  CHECK(scene.books.open_pnl(scene.this_window, price::from_micros(600'000)) ==
        dollars("1.1"));
  CHECK(scene.books.position(scene.this_window, scene.now, 10s) == "UP 10.0@0.49");
}

TEST_CASE("books: tokens bought early are held before the window opens and after it") {
  book_scene scene;
  scene.now = scene.market.start - 60s;
  scene.keep(scene.books.set_market(scene.market, scene.now));
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  CHECK(scene.books.is_held(scene.this_window));
  CHECK(scene.books.position(scene.this_window, scene.now, 10s) == "UP 10.0@0.49");
  scene.open();
  CHECK(scene.books.is_held(scene.this_window));
  scene.add_rows({scene.rows.sell_up("10", "0.5")}, scene.now);
  CHECK_FALSE(scene.books.is_held(scene.this_window));
}

TEST_CASE("books: windows beyond the bound are given up and reported") {
  grade_book_rules rules;
  rules.max_windows = 2;
  book_scene scene{{main_wallet}, rules};
  for (int i = 0; i < 3; ++i) {
    const auto listed = market_at(september + 900 * i);
    scene.keep(scene.books.open({listed.slug, listed.start, listed.end}, listed.start));
  }
  REQUIRE(scene.others.size() == 1);
  CHECK(std::get<grades_given_up>(scene.others[0]).window.slug == scene.market.slug);
}

TEST_CASE("books: unsettled grades are found, dropped windows are not kept") {
  book_scene scene;
  CHECK(scene.books.unsettled(scene.this_window) == nullptr);
  scene.open();
  REQUIRE(scene.books.unsettled(scene.this_window) != nullptr);
  CHECK(scene.books.unsettled(scene.this_window)->status == grade_status::pending);
  scene.now = scene.market.end + 80s;
  scene.add_rows({}, scene.now);
  scene.resolve(settlement::up, false);
  CHECK(scene.books.unsettled(scene.this_window)->status == grade_status::provisional);
  scene.resolve(settlement::up, true);
  CHECK(scene.books.unsettled(scene.this_window) == nullptr);
  CHECK(scene.books.windows() == 1);
  scene.books.drop(scene.this_window);
  CHECK(scene.books.windows() == 0);
}
