// SPDX-License-Identifier: MIT
// Books and rows that come back from the ledger: after a restart, or after they were
// closed.
#include "tests/actors/window/grade_book_rig.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::grade_book_rig;
using namespace std::chrono_literals;

TEST_CASE("books: closed books are taken up again where they were left") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  scene.resolve(settlement::up, true);
  remembered_window memory;
  memory.window = scene.this_window;
  memory.series = btc.name;
  memory.in = scene.of;
  memory.grades = {scene.last()};
  memory.events = {scene.rows.buy_up("10", "0.49"), scene.rows.buy_up("1", "0.25")};
  scene.now = scene.of.end + 3h;
  scene.books.close(scene.now);
  REQUIRE(scene.books.windows() == 0);
  scene.keep(scene.books.restore(memory, "late rows", scene.now));
  CHECK(scene.last().status == grade_status::amended);
  CHECK(scene.last().reason == "late rows");
  CHECK(scene.last().revision == 2);
  CHECK(scene.last().figures.pnl == dollars("5.85"));
}

TEST_CASE("books: what was final before a restart is final, before anything is read") {
  book_scene before;
  before.open();
  before.now = before.of.end + 80s;
  before.add_rows({before.rows.buy_up("10", "0.49")}, before.now);
  before.resolve(settlement::up, true);
  remembered_window memory;
  memory.window = before.this_window;
  memory.in = before.of;
  memory.grades = {before.last()};
  memory.events = {before.rows.buy_up("10", "0.49")};
  book_scene after;
  after.keep(after.books.restore(memory, "a restart", before.now));
  CHECK(after.made.empty());
  // The row that is read again is the row that is known.
  after.now = before.now;
  after.add_rows({after.rows.buy_up("10", "0.49")}, after.now);
  CHECK(after.made.empty());
}

TEST_CASE("books: an open window goes on behind a restart") {
  book_scene after;
  remembered_window memory;
  memory.window = after.this_window;
  memory.in = after.of;
  grade pending;
  pending.window = after.this_window;
  pending.series = btc.name;
  pending.wallet = main_wallet;
  memory.grades = {pending};
  memory.events = {after.rows.buy_up("10", "0.49")};
  after.keep(after.books.restore(memory, "a restart", after.now));
  CHECK(after.last().figures.cost == dollars("4.9"));
  after.now = after.of.end + 80s;
  after.add_rows({after.rows.buy_down("10", "0.47")}, after.now);
  after.resolve(settlement::up, true);
  CHECK(after.last().status == grade_status::final);
  CHECK(after.last().figures.pnl == dollars("0.4"));
}

TEST_CASE("books: rows of a window to come survive a restart") {
  book_scene scene;
  scene.open();
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  remembered_window memory;
  memory.window.slug = next.slug;
  memory.events = {fill(next, activity_type::buy, outcome::up, "10", "0.5")};
  scene.keep(scene.books.keep_rows(memory, scene.of.end));
  scene.keep(scene.books.open({next.slug, next.start, next.end}, next.start));
  scene.keep(scene.books.set_market(next, next.start));
  CHECK(scene.last().figures.cost == dollars("5"));
}

TEST_CASE("books: rows that were read before their window was seen are in its grade") {
  book_scene scene;
  remembered_window memory;
  memory.window.slug = scene.of.slug;
  auto row = scene.rows.buy_up("10", "0.5");
  row.wallet = main_wallet.address;
  memory.events = {row};
  scene.now = scene.of.end + 48h;
  scene.keep(scene.books.keep_rows(memory, scene.of.end));
  CHECK(scene.books.windows() == 0);
  scene.keep(scene.books.keep_rows(memory, scene.of.start));
  scene.keep(scene.books.open(scene.this_window, scene.now));
  scene.add_rows({}, scene.now);
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.cost == dollars("5"));
}

TEST_CASE("books: what one source said before a restart needs one other behind it") {
  book_scene before;
  before.open();
  before.now = before.of.end + 80s;
  before.add_rows({}, before.now);
  before.resolve(settlement::up, false);
  remembered_window memory;
  memory.window = before.this_window;
  memory.in = before.of;
  memory.grades = {before.last()};
  book_scene after;
  after.now = before.now + 60s;
  after.keep(after.books.restore(memory, "a restart", after.now));
  after.add_rows({}, after.now);
  CHECK(after.books.unsettled(after.this_window)->status == grade_status::provisional);
  auto reports = platform_reports(memory.grades);
  REQUIRE(reports.size() == 1);
  reports.push_back(after.says(winner_source::resolutions, settlement::up));
  after.report(reports);
  CHECK(after.last().status == grade_status::final);
  CHECK(after.last().sources == reports);
  CHECK(after.last().resolved_at == before.now);
}

TEST_CASE(
    "books: a grade of a ledger without sources stays, and needs one other source") {
  book_scene scene;
  grade old;
  old.window = scene.this_window;
  old.series = btc.name;
  old.wallet = main_wallet;
  old.winner = settlement::up;
  old.resolved_at = scene.of.end + 20s;
  old.status = GENERATE(grade_status::provisional, grade_status::final);
  remembered_window memory;
  memory.window = scene.this_window;
  memory.in = scene.of;
  memory.grades = {old};
  scene.now = scene.of.end + 80s;
  scene.keep(scene.books.restore(memory, "a restart", scene.now));
  scene.add_rows({}, scene.now);
  const bool is_final = old.status == grade_status::final;
  CHECK((scene.books.unsettled(scene.this_window) == nullptr) == is_final);
  scene.report({scene.says(winner_source::clob, settlement::up),
                scene.says(winner_source::resolutions, settlement::up)});
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().sources.size() == 2);
}

TEST_CASE("books: rows of the ledger join books that are open already") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.4")}, scene.now);
  scene.resolve(settlement::down, true);
  REQUIRE(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.pnl == dollars("-4"));
  remembered_window memory;
  memory.window = scene.this_window;
  memory.series = btc.name;
  memory.in = scene.of;
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
