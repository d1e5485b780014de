// SPDX-License-Identifier: MIT
// Books and rows restored from the ledger: after a restart, or after they were closed.
#include "tests/actors/window/grade_book_rig.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::grade_book_rig;
using namespace std::chrono_literals;

TEST_CASE("books: closed books continue from their last grade") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  scene.resolve(settlement::up, true);
  remembered_window memory;
  memory.window = scene.this_window;
  memory.series = btc.name;
  memory.in = scene.market;
  memory.grades = {scene.last()};
  memory.events = {scene.rows.buy_up("10", "0.49"), scene.rows.buy_up("1", "0.25")};
  scene.now = scene.market.end + 3h;
  scene.books.close(scene.now);
  REQUIRE(scene.books.windows() == 0);
  scene.keep(scene.books.restore(memory, "late rows", scene.now));
  CHECK(scene.last().status == grade_status::amended);
  CHECK(scene.last().reason == "late rows");
  CHECK(scene.last().revision == 2);
  CHECK(scene.last().figures.pnl == dollars("5.85"));
}

TEST_CASE("books: a grade that was final before a restart is final at once") {
  book_scene first_run;
  first_run.open();
  first_run.now = first_run.market.end + 80s;
  first_run.add_rows({first_run.rows.buy_up("10", "0.49")}, first_run.now);
  first_run.resolve(settlement::up, true);
  remembered_window memory;
  memory.window = first_run.this_window;
  memory.in = first_run.market;
  memory.grades = {first_run.last()};
  memory.events = {first_run.rows.buy_up("10", "0.49")};
  book_scene second_run;
  second_run.keep(second_run.books.restore(memory, "a restart", first_run.now));
  CHECK(second_run.made.empty());
  // The row that is read again is the row that is known.
  second_run.now = first_run.now;
  second_run.add_rows({second_run.rows.buy_up("10", "0.49")}, second_run.now);
  CHECK(second_run.made.empty());
}

TEST_CASE("books: an open window continues after a restart") {
  book_scene second_run;
  remembered_window memory;
  memory.window = second_run.this_window;
  memory.in = second_run.market;
  grade pending;
  pending.window = second_run.this_window;
  pending.series = btc.name;
  pending.wallet = main_wallet;
  memory.grades = {pending};
  memory.events = {second_run.rows.buy_up("10", "0.49")};
  second_run.keep(second_run.books.restore(memory, "a restart", second_run.now));
  CHECK(second_run.last().figures.cost == dollars("4.9"));
  second_run.now = second_run.market.end + 80s;
  second_run.add_rows({second_run.rows.buy_down("10", "0.47")}, second_run.now);
  second_run.resolve(settlement::up, true);
  CHECK(second_run.last().status == grade_status::final);
  CHECK(second_run.last().figures.pnl == dollars("0.4"));
}

TEST_CASE("books: rows of a future window survive a restart") {
  book_scene scene;
  scene.open();
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  remembered_window memory;
  memory.window.slug = next.slug;
  memory.events = {fill(next, activity_type::buy, outcome::up, "10", "0.5")};
  scene.keep(scene.books.keep_rows(memory, scene.market.end));
  scene.keep(scene.books.open({next.slug, next.start, next.end}, next.start));
  scene.keep(scene.books.set_market(next, next.start));
  CHECK(scene.last().figures.cost == dollars("5"));
}

TEST_CASE("books: rows read before their window was watched are in its grade") {
  book_scene scene;
  remembered_window memory;
  memory.window.slug = scene.market.slug;
  auto row = scene.rows.buy_up("10", "0.5");
  row.wallet = main_wallet.address;
  memory.events = {row};
  scene.now = scene.market.end + 48h;
  scene.keep(scene.books.keep_rows(memory, scene.market.end));
  CHECK(scene.books.windows() == 0);
  scene.keep(scene.books.keep_rows(memory, scene.market.start));
  scene.keep(scene.books.open(scene.this_window, scene.now));
  scene.add_rows({}, scene.now);
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.cost == dollars("5"));
}

TEST_CASE("books: a report from before a restart needs one of another source after it") {
  book_scene first_run;
  first_run.open();
  first_run.now = first_run.market.end + 80s;
  first_run.add_rows({}, first_run.now);
  first_run.resolve(settlement::up, false);
  remembered_window memory;
  memory.window = first_run.this_window;
  memory.in = first_run.market;
  memory.grades = {first_run.last()};
  book_scene second_run;
  second_run.now = first_run.now + 60s;
  second_run.keep(second_run.books.restore(memory, "a restart", second_run.now));
  second_run.add_rows({}, second_run.now);
  CHECK(second_run.books.unsettled(second_run.this_window)->status ==
        grade_status::provisional);
  auto reports = platform_reports(memory.grades);
  REQUIRE(reports.size() == 1);
  reports.push_back(second_run.report_of(winner_source::resolutions, settlement::up));
  second_run.report(reports);
  CHECK(second_run.last().status == grade_status::final);
  CHECK(second_run.last().sources == reports);
  CHECK(second_run.last().resolved_at == first_run.now);
}

TEST_CASE(
    "books: a grade of a ledger without sources stays, and needs one other source") {
  book_scene scene;
  grade old;
  old.window = scene.this_window;
  old.series = btc.name;
  old.wallet = main_wallet;
  old.winner = settlement::up;
  old.resolved_at = scene.market.end + 20s;
  old.status = GENERATE(grade_status::provisional, grade_status::final);
  remembered_window memory;
  memory.window = scene.this_window;
  memory.in = scene.market;
  memory.grades = {old};
  scene.now = scene.market.end + 80s;
  scene.keep(scene.books.restore(memory, "a restart", scene.now));
  scene.add_rows({}, scene.now);
  const bool is_final = old.status == grade_status::final;
  CHECK((scene.books.unsettled(scene.this_window) == nullptr) == is_final);
  scene.report({scene.report_of(winner_source::clob, settlement::up),
                scene.report_of(winner_source::resolutions, settlement::up)});
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().sources.size() == 2);
}

TEST_CASE("books: rows of the ledger are added to books that are open already") {
  book_scene scene;
  scene.open();
  scene.now = scene.market.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.4")}, scene.now);
  scene.resolve(settlement::down, true);
  REQUIRE(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.pnl == dollars("-4"));
  remembered_window memory;
  memory.window = scene.this_window;
  memory.series = btc.name;
  memory.in = scene.market;
  memory.grades = {scene.last()};
  memory.events = {scene.rows.buy_up("10", "0.4"), scene.rows.sell_up("9", "0.4")};
  for (auto& row : memory.events)
    row.wallet = main_wallet.address;
  scene.made.clear();
  scene.keep(scene.books.restore(memory, "late row: a sale", scene.now));
  REQUIRE(scene.made.size() == 1);
  CHECK(scene.last().status == grade_status::amended);
  CHECK(scene.last().reason == "late row: a sale");
  CHECK(scene.last().figures.pnl == dollars("-0.4"));
  scene.keep(scene.books.restore(memory, "once more", scene.now));
  CHECK(scene.made.size() == 1);
}
