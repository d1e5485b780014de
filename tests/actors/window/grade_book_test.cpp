// SPDX-License-Identifier: MIT
#include "actors/window/grade_book.hpp"

#include "actors/window/series/series.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const series btc = *parse_series("btc-updown-15m");
const watched_wallet main_wallet{"main", std::string{"0x"}.append(40, 'a')};
const watched_wallet other_wallet{"other", std::string{"0x"}.append(40, 'b')};

/// The books of one series, and what came out of them.
struct book_scene {
  explicit book_scene(std::vector<watched_wallet> wallets = {main_wallet},
                      grade_book_rules rules = {})
      : books{btc, std::move(wallets), std::move(rules)} {}

  book rows;
  market of = rows.of;
  window this_window{of.slug, of.start, of.end};
  grade_book books;
  timestamp now = of.start;
  std::vector<grade_made> made;
  std::vector<grade_book_event> others;

  void keep(std::vector<grade_book_event> events) {
    for (auto& event : events)
      if (auto* grade = std::get_if<grade_made>(&event))
        made.push_back(*grade);
      else
        others.push_back(event);
  }
  void open() {
    keep(books.open(this_window, now));
    keep(books.set_market(of, now));
  }
  /// The wallet's rows, with everything known up to `known_to`.
  void add_rows(std::vector<activity_event> events, timestamp known_to,
                std::vector<doubtful_row> doubtful = {},
                const watched_wallet& wallet = main_wallet) {
    for (auto& row : events)
      row.wallet = wallet.address;
    keep(books.add_activity(
        {wallet,
         std::make_shared<const std::vector<activity_event>>(std::move(events)),
         {of.start - 48h, known_to},
         std::make_shared<const std::vector<doubtful_row>>(std::move(doubtful)),
         now},
        now));
  }
  /// Gamma names the winner, and CLOB too where it is confirmed.
  void resolve(settlement winner, bool confirmed) {
    std::vector<source_report> reports{{winner_source::gamma, winner, now, {}}};
    if (confirmed)
      reports.push_back({winner_source::clob, winner, now, {}});
    report(std::move(reports));
  }
  void report(std::vector<source_report> reports) {
    keep(books.resolve(of, std::move(reports), now));
  }
  source_report says(winner_source source, settlement winner) const {
    return {source, winner, now, {}};
  }
  const grade& last() const { return made.back().graded; }
  std::size_t count(grade_change change) const {
    return static_cast<std::size_t>(
        std::count_if(made.begin(), made.end(),
                      [&](const grade_made& scene) { return scene.change == change; }));
  }
};

usdc dollars(const std::string& text) {
  return usdc::from_micros(micros(text));
}

} // namespace

TEST_CASE(
    "books: a window without a wallet is final as soon as its winner is confirmed") {
  book_scene scene{{}};
  scene.open();
  REQUIRE(scene.made.size() == 1);
  CHECK(scene.made[0].change == grade_change::opened);
  CHECK(scene.last().status == grade_status::pending);
  scene.now = scene.of.end + 5s;
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
  scene.now = scene.of.end + 5s;
  scene.resolve(settlement::down, true);
  CHECK(scene.made.back().change == grade_change::graded);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "the wallet's activity is not known to the window's end");
  CHECK(scene.last().figures.pnl == dollars("0.4"));
  scene.now = scene.of.end + 70s;
  scene.add_rows({}, scene.of.end + 9s);
  CHECK(scene.last().status == grade_status::provisional);
  scene.add_rows({}, scene.of.end + 10s);
  CHECK(scene.made.back().change == grade_change::confirmed);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.kind == trade_kind::arb);
  CHECK(scene.last().figures.arb.result == trade_result::paired);
  CHECK(scene.last().figures.pnl == dollars("0.4"));
}

TEST_CASE("books: a late row amends a final grade and is named as the reason") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
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

TEST_CASE("books: a redemption of what was held changes no row") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  scene.resolve(settlement::up, true);
  scene.add_rows({scene.rows.redeem(outcome::up, "10", "10")}, scene.now);
  CHECK(scene.made.back().change == grade_change::touched);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().revision == 1);
  CHECK(scene.last().figures.payout == dollars("10"));
  CHECK(scene.last().figures.pnl == dollars("5.1"));
}

TEST_CASE("books: a redemption proves a winner that only one source names") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows(
      {scene.rows.buy_up("10", "0.49"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  scene.resolve(settlement::up, false);
  CHECK(scene.last().status == grade_status::final);
}

TEST_CASE("books: a redemption that contradicts the winner keeps the grade provisional") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows(
      {scene.rows.buy_up("10", "0.49"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  scene.resolve(settlement::down, true);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "its redemptions contradict the winner");
}

TEST_CASE("books: tokens without an origin keep the grade provisional until it comes") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows({scene.rows.sell_up("10", "0.6")}, scene.now);
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason ==
        "more tokens left than came: 10.000000 UP, 0.000000 DOWN have no origin");
  scene.add_rows({scene.rows.buy_up("10", "0.5")}, scene.now);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().figures.pnl == dollars("1"));
}

TEST_CASE("books: a row in doubt keeps its window provisional until it is healed") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.resolve(settlement::up, true);
  scene.add_rows({}, scene.now,
                 {{scene.of.slug, scene.of.condition_id, scene.of.start, "size: odd"}});
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "a row is in doubt: size: odd");
  scene.add_rows({}, scene.now,
                 {{"btc-updown-15m-1", "0xother", scene.of.start, "size: odd"}});
  CHECK(scene.last().status == grade_status::final);
}

TEST_CASE("books: a 50/50 settlement is void, and pays half") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  scene.resolve(settlement::split, true);
  CHECK(scene.last().status == grade_status::void_settled);
  CHECK(scene.last().figures.pnl == dollars("0.1"));
}

TEST_CASE("books: rows that come before their market wait for it") {
  book_scene scene;
  scene.keep(scene.books.open(scene.this_window, scene.now));
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  CHECK(scene.count(grade_change::counted) == 0);
  scene.keep(scene.books.set_market(scene.of, scene.now));
  CHECK(scene.count(grade_change::counted) == 1);
  CHECK(scene.last().figures.cost == dollars("4.9"));
}

TEST_CASE("books: rows of a window that opens within a day are kept for it") {
  book_scene scene;
  scene.open();
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  auto early = fill(next, activity_type::buy, outcome::up, "10", "0.5");
  scene.add_rows({early}, scene.now);
  CHECK(scene.count(grade_change::opened) == 1);
  scene.now = next.start;
  scene.keep(scene.books.open({next.slug, next.start, next.end}, scene.now));
  scene.keep(scene.books.set_market(next, scene.now));
  CHECK(scene.last().window.slug == next.slug);
  CHECK(scene.last().figures.cost == dollars("5"));
}

TEST_CASE("books: rows of earlier and of closed windows are named, none is dropped") {
  book_scene scene;
  scene.open();
  auto before = market_at(september - 900);
  before.condition_id.back() = 'd';
  scene.add_rows({fill(before, activity_type::buy, outcome::up, "10", "0.5")}, scene.now);
  REQUIRE(scene.others.size() == 1);
  CHECK(std::get<rows_out_of_time>(scene.others[0]).window.slug == before.slug);
  CHECK(std::get<rows_out_of_time>(scene.others[0]).first ==
        "BUY 10.000000 @ 0.5000 for $5.000000");
  scene.others.clear();
  scene.now = scene.of.end + 80s;
  scene.resolve(settlement::up, true);
  scene.add_rows({}, scene.now);
  scene.now = scene.of.end + 3h;
  scene.books.close(scene.now);
  CHECK(scene.books.windows() == 0);
  scene.add_rows({scene.rows.buy_up("10", "0.5"), scene.rows.buy_up("11", "0.5")},
                 scene.now);
  REQUIRE(scene.others.size() == 1);
  CHECK(std::get<rows_out_of_time>(scene.others[0]).window == scene.this_window);
  CHECK(std::get<rows_out_of_time>(scene.others[0]).count == 2);
}

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

TEST_CASE("books: a window that is not settled stays open however long it takes") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 24h * 30;
  scene.books.close(scene.now);
  CHECK(scene.books.windows() == 1);
  scene.resolve(settlement::up, true);
  scene.books.close(scene.now);
  CHECK(scene.books.windows() == 1);
}

TEST_CASE("books: more rows than the bound are never final") {
  grade_book_rules rules;
  rules.max_rows = 2;
  book_scene scene{{main_wallet}, rules};
  scene.open();
  scene.now = scene.of.end + 80s;
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
  scene.now = scene.of.end + 80s;
  const auto first = scene.rows.buy_up("1", "0.5");
  scene.add_rows({first, scene.rows.buy_up("2", "0.5")}, scene.now);
  scene.add_rows({first}, scene.now);
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::final);
}

TEST_CASE("books: a row beyond the bound takes a final grade back") {
  grade_book_rules rules;
  rules.max_rows = 1;
  book_scene scene{{main_wallet}, rules};
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows({scene.rows.buy_up("1", "0.5")}, scene.now);
  scene.resolve(settlement::up, true);
  REQUIRE(scene.last().status == grade_status::final);
  scene.add_rows({scene.rows.buy_up("2", "0.5")}, scene.now);
  CHECK(scene.last().status != grade_status::final);
}

TEST_CASE("books: rows of this slug and another market's id are in doubt") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  auto foreign = scene.rows.buy_up("1", "0.5");
  foreign.condition_id = std::string{"0x"}.append(64, 'e');
  scene.add_rows({foreign}, scene.now);
  scene.resolve(settlement::up, true);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "1 of its rows name another market's id");
}

TEST_CASE("books: each wallet has its own grade, and its own certainty") {
  book_scene scene{{main_wallet, other_wallet}};
  scene.open();
  CHECK(scene.made.size() == 2);
  scene.now = scene.of.end + 80s;
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

TEST_CASE("books: the first strategy whose mark fits names the grade") {
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

TEST_CASE("books: what the status line says of a position") {
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
  book_scene alone;
  alone.open();
  alone.add_rows({}, alone.now);
  CHECK(alone.books.position(alone.this_window, alone.now, 10s) == "no pos");
  CHECK(alone.books.position(alone.this_window, alone.now + 42s, 10s) == "stale 42s");
  alone.add_rows({alone.rows.split("3")}, alone.now);
  CHECK(alone.books.position(alone.this_window, alone.now, 10s) == "UP 3.0 DN 3.0");
}

TEST_CASE("books: an open position is worth what it moved and what it would bring") {
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

TEST_CASE("books: what was bought ahead is held before the window opens and after") {
  book_scene scene;
  scene.now = scene.of.start - 60s;
  scene.keep(scene.books.set_market(scene.of, scene.now));
  scene.add_rows({scene.rows.buy_up("10", "0.49")}, scene.now);
  CHECK(scene.books.is_held(scene.this_window));
  CHECK(scene.books.position(scene.this_window, scene.now, 10s) == "UP 10.0@0.49");
  scene.open();
  CHECK(scene.books.is_held(scene.this_window));
  scene.add_rows({scene.rows.sell_up("10", "0.5")}, scene.now);
  CHECK_FALSE(scene.books.is_held(scene.this_window));
}

TEST_CASE("books: windows beyond the bound are given up by name") {
  grade_book_rules rules;
  rules.max_windows = 2;
  book_scene scene{{main_wallet}, rules};
  for (int i = 0; i < 3; ++i) {
    const auto of = market_at(september + 900 * i);
    scene.keep(scene.books.open({of.slug, of.start, of.end}, of.start));
  }
  REQUIRE(scene.others.size() == 1);
  CHECK(std::get<grades_given_up>(scene.others[0]).window.slug == scene.of.slug);
}

TEST_CASE("books: any split into messages, any order and repetition give the same grade",
          "[properties]") {
  CHECK(rc::check([] {
    const auto write = [](book_scene& scene) {
      const auto some = [] {
        return std::to_string(*rc::gen::inRange(1, 40)) + "." +
               std::to_string(*rc::gen::inRange(0, 10));
      };
      const auto at_price = [] {
        return "0." + std::to_string(*rc::gen::inRange(10, 99));
      };
      switch (*rc::gen::inRange(0, 5)) {
      case 0:
        return scene.rows.buy_up(some(), at_price());
      case 1:
        return scene.rows.buy_down(some(), at_price());
      case 2:
        return scene.rows.sell_up(some(), at_price());
      case 3:
        return scene.rows.split(some());
      default:
        return scene.rows.merge(some());
      }
    };
    book_scene in_order;
    std::vector<activity_event> rows;
    const auto size = *rc::gen::inRange<std::size_t>(0, 20);
    for (std::uint32_t i = 0; i < size; ++i) {
      rows.push_back(write(in_order));
      rows.back().transaction = "0x" + std::to_string(i);
    }
    const auto play = [](book_scene& scene,
                         const std::vector<std::vector<activity_event>>& parts) {
      scene.open();
      for (const auto& part : parts)
        scene.add_rows(part, scene.now);
      scene.now = scene.of.end + 80s;
      scene.resolve(settlement::up, true);
      scene.add_rows({}, scene.now);
    };
    play(in_order, {rows});
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
    play(shuffled_books, parts);
    RC_ASSERT(same_figures(in_order.last(), shuffled_books.last()));
    RC_ASSERT(in_order.last().status == shuffled_books.last().status);
    RC_ASSERT(in_order.last().reason == shuffled_books.last().reason);
  }));
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

TEST_CASE("books: what is not settled is told, and what is forgotten is not kept") {
  book_scene scene;
  CHECK(scene.books.unsettled(scene.this_window) == nullptr);
  scene.open();
  REQUIRE(scene.books.unsettled(scene.this_window) != nullptr);
  CHECK(scene.books.unsettled(scene.this_window)->status == grade_status::pending);
  scene.now = scene.of.end + 80s;
  scene.add_rows({}, scene.now);
  scene.resolve(settlement::up, false);
  CHECK(scene.books.unsettled(scene.this_window)->status == grade_status::provisional);
  scene.resolve(settlement::up, true);
  CHECK(scene.books.unsettled(scene.this_window) == nullptr);
  CHECK(scene.books.windows() == 1);
  scene.books.drop(scene.this_window);
  CHECK(scene.books.windows() == 0);
}

TEST_CASE("books: CLOB alone and a redemption make a grade final, gamma stuck") {
  // Field case 8: gamma leaves the market open; CLOB says UP; 10 Up redeemed for 10. Two
  // independent sources agree, so what the third says does not matter.
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.45")}, scene.now);
  scene.report({scene.says(winner_source::clob, settlement::up)});
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
  scene.now = scene.of.end + 80s;
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
  scene.report({scene.says(winner_source::resolutions, settlement::up)});
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
  lost.now = lost.of.end + 80s;
  lost.add_rows(
      {lost.rows.buy_up("10", "0.45"), lost.rows.redeem(outcome::up, "10", "0")},
      lost.now);
  CHECK(lost.last().status == grade_status::pending);
  // It confirms what another source says.
  lost.resolve(settlement::down, false);
  CHECK(lost.last().status == grade_status::final);
  CHECK(lost.last().figures.pnl == dollars("-4.5"));
}

TEST_CASE(
    "books: sources that disagree grade nothing, and take a provisional grade back") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.45")}, scene.now);
  scene.resolve(settlement::up, false);
  REQUIRE(scene.last().status == grade_status::provisional);
  scene.report({scene.says(winner_source::gamma, settlement::up),
                scene.says(winner_source::clob, settlement::down)});
  CHECK(scene.made.back().change == grade_change::corrected);
  CHECK(scene.last().status == grade_status::pending);
  CHECK_FALSE(scene.last().winner);
  CHECK_FALSE(scene.last().resolved_at);
  CHECK(scene.last().revision == 2);
  CHECK(scene.last().reason == "gamma says UP, clob says DOWN, not graded");
  CHECK(scene.last().figures.one_sided.result == trade_result::none);
  CHECK(scene.last().sources.size() == 2);
  // Rows that come meanwhile grade nothing either.
  scene.add_rows({scene.rows.buy_up("1", "0.5")}, scene.now);
  CHECK(scene.last().status == grade_status::pending);
  CHECK(scene.last().reason == "gamma says UP, clob says DOWN, not graded");
  // The third decides.
  scene.report({scene.says(winner_source::gamma, settlement::up),
                scene.says(winner_source::clob, settlement::down),
                scene.says(winner_source::resolutions, settlement::down)});
  CHECK(scene.made.back().change == grade_change::graded);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().winner == settlement::down);
  CHECK(scene.last().reason == "gamma says UP");
}

TEST_CASE("books: a final grade stays when a third source disagrees, and notes it") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows({scene.rows.buy_up("10", "0.45")}, scene.now);
  scene.resolve(settlement::up, true);
  REQUIRE(scene.last().status == grade_status::final);
  scene.report({scene.says(winner_source::gamma, settlement::up),
                scene.says(winner_source::clob, settlement::up),
                scene.says(winner_source::resolutions, settlement::down)});
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().revision == 1);
  CHECK(scene.last().reason == "resolutions says DOWN");
  CHECK(scene.last().sources.size() == 3);
}

TEST_CASE(
    "books: a grade that a redemption has confirmed stays when one source objects") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows(
      {scene.rows.buy_up("10", "0.45"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  scene.resolve(settlement::up, false);
  REQUIRE(scene.last().status == grade_status::final);
  scene.report({scene.says(winner_source::gamma, settlement::up),
                scene.says(winner_source::clob, settlement::down)});
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.last().winner == settlement::up);
  CHECK(scene.last().reason == "clob says DOWN");
}

TEST_CASE("books: a redemption against one source grades nothing, and is said once") {
  book_scene scene;
  scene.open();
  scene.now = scene.of.end + 80s;
  scene.add_rows(
      {scene.rows.buy_up("10", "0.45"), scene.rows.redeem(outcome::up, "10", "10")},
      scene.now);
  scene.resolve(settlement::down, false);
  CHECK(scene.last().status == grade_status::pending);
  CHECK(scene.last().reason == "gamma says DOWN, redemption says UP, not graded");
  scene.add_rows({scene.rows.buy_up("1", "0.5")}, scene.now);
  REQUIRE(scene.others.size() == 1);
  const auto& said = std::get<redemption_disagrees>(scene.others[0]);
  CHECK(said.text == "gamma says DOWN, redemption says UP");
  CHECK(said.wallet == main_wallet);
  CHECK(said.window == scene.this_window);
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

TEST_CASE("books: the order in which sources speak changes no grade") {
  std::vector<source_report> all;
  book_scene scene;
  for (const auto source :
       {winner_source::gamma, winner_source::clob, winner_source::resolutions})
    all.push_back({source, settlement::up, scene.of.end + 20s, {}});
  std::vector<int> order{0, 1, 2};
  std::optional<grade> first;
  do {
    book_scene each;
    each.open();
    each.now = each.of.end + 80s;
    each.add_rows({each.rows.buy_up("10", "0.45")}, each.now);
    std::vector<source_report> said;
    for (const auto index : order) {
      put_report(said, all[static_cast<std::size_t>(index)]);
      each.report(said);
    }
    if (!first)
      first = each.last();
    CHECK(each.last() == *first);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("books: a row belongs to the market it names, whatever its slug says") {
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
  scene.keep(scene.books.set_market(scene.of, scene.now));
  CHECK(scene.last().figures.fills == 1);
  CHECK(scene.books.unplaced() == 1);
  for (int i = 0; i < 5; ++i)
    scene.add_rows({strange}, scene.now);
  CHECK(scene.books.unplaced() == 3);
  CHECK(scene.books.unplaced_dropped() == 3);
  scene.books.close(scene.now + 30h);
  CHECK(scene.books.unplaced() == 0);
}

TEST_CASE("books: the clock set back keeps only the rows of windows to come") {
  book_scene scene;
  scene.open();
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  const window next_window{next.slug, next.start, next.end};
  scene.now = scene.of.start + 1h;
  scene.keep(scene.books.open(next_window, scene.now));
  scene.keep(scene.books.open(window_at(btc, scene.now), scene.now));
  scene.add_rows({fill(next, activity_type::buy, outcome::up, "10", "0.5")}, scene.now);
  CHECK(scene.books.windows() == 3);
  scene.now = scene.of.start + 8s;
  scene.books.set_back(scene.now);
  CHECK(scene.books.windows() == 2);
  scene.made.clear();
  scene.keep(scene.books.open(next_window, next.start));
  REQUIRE(scene.made.size() == 1);
  CHECK(scene.made[0].change == grade_change::opened);
  scene.keep(scene.books.set_market(next, next.start));
  CHECK(scene.last().figures.cost == dollars("5"));
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

TEST_CASE("books: before a window opens only wallets with rows have a book of it") {
  book_scene scene{{main_wallet, other_wallet}};
  scene.open();
  CHECK(scene.books.books() == 2);
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  const window coming{next.slug, next.start, next.end};
  auto early = fill(next, activity_type::buy, outcome::up, "10", "0.5");
  scene.add_rows({early}, scene.now);
  CHECK(scene.books.books() == 3);
  CHECK(scene.books.is_held(coming) == false);
  CHECK(scene.books.grades(coming).size() == 2);
  CHECK(scene.books.unsettled(coming) != nullptr);

  // A wallet that comes has a book until the ledger has told what it knows of it.
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
