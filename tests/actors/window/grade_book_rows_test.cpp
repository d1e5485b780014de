// SPDX-License-Identifier: MIT
// Rows: the market that each belongs to, their order, and the bounds on their number.
#include "tests/actors/window/grade_book_rig.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::grade_book_rig;
using namespace std::chrono_literals;

TEST_CASE("books: rows that come before their market wait for it") {
  book_scene scene;
  scene.keep(scene.books.open(scene.this_window, scene.now));
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  CHECK(scene.count(grade_change::counted) == 0);
  scene.keep(scene.books.set_market(scene.market, scene.now));
  CHECK(scene.count(grade_change::counted) == 1);
  CHECK(scene.last().figures.cost == dollars("4.9"));
}

TEST_CASE("books: rows of a window that opens within a day are kept for it") {
  book_scene scene;
  scene.open();
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  auto early_row = fill(next, activity_type::buy, outcome::up, "10", "0.5");
  scene.add_rows({early_row}, scene.now);
  CHECK(scene.count(grade_change::opened) == 1);
  scene.now = next.start;
  scene.keep(scene.books.open({next.slug, next.start, next.end}, scene.now));
  scene.keep(scene.books.set_market(next, scene.now));
  CHECK(scene.last().window.slug == next.slug);
  CHECK(scene.last().figures.cost == dollars("5"));
}

TEST_CASE("books: rows of earlier and of closed windows are reported, none is dropped") {
  book_scene scene;
  scene.open();
  auto earlier_market = market_at(september - 900);
  earlier_market.condition_id.back() = 'd';
  scene.add_rows({fill(earlier_market, activity_type::buy, outcome::up, "10", "0.5")},
                 scene.now);
  REQUIRE(scene.others.size() == 1);
  CHECK(std::get<rows_out_of_time>(scene.others[0]).window.slug == earlier_market.slug);
  CHECK(std::get<rows_out_of_time>(scene.others[0]).first ==
        "BUY 10.000000 @ 0.5000 for $5.000000");
  scene.others.clear();
  scene.now = scene.market.end + 80s;
  scene.resolve(settlement::up, true);
  scene.add_rows({}, scene.now);
  scene.now = scene.market.end + 3h;
  scene.books.close(scene.now);
  CHECK(scene.books.windows() == 0);
  scene.add_rows({scene.rows.buy_up("10", "0.5"), scene.rows.buy_up("11", "0.5")},
                 scene.now);
  REQUIRE(scene.others.size() == 1);
  CHECK(std::get<rows_out_of_time>(scene.others[0]).window == scene.this_window);
  CHECK(std::get<rows_out_of_time>(scene.others[0]).count == 2);
}

TEST_CASE("books: more rows than the bound are never final") {
  grade_book_rules rules;
  rules.max_rows = 2;
  book_scene scene{{main_wallet}, rules};
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("1", "0.5"), scene.rows.buy_up("2", "0.5"),
                  scene.rows.buy_up("3", "0.5")},
                 scene.now);
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "it has more than 2 rows");
}

TEST_CASE("books: a row read again does not exceed the bound") {
  grade_book_rules rules;
  rules.max_rows = 2;
  book_scene scene{{main_wallet}, rules};
  scene.open();
  scene.now = scene.market.end + 80s;
  const auto first = scene.rows.buy_up("1", "0.5");
  scene.add_rows({first, scene.rows.buy_up("2", "0.5")}, scene.now);
  scene.add_rows({first}, scene.now);
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::final);
}

TEST_CASE("books: a final grade with a row beyond the bound is final no longer") {
  grade_book_rules rules;
  rules.max_rows = 1;
  book_scene scene{{main_wallet}, rules};
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("1", "0.5")}, scene.now);
  scene.resolve(settlement::up, true);
  REQUIRE(scene.last().status == grade_status::final);
  scene.add_rows({scene.rows.buy_up("2", "0.5")}, scene.now);
  CHECK(scene.last().status != grade_status::final);
}

TEST_CASE("books: rows of this slug and another market's id are in doubt") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  auto foreign = scene.rows.buy_up("1", "0.5");
  foreign.condition_id = std::string{"0x"}.append(64, 'e');
  scene.add_rows({foreign}, scene.now);
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "1 of its rows name another market's id");
}

TEST_CASE("books: any split into messages, any order and repetition give the same grade",
          "[properties]") {
  CHECK(rc::check([] {
    const auto any_row = [](book_scene& scene) {
      const auto any_size = [] {
        return std::to_string(*rc::gen::inRange(1, 40)) + "." +
               std::to_string(*rc::gen::inRange(0, 10));
      };
      const auto any_price = [] {
        return "0." + std::to_string(*rc::gen::inRange(10, 99));
      };
      switch (*rc::gen::inRange(0, 5)) {
      case 0:
        return scene.rows.buy_up(any_size(), any_price());
      case 1:
        return scene.rows.buy_down(any_size(), any_price());
      case 2:
        return scene.rows.sell_up(any_size(), any_price());
      case 3:
        return scene.rows.split(any_size());
      default:
        return scene.rows.merge(any_size());
      }
    };
    book_scene ordered_books;
    std::vector<activity_event> rows;
    const auto size = *rc::gen::inRange<std::size_t>(0, 20);
    for (std::uint32_t i = 0; i < size; ++i) {
      rows.push_back(any_row(ordered_books));
      rows.back().transaction = "0x" + std::to_string(i);
    }
    const auto grade_rows = [](book_scene& scene,
                               const std::vector<std::vector<activity_event>>& parts) {
      scene.open();
      for (const auto& part : parts)
        scene.add_rows(part, scene.now);
      scene.now = scene.market.end + 80s;
      scene.resolve(settlement::up, true);
      scene.add_rows({}, scene.now);
    };
    grade_rows(ordered_books, {rows});
    auto shuffled = rows;
    for (std::size_t i = shuffled.size(); i > 1; --i)
      std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
    std::vector<std::vector<activity_event>> parts{{}};
    for (const auto& row : shuffled) {
      if (*rc::gen::inRange(0, 3) == 0)
        parts.emplace_back();
      parts.back().push_back(row);
      if (*rc::gen::inRange(0, 3) == 0)
        parts.back().push_back(row);
    }
    book_scene shuffled_books;
    grade_rows(shuffled_books, parts);
    RC_ASSERT(same_figures(ordered_books.last(), shuffled_books.last()));
    RC_ASSERT(ordered_books.last().status == shuffled_books.last().status);
    RC_ASSERT(ordered_books.last().reason == shuffled_books.last().reason);
  }));
}

TEST_CASE("books: a row belongs to the market of its condition id, with any slug") {
  book_scene scene;
  scene.open();
  auto bare = scene.rows.buy_up("10", "0.45");
  bare.slug.clear();
  scene.add_rows({bare}, scene.now);
  CHECK(scene.last().figures.fills == 1);
  auto other = scene.rows.buy_up("5", "0.45");
  other.slug = "eth-updown-5m-1";
  scene.add_rows({other}, scene.now);
  CHECK(scene.last().figures.fills == 2);
  // The same row with its slug is the same row.
  scene.add_rows({scene.rows.buy_up("10", "0.45")}, scene.now);
  CHECK(scene.last().figures.fills == 2);
}

TEST_CASE("books: rows without a slug wait for their market, a bounded number of them") {
  grade_book_rules rules;
  rules.max_unplaced = 3;
  book_scene scene{{main_wallet}, rules};
  scene.keep(scene.books.open(scene.this_window, scene.now));
  auto ours = scene.rows.buy_up("10", "0.45");
  ours.slug.clear();
  auto strange = ours;
  strange.condition_id = std::string{"0x"}.append(64, 'd');
  scene.add_rows({strange, ours}, scene.now);
  CHECK(scene.books.unplaced() == 2);
  scene.keep(scene.books.set_market(scene.market, scene.now));
  CHECK(scene.last().figures.fills == 1);
  CHECK(scene.books.unplaced() == 1);
  for (int i = 0; i < 5; ++i)
    scene.add_rows({strange}, scene.now);
  CHECK(scene.books.unplaced() == 3);
  CHECK(scene.books.unplaced_dropped() == 3);
  scene.books.close(scene.now + 30h);
  CHECK(scene.books.unplaced() == 0);
}

TEST_CASE("books: a clock set back keeps only the rows of future windows") {
  book_scene scene;
  scene.open();
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  const window next_window{next.slug, next.start, next.end};
  scene.now = scene.market.start + 1h;
  scene.keep(scene.books.open(next_window, scene.now));
  scene.keep(scene.books.open(window_at(btc, scene.now), scene.now));
  scene.add_rows({fill(next, activity_type::buy, outcome::up, "10", "0.5")}, scene.now);
  CHECK(scene.books.windows() == 3);
  scene.now = scene.market.start + 8s;
  scene.books.set_back(scene.now);
  CHECK(scene.books.windows() == 2);
  scene.made.clear();
  scene.keep(scene.books.open(next_window, next.start));
  REQUIRE(scene.made.size() == 1);
  CHECK(scene.made[0].change == grade_change::opened);
  scene.keep(scene.books.set_market(next, next.start));
  CHECK(scene.last().figures.cost == dollars("5"));
}

TEST_CASE("books: before a window opens only wallets with rows have a book of it") {
  book_scene scene{{main_wallet, other_wallet}};
  scene.open();
  CHECK(scene.books.books() == 2);
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  const window coming{next.slug, next.start, next.end};
  auto early_row = fill(next, activity_type::buy, outcome::up, "10", "0.5");
  scene.add_rows({early_row}, scene.now);
  CHECK(scene.books.books() == 3);
  CHECK(scene.books.is_held(coming) == false);
  CHECK(scene.books.grades(coming).size() == 2);
  CHECK(scene.books.unsettled(coming) != nullptr);

  // An added wallet has a book until the ledger has answered about it.
  const watched_wallet third{"third", std::string{"0x"}.append(40, 'c')};
  scene.books.set_wallets({main_wallet, other_wallet, third}, scene.now);
  CHECK(scene.books.books() == 5);
  scene.keep(scene.books.finish_adding(scene.now));
  CHECK(scene.books.books() == 4);

  // The market is known before the window opens: the early row is in its account.
  scene.keep(scene.books.set_market(next, scene.now));
  CHECK(scene.books.is_held(coming));
  CHECK(scene.books.books() == 4);
  auto second = fill(next, activity_type::buy, outcome::down, "4", "0.25");
  second.transaction.back() = 'e';
  scene.add_rows({second}, scene.now, {}, other_wallet);
  CHECK(scene.books.books() == 5);

  scene.now = next.start;
  scene.made.clear();
  scene.keep(scene.books.open(coming, scene.now));
  CHECK(scene.books.books() == 6);
  REQUIRE(scene.made.size() == 3);
  CHECK(scene.made[0].graded.figures.cost == dollars("5"));
  CHECK(scene.made[1].graded.figures.cost == dollars("1"));
  CHECK(scene.made[2].graded.figures.cost == dollars("0"));
}
