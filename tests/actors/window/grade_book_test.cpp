// SPDX-License-Identifier: MIT
#include "actors/window/grade_book.hpp"

#include "actors/window/series.hpp"
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
struct scene {
  explicit scene(std::vector<watched_wallet> wallets = {main_wallet},
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
    keep(books.learn(of, now));
  }
  /// The wallet's rows, with everything known up to `known_to`.
  void tell(std::vector<activity_event> events, timestamp known_to,
            std::vector<doubtful_row> doubtful = {},
            const watched_wallet& who = main_wallet) {
    for (auto& row : events)
      row.wallet = who.address;
    keep(books.take(
        {who,
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
  const grade& last() const { return made.back().what; }
  std::size_t count(grade_change change) const {
    return static_cast<std::size_t>(
        std::count_if(made.begin(), made.end(),
                      [&](const grade_made& at) { return at.change == change; }));
  }
};

usdc dollars(const std::string& text) {
  return usdc::from_micros(micros(text));
}

} // namespace

TEST_CASE(
    "books: a window without a wallet is final as soon as its winner is confirmed") {
  scene at{{}};
  at.open();
  REQUIRE(at.made.size() == 1);
  CHECK(at.made[0].change == grade_change::opened);
  CHECK(at.last().status == grade_status::pending);
  at.now = at.of.end + 5s;
  at.resolve(settlement::up, false);
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().reason == "no second source has named the winner");
  at.resolve(settlement::up, true);
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().reason.empty());
  CHECK(at.last().figures.kind == trade_kind::none);
  CHECK(at.last().revision == 2);
  CHECK(at.made.size() == 3);
}

TEST_CASE("books: a pair bought leg by leg, from the first fill to the final grade") {
  scene at;
  at.open();
  at.tell({at.rows.buy_up("10", "0.49"), at.rows.buy_down("10", "0.47")}, at.now);
  CHECK(at.made.back().change == grade_change::counted);
  CHECK(at.books.position(at.this_window, at.now, 10s) == "UP 10.0@0.49 DN 10.0@0.47");
  at.now = at.of.end + 5s;
  at.resolve(settlement::down, true);
  CHECK(at.made.back().change == grade_change::graded);
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().reason == "the wallet's activity is not known to the window's end");
  CHECK(at.last().figures.pnl == dollars("0.4"));
  at.now = at.of.end + 70s;
  at.tell({}, at.of.end + 9s);
  CHECK(at.last().status == grade_status::provisional);
  at.tell({}, at.of.end + 10s);
  CHECK(at.made.back().change == grade_change::confirmed);
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().figures.kind == trade_kind::arb);
  CHECK(at.last().figures.arb.result == trade_result::paired);
  CHECK(at.last().figures.pnl == dollars("0.4"));
}

TEST_CASE("books: a late row amends a final grade and is named as the reason") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.49")}, at.now);
  at.resolve(settlement::up, true);
  REQUIRE(at.last().status == grade_status::final);
  at.tell({at.rows.buy_up("5", "0.5"), at.rows.buy_up("1", "0.25")}, at.now);
  CHECK(at.made.back().change == grade_change::corrected);
  CHECK(at.last().status == grade_status::amended);
  CHECK(at.last().reason == "late row: BUY 5.000000 @ 0.5000 for $2.500000 and 1 more");
  CHECK(at.last().revision == 2);
  CHECK(at.last().figures.pnl == dollars("8.35"));
}

TEST_CASE("books: a redemption of what was held changes no row") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.49")}, at.now);
  at.resolve(settlement::up, true);
  at.tell({at.rows.redeem(outcome::up, "10", "10")}, at.now);
  CHECK(at.made.back().change == grade_change::touched);
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().revision == 1);
  CHECK(at.last().figures.payout == dollars("10"));
  CHECK(at.last().figures.pnl == dollars("5.1"));
}

TEST_CASE("books: a redemption proves a winner that only one source names") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.49"), at.rows.redeem(outcome::up, "10", "10")},
          at.now);
  at.resolve(settlement::up, false);
  CHECK(at.last().status == grade_status::final);
}

TEST_CASE("books: a redemption that contradicts the winner keeps the grade provisional") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.49"), at.rows.redeem(outcome::up, "10", "10")},
          at.now);
  at.resolve(settlement::down, true);
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().reason == "its redemptions contradict the winner");
}

TEST_CASE("books: tokens without an origin keep the grade provisional until it comes") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.sell_up("10", "0.6")}, at.now);
  at.resolve(settlement::up, true);
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().reason ==
        "more tokens left than came: 10.000000 UP, 0.000000 DOWN have no origin");
  at.tell({at.rows.buy_up("10", "0.5")}, at.now);
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().figures.pnl == dollars("1"));
}

TEST_CASE("books: a row in doubt keeps its window provisional until it is healed") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.resolve(settlement::up, true);
  at.tell({}, at.now, {{at.of.slug, at.of.condition_id, at.of.start, "size: odd"}});
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().reason == "a row is in doubt: size: odd");
  at.tell({}, at.now, {{"btc-updown-15m-1", "0xother", at.of.start, "size: odd"}});
  CHECK(at.last().status == grade_status::final);
}

TEST_CASE("books: a 50/50 settlement is void, and pays half") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.49")}, at.now);
  at.resolve(settlement::split, true);
  CHECK(at.last().status == grade_status::void_settled);
  CHECK(at.last().figures.pnl == dollars("0.1"));
}

TEST_CASE("books: rows that come before their market wait for it") {
  scene at;
  at.keep(at.books.open(at.this_window, at.now));
  at.tell({at.rows.buy_up("10", "0.49")}, at.now);
  CHECK(at.count(grade_change::counted) == 0);
  at.keep(at.books.learn(at.of, at.now));
  CHECK(at.count(grade_change::counted) == 1);
  CHECK(at.last().figures.cost == dollars("4.9"));
}

TEST_CASE("books: rows of a window that opens within a day are kept for it") {
  scene at;
  at.open();
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  auto early = fill(next, activity_type::buy, outcome::up, "10", "0.5");
  at.tell({early}, at.now);
  CHECK(at.count(grade_change::opened) == 1);
  at.now = next.start;
  at.keep(at.books.open({next.slug, next.start, next.end}, at.now));
  at.keep(at.books.learn(next, at.now));
  CHECK(at.last().of.slug == next.slug);
  CHECK(at.last().figures.cost == dollars("5"));
}

TEST_CASE("books: rows of earlier and of closed windows are named, none is dropped") {
  scene at;
  at.open();
  auto before = market_at(september - 900);
  before.condition_id.back() = 'd';
  at.tell({fill(before, activity_type::buy, outcome::up, "10", "0.5")}, at.now);
  REQUIRE(at.others.size() == 1);
  CHECK(std::get<rows_out_of_time>(at.others[0]).of.slug == before.slug);
  CHECK(std::get<rows_out_of_time>(at.others[0]).first ==
        "BUY 10.000000 @ 0.5000 for $5.000000");
  at.others.clear();
  at.now = at.of.end + 80s;
  at.resolve(settlement::up, true);
  at.tell({}, at.now);
  at.now = at.of.end + 3h;
  at.books.close(at.now);
  CHECK(at.books.windows() == 0);
  at.tell({at.rows.buy_up("10", "0.5"), at.rows.buy_up("11", "0.5")}, at.now);
  REQUIRE(at.others.size() == 1);
  CHECK(std::get<rows_out_of_time>(at.others[0]).of == at.this_window);
  CHECK(std::get<rows_out_of_time>(at.others[0]).count == 2);
}

TEST_CASE("books: closed books are taken up again where they were left") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.49")}, at.now);
  at.resolve(settlement::up, true);
  remembered_window memory;
  memory.of = at.this_window;
  memory.series = btc.name;
  memory.in = at.of;
  memory.grades = {at.last()};
  memory.events = {at.rows.buy_up("10", "0.49"), at.rows.buy_up("1", "0.25")};
  at.now = at.of.end + 3h;
  at.books.close(at.now);
  REQUIRE(at.books.windows() == 0);
  at.keep(at.books.restore(memory, "late rows", at.now));
  CHECK(at.last().status == grade_status::amended);
  CHECK(at.last().reason == "late rows");
  CHECK(at.last().revision == 2);
  CHECK(at.last().figures.pnl == dollars("5.85"));
}

TEST_CASE("books: what was final before a restart is final, before anything is read") {
  scene before;
  before.open();
  before.now = before.of.end + 80s;
  before.tell({before.rows.buy_up("10", "0.49")}, before.now);
  before.resolve(settlement::up, true);
  remembered_window memory;
  memory.of = before.this_window;
  memory.in = before.of;
  memory.grades = {before.last()};
  memory.events = {before.rows.buy_up("10", "0.49")};
  scene after;
  after.keep(after.books.restore(memory, "a restart", before.now));
  CHECK(after.made.empty());
  // The row that is read again is the row that is known.
  after.now = before.now;
  after.tell({after.rows.buy_up("10", "0.49")}, after.now);
  CHECK(after.made.empty());
}

TEST_CASE("books: an open window goes on behind a restart") {
  scene after;
  remembered_window memory;
  memory.of = after.this_window;
  memory.in = after.of;
  grade pending;
  pending.of = after.this_window;
  pending.series = btc.name;
  pending.wallet = main_wallet;
  memory.grades = {pending};
  memory.events = {after.rows.buy_up("10", "0.49")};
  after.keep(after.books.restore(memory, "a restart", after.now));
  CHECK(after.last().figures.cost == dollars("4.9"));
  after.now = after.of.end + 80s;
  after.tell({after.rows.buy_down("10", "0.47")}, after.now);
  after.resolve(settlement::up, true);
  CHECK(after.last().status == grade_status::final);
  CHECK(after.last().figures.pnl == dollars("0.4"));
}

TEST_CASE("books: rows of a window to come survive a restart") {
  scene at;
  at.open();
  auto next = market_at(september + 900);
  next.condition_id.back() = 'd';
  remembered_window memory;
  memory.of.slug = next.slug;
  memory.events = {fill(next, activity_type::buy, outcome::up, "10", "0.5")};
  at.keep(at.books.keep_rows(memory, at.of.end));
  at.keep(at.books.open({next.slug, next.start, next.end}, next.start));
  at.keep(at.books.learn(next, next.start));
  CHECK(at.last().figures.cost == dollars("5"));
}

TEST_CASE("books: a window that is not settled stays open however long it takes") {
  scene at;
  at.open();
  at.now = at.of.end + 24h * 30;
  at.books.close(at.now);
  CHECK(at.books.windows() == 1);
  at.resolve(settlement::up, true);
  at.books.close(at.now);
  CHECK(at.books.windows() == 1);
}

TEST_CASE("books: more rows than the bound are never final") {
  grade_book_rules rules;
  rules.max_rows = 2;
  scene at{{main_wallet}, rules};
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("1", "0.5"), at.rows.buy_up("2", "0.5"),
           at.rows.buy_up("3", "0.5")},
          at.now);
  at.resolve(settlement::up, true);
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().reason == "it has more than 2 rows");
}

TEST_CASE("books: rows of this slug and another market's id are in doubt") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  auto foreign = at.rows.buy_up("1", "0.5");
  foreign.condition_id = std::string{"0x"}.append(64, 'e');
  at.tell({foreign}, at.now);
  at.resolve(settlement::up, true);
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().reason == "1 of its rows name another market's id");
}

TEST_CASE("books: each wallet has its own grade, and its own certainty") {
  scene at{{main_wallet, other_wallet}};
  at.open();
  CHECK(at.made.size() == 2);
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.49")}, at.now);
  at.resolve(settlement::up, true);
  REQUIRE(at.count(grade_change::graded) == 2);
  CHECK(at.made[at.made.size() - 2].what.status == grade_status::final);
  CHECK(at.last().wallet == other_wallet);
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().reason == "the wallet's activity has not been read yet");
  at.tell({}, at.now, {}, other_wallet);
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().figures.fills == 0);
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
  scene at{{main_wallet}, rules};
  at.open();
  at.tell({at.rows.buy_up("10", "0.49")}, at.now);
  CHECK(at.last().strategy.empty());
  at.tell({at.rows.buy_down("10", "0.47")}, at.now);
  CHECK(at.last().strategy == "pairs");
}

TEST_CASE("books: what the status line says of a position") {
  scene at{{main_wallet, other_wallet}};
  at.open();
  CHECK(at.books.position(at.this_window, at.now, 10s) == "activity not read yet");
  at.tell({}, at.now);
  CHECK(at.books.position(at.this_window, at.now, 10s) ==
        "no pos, activity not read yet (1 of 2 wallets)");
  at.tell({at.rows.buy_down("2.55", "0.5")}, at.now, {}, other_wallet);
  CHECK(at.books.position(at.this_window, at.now, 10s) == "other DN 2.6@0.50");
  at.now += 42s;
  CHECK(at.books.position(at.this_window, at.now, 10s) ==
        "other DN 2.6@0.50, stale 42s (2 of 2 wallets)");
  scene alone;
  alone.open();
  alone.tell({}, alone.now);
  CHECK(alone.books.position(alone.this_window, alone.now, 10s) == "no pos");
  CHECK(alone.books.position(alone.this_window, alone.now + 42s, 10s) == "stale 42s");
  alone.tell({alone.rows.split("3")}, alone.now);
  CHECK(alone.books.position(alone.this_window, alone.now, 10s) == "UP 3.0 DN 3.0");
}

TEST_CASE("books: an open position is worth what it moved and what it would bring") {
  scene at;
  at.open();
  CHECK_FALSE(at.books.open_pnl(at.this_window, price::from_micros(600'000)));
  at.tell({at.rows.buy_up("10", "0.49")}, at.now);
  CHECK(at.books.open_pnl(at.this_window, price::from_micros(600'000)) == dollars("1.1"));
  // A winner that is known early is no midpoint.
  at.resolve(settlement::up, false);
  REQUIRE(at.last().figures.pnl == dollars("5.1"));
  CHECK(at.books.open_pnl(at.this_window, price::from_micros(600'000)) == dollars("1.1"));
  CHECK(at.books.position(at.this_window, at.now, 10s) == "UP 10.0@0.49");
}

TEST_CASE("books: what was bought ahead is held before the window opens and after") {
  scene at;
  at.now = at.of.start - 60s;
  at.keep(at.books.learn(at.of, at.now));
  at.tell({at.rows.buy_up("10", "0.49")}, at.now);
  CHECK(at.books.is_held(at.this_window));
  CHECK(at.books.position(at.this_window, at.now, 10s) == "UP 10.0@0.49");
  at.open();
  CHECK(at.books.is_held(at.this_window));
  at.tell({at.rows.sell_up("10", "0.5")}, at.now);
  CHECK_FALSE(at.books.is_held(at.this_window));
}

TEST_CASE("books: windows beyond the bound are given up by name") {
  grade_book_rules rules;
  rules.max_windows = 2;
  scene at{{main_wallet}, rules};
  for (int i = 0; i < 3; ++i) {
    const auto of = market_at(september + 900 * i);
    at.keep(at.books.open({of.slug, of.start, of.end}, of.start));
  }
  REQUIRE(at.others.size() == 1);
  CHECK(std::get<grades_given_up>(at.others[0]).of.slug == at.of.slug);
}

TEST_CASE("books: any split into messages, any order and repetition give the same grade",
          "[properties]") {
  CHECK(rc::check([] {
    const auto write = [](scene& at) {
      const auto some = [] {
        return std::to_string(*rc::gen::inRange(1, 40)) + "." +
               std::to_string(*rc::gen::inRange(0, 10));
      };
      const auto at_price = [] {
        return "0." + std::to_string(*rc::gen::inRange(10, 99));
      };
      switch (*rc::gen::inRange(0, 5)) {
      case 0:
        return at.rows.buy_up(some(), at_price());
      case 1:
        return at.rows.buy_down(some(), at_price());
      case 2:
        return at.rows.sell_up(some(), at_price());
      case 3:
        return at.rows.split(some());
      default:
        return at.rows.merge(some());
      }
    };
    scene in_order;
    std::vector<activity_event> rows;
    const auto size = *rc::gen::inRange<std::size_t>(0, 20);
    for (std::uint32_t i = 0; i < size; ++i) {
      rows.push_back(write(in_order));
      rows.back().transaction = "0x" + std::to_string(i);
    }
    const auto play = [](scene& at,
                         const std::vector<std::vector<activity_event>>& parts) {
      at.open();
      for (const auto& part : parts)
        at.tell(part, at.now);
      at.now = at.of.end + 80s;
      at.resolve(settlement::up, true);
      at.tell({}, at.now);
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
    scene shuffled_books;
    play(shuffled_books, parts);
    RC_ASSERT(same_figures(in_order.last(), shuffled_books.last()));
    RC_ASSERT(in_order.last().status == shuffled_books.last().status);
    RC_ASSERT(in_order.last().reason == shuffled_books.last().reason);
  }));
}

TEST_CASE("books: rows that were read before their window was seen are in its grade") {
  scene at;
  remembered_window memory;
  memory.of.slug = at.of.slug;
  auto row = at.rows.buy_up("10", "0.5");
  row.wallet = main_wallet.address;
  memory.events = {row};
  at.now = at.of.end + 48h;
  at.keep(at.books.keep_rows(memory, at.of.end));
  CHECK(at.books.windows() == 0);
  at.keep(at.books.keep_rows(memory, at.of.start));
  at.keep(at.books.open(at.this_window, at.now));
  at.tell({}, at.now);
  at.resolve(settlement::up, true);
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().figures.cost == dollars("5"));
}

TEST_CASE("books: what is not settled is told, and what is forgotten is not kept") {
  scene at;
  CHECK(at.books.unsettled(at.this_window) == nullptr);
  at.open();
  REQUIRE(at.books.unsettled(at.this_window) != nullptr);
  CHECK(at.books.unsettled(at.this_window)->status == grade_status::pending);
  at.now = at.of.end + 80s;
  at.tell({}, at.now);
  at.resolve(settlement::up, false);
  CHECK(at.books.unsettled(at.this_window)->status == grade_status::provisional);
  at.resolve(settlement::up, true);
  CHECK(at.books.unsettled(at.this_window) == nullptr);
  CHECK(at.books.windows() == 1);
  at.books.forget(at.this_window);
  CHECK(at.books.windows() == 0);
}

TEST_CASE("books: CLOB alone and a redemption make a grade final, gamma stuck") {
  // Field case 8: gamma leaves the market open; CLOB says UP; 10 Up redeemed for 10. Two
  // independent sources agree, so what the third says does not matter.
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.45")}, at.now);
  at.report({at.says(winner_source::clob, settlement::up)});
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().winner == settlement::up);
  CHECK(at.last().reason == "no second source has named the winner");
  at.tell({at.rows.redeem(outcome::up, "10", "10")}, at.now);
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().figures.pnl == dollars("5.5"));
  REQUIRE(at.last().sources.size() == 2);
  CHECK(at.last().sources[0].source == winner_source::clob);
  CHECK(at.last().sources[1].source == winner_source::redemption);
  CHECK(at.last().sources[1].time == at.rows.redeem(outcome::up, "10", "10").at);
}

TEST_CASE("books: a redemption alone names the winner of its own wallet") {
  scene at{{main_wallet, other_wallet}};
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.45")}, at.now, {}, other_wallet);
  at.tell({at.rows.buy_up("10", "0.45"), at.rows.redeem(outcome::up, "10", "10")},
          at.now);
  CHECK(at.last().wallet == main_wallet);
  CHECK(at.last().status == grade_status::provisional);
  CHECK(at.last().winner == settlement::up);
  CHECK(at.last().reason == "no second source has named the winner");
  CHECK(at.count(grade_change::graded) == 1);
  CHECK(at.books.is_graded(at.this_window));
  // Any one source of the platform makes it final, of the other wallet provisional.
  at.report({at.says(winner_source::resolutions, settlement::up)});
  REQUIRE(at.made.size() >= 2);
  CHECK(at.made[at.made.size() - 2].what.status == grade_status::final);
  CHECK(at.last().wallet == other_wallet);
  CHECK(at.last().status == grade_status::provisional);
}

TEST_CASE(
    "books: a redemption before the end, or one that paid nothing, names no winner") {
  scene at;
  at.open();
  at.tell({at.rows.buy_up("10", "0.45"), at.rows.redeem(outcome::up, "10", "10")},
          at.now);
  CHECK(at.last().status == grade_status::pending);
  scene lost;
  lost.open();
  lost.now = lost.of.end + 80s;
  lost.tell({lost.rows.buy_up("10", "0.45"), lost.rows.redeem(outcome::up, "10", "0")},
            lost.now);
  CHECK(lost.last().status == grade_status::pending);
  // It confirms what another source says.
  lost.resolve(settlement::down, false);
  CHECK(lost.last().status == grade_status::final);
  CHECK(lost.last().figures.pnl == dollars("-4.5"));
}

TEST_CASE(
    "books: sources that disagree grade nothing, and take a provisional grade back") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.45")}, at.now);
  at.resolve(settlement::up, false);
  REQUIRE(at.last().status == grade_status::provisional);
  at.report({at.says(winner_source::gamma, settlement::up),
             at.says(winner_source::clob, settlement::down)});
  CHECK(at.made.back().change == grade_change::corrected);
  CHECK(at.last().status == grade_status::pending);
  CHECK_FALSE(at.last().winner);
  CHECK_FALSE(at.last().resolved_at);
  CHECK(at.last().revision == 2);
  CHECK(at.last().reason == "gamma says UP, clob says DOWN, not graded");
  CHECK(at.last().figures.one_sided.result == trade_result::none);
  CHECK(at.last().sources.size() == 2);
  // Rows that come meanwhile grade nothing either.
  at.tell({at.rows.buy_up("1", "0.5")}, at.now);
  CHECK(at.last().status == grade_status::pending);
  CHECK(at.last().reason == "gamma says UP, clob says DOWN, not graded");
  // The third decides.
  at.report({at.says(winner_source::gamma, settlement::up),
             at.says(winner_source::clob, settlement::down),
             at.says(winner_source::resolutions, settlement::down)});
  CHECK(at.made.back().change == grade_change::graded);
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().winner == settlement::down);
  CHECK(at.last().reason == "gamma says UP");
}

TEST_CASE("books: a final grade stays when a third source disagrees, and notes it") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.45")}, at.now);
  at.resolve(settlement::up, true);
  REQUIRE(at.last().status == grade_status::final);
  at.report({at.says(winner_source::gamma, settlement::up),
             at.says(winner_source::clob, settlement::up),
             at.says(winner_source::resolutions, settlement::down)});
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().revision == 1);
  CHECK(at.last().reason == "resolutions says DOWN");
  CHECK(at.last().sources.size() == 3);
}

TEST_CASE(
    "books: a grade that a redemption has confirmed stays when one source objects") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.45"), at.rows.redeem(outcome::up, "10", "10")},
          at.now);
  at.resolve(settlement::up, false);
  REQUIRE(at.last().status == grade_status::final);
  at.report({at.says(winner_source::gamma, settlement::up),
             at.says(winner_source::clob, settlement::down)});
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().winner == settlement::up);
  CHECK(at.last().reason == "clob says DOWN");
}

TEST_CASE("books: a redemption against one source grades nothing, and is said once") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.45"), at.rows.redeem(outcome::up, "10", "10")},
          at.now);
  at.resolve(settlement::down, false);
  CHECK(at.last().status == grade_status::pending);
  CHECK(at.last().reason == "gamma says DOWN, redemption says UP, not graded");
  at.tell({at.rows.buy_up("1", "0.5")}, at.now);
  REQUIRE(at.others.size() == 1);
  const auto& said = std::get<redemption_disagrees>(at.others[0]);
  CHECK(said.text == "gamma says DOWN, redemption says UP");
  CHECK(said.wallet == main_wallet);
  CHECK(said.of == at.this_window);
}

TEST_CASE("books: what one source said before a restart needs one other behind it") {
  scene before;
  before.open();
  before.now = before.of.end + 80s;
  before.tell({}, before.now);
  before.resolve(settlement::up, false);
  remembered_window memory;
  memory.of = before.this_window;
  memory.in = before.of;
  memory.grades = {before.last()};
  scene after;
  after.now = before.now + 60s;
  after.keep(after.books.restore(memory, "a restart", after.now));
  after.tell({}, after.now);
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
  scene at;
  grade old;
  old.of = at.this_window;
  old.series = btc.name;
  old.wallet = main_wallet;
  old.winner = settlement::up;
  old.resolved_at = at.of.end + 20s;
  old.status = GENERATE(grade_status::provisional, grade_status::final);
  remembered_window memory;
  memory.of = at.this_window;
  memory.in = at.of;
  memory.grades = {old};
  at.now = at.of.end + 80s;
  at.keep(at.books.restore(memory, "a restart", at.now));
  at.tell({}, at.now);
  const bool is_final = old.status == grade_status::final;
  CHECK((at.books.unsettled(at.this_window) == nullptr) == is_final);
  at.report({at.says(winner_source::clob, settlement::up),
             at.says(winner_source::resolutions, settlement::up)});
  CHECK(at.last().status == grade_status::final);
  CHECK(at.last().sources.size() == 2);
}

TEST_CASE("books: the order in which sources speak changes no grade") {
  std::vector<source_report> all;
  scene at;
  for (const auto source :
       {winner_source::gamma, winner_source::clob, winner_source::resolutions})
    all.push_back({source, settlement::up, at.of.end + 20s, {}});
  std::vector<int> order{0, 1, 2};
  std::optional<grade> first;
  do {
    scene each;
    each.open();
    each.now = each.of.end + 80s;
    each.tell({each.rows.buy_up("10", "0.45")}, each.now);
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
  scene at;
  at.open();
  auto bare = at.rows.buy_up("10", "0.45");
  bare.slug.clear();
  at.tell({bare}, at.now);
  CHECK(at.last().figures.fills == 1);
  auto other = at.rows.buy_up("5", "0.45");
  other.slug = "eth-updown-5m-1";
  at.tell({other}, at.now);
  CHECK(at.last().figures.fills == 2);
  // The same row with its slug is the same row.
  at.tell({at.rows.buy_up("10", "0.45")}, at.now);
  CHECK(at.last().figures.fills == 2);
}

TEST_CASE("books: rows without a slug wait for their market, a bounded number of them") {
  grade_book_rules rules;
  rules.max_unplaced = 3;
  scene at{{main_wallet}, rules};
  at.keep(at.books.open(at.this_window, at.now));
  auto ours = at.rows.buy_up("10", "0.45");
  ours.slug.clear();
  auto strange = ours;
  strange.condition_id = std::string{"0x"}.append(64, 'd');
  at.tell({strange, ours}, at.now);
  CHECK(at.books.unplaced() == 2);
  at.keep(at.books.learn(at.of, at.now));
  CHECK(at.last().figures.fills == 1);
  CHECK(at.books.unplaced() == 1);
  for (int i = 0; i < 5; ++i)
    at.tell({strange}, at.now);
  CHECK(at.books.unplaced() == 3);
  CHECK(at.books.unplaced_dropped() == 3);
  at.books.close(at.now + 30h);
  CHECK(at.books.unplaced() == 0);
}

TEST_CASE("books: the clock set back keeps only the rows of windows to come") {
  scene at;
  at.open();
  const auto next = market_at(september + 900);
  const window next_window{next.slug, next.start, next.end};
  at.now = at.of.start + 1h;
  at.keep(at.books.open(next_window, at.now));
  at.keep(at.books.open(window_at(btc, at.now), at.now));
  at.tell({fill(next, activity_type::buy, outcome::up, "10", "0.5")}, at.now);
  CHECK(at.books.windows() == 3);
  at.now = at.of.start + 8s;
  at.books.set_back(at.now);
  CHECK(at.books.windows() == 2);
  at.made.clear();
  at.keep(at.books.open(next_window, next.start));
  REQUIRE(at.made.size() == 1);
  CHECK(at.made[0].change == grade_change::opened);
  at.keep(at.books.learn(next, next.start));
  CHECK(at.last().figures.cost == dollars("5"));
}

TEST_CASE("books: rows of the ledger join books that are open already") {
  scene at;
  at.open();
  at.now = at.of.end + 80s;
  at.tell({at.rows.buy_up("10", "0.4")}, at.now);
  at.resolve(settlement::down, true);
  REQUIRE(at.last().status == grade_status::final);
  CHECK(at.last().figures.pnl == dollars("-4"));
  remembered_window memory;
  memory.of = at.this_window;
  memory.series = btc.name;
  memory.in = at.of;
  memory.grades = {at.last()};
  memory.events = {at.rows.buy_up("10", "0.4"), at.rows.sell_up("9", "0.4")};
  for (auto& row : memory.events)
    row.wallet = main_wallet.address;
  at.made.clear();
  at.keep(at.books.restore(memory, "late row: a sale", at.now));
  REQUIRE(at.made.size() == 1);
  CHECK(at.last().status == grade_status::amended);
  CHECK(at.last().reason == "late row: a sale");
  CHECK(at.last().figures.pnl == dollars("-0.4"));
  at.keep(at.books.restore(memory, "once more", at.now));
  CHECK(at.made.size() == 1);
}
