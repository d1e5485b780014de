// SPDX-License-Identifier: MIT
#include "actors/window/grade_book.hpp"

#include "tests/actors/window/grade_book_rig.hpp"
#include "tests/support/catch.hpp"

#include <map>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::grade_book_rig;
using namespace std::chrono_literals;

namespace {

/// Books of one window whose wallets change.
struct changing_books {
  book rows;
  tracker::market market = rows.market;
  window this_window{market.slug, market.start, market.end};
  grade_book books{btc, {main_wallet}, {}};
  timestamp now = market.start;
  /// The last state of each wallet's grade, by address, and how often each was graded.
  std::map<std::string, grade> last;
  std::map<std::string, int> graded;
  /// What the ledger would return for the window.
  remembered_window memory;

  changing_books() {
    keep(books.open(this_window, now));
    keep(books.set_market(market, now));
    memory.window = this_window;
    memory.series = btc.name;
    memory.in = market;
    memory.coverage =
        window_coverage{coverage_kind::watched, market.start, market.end, ""};
  }

  void keep(const std::vector<grade_book_event>& events) {
    for (const auto& event : events)
      if (const auto* made = std::get_if<grade_made>(&event)) {
        last[made->graded.wallet.address] = made->graded;
        graded[made->graded.wallet.address] += made->change == grade_change::graded;
      }
  }
  void add_rows(const watched_wallet& wallet, std::vector<activity_event> events,
                timestamp known_to) {
    for (auto& row : events)
      row.wallet = wallet.address;
    const auto all = std::make_shared<const std::vector<activity_event>>(events);
    memory.events.insert(memory.events.end(), events.begin(), events.end());
    keep(books.add_activity({wallet,
                             all,
                             {market.start - 48h, known_to},
                             std::make_shared<const std::vector<doubtful_row>>(),
                             now},
                            now));
  }
  void resolve() {
    keep(books.resolve(market,
                       {{winner_source::gamma, settlement::up, now, {}},
                        {winner_source::clob, settlement::up, now, {}}},
                       now));
  }
  /// The ledger's answer: the grades as they were recorded.
  void restore() {
    memory.grades.clear();
    for (const auto& [address, recorded] : last)
      memory.grades.push_back(recorded);
    keep(books.restore(memory, "rows that came meanwhile", now));
    keep(books.finish_adding(now));
  }
};

} // namespace

TEST_CASE("books: an added wallet is graded with its recorded rows, the others stay") {
  changing_books scene;
  scene.add_rows(main_wallet, {scene.rows.buy_up("10", "0.49")}, scene.now);
  REQUIRE(scene.books.set_wallets({main_wallet, other_wallet}, scene.now));
  CHECK(scene.last.count(other_wallet.address) == 0);
  // A row of the added wallet comes before the ledger's answer, which has it too.
  scene.add_rows(other_wallet, {scene.rows.buy_down("4", "0.5")}, scene.now);
  CHECK(scene.last.count(other_wallet.address) == 0);
  scene.restore();
  CHECK(scene.last[other_wallet.address].figures.down.bought ==
        shares::from_micros(4'000'000));
  CHECK(scene.last[main_wallet.address].figures.up.bought ==
        shares::from_micros(10'000'000));
  CHECK(scene.books.position(scene.this_window, scene.now, 1h) ==
        "main UP 10.0@0.49, other DN 4.0@0.50");
  scene.now = scene.market.end + 80s;
  scene.resolve();
  for (const auto& wallet : {main_wallet, other_wallet}) {
    scene.add_rows(wallet, {}, scene.now);
    CHECK(scene.last[wallet.address].status == grade_status::final);
    CHECK(scene.graded[wallet.address] == 1);
  }
}

TEST_CASE("books: a wallet that is added again continues from its recorded grade") {
  changing_books scene;
  REQUIRE(scene.books.set_wallets({main_wallet, other_wallet}, scene.now));
  scene.restore();
  scene.add_rows(other_wallet, {scene.rows.buy_up("10", "0.4")}, scene.now);
  scene.now = scene.market.end + 80s;
  scene.resolve();
  scene.add_rows(other_wallet, {}, scene.now);
  const auto settled = scene.last[other_wallet.address];
  REQUIRE(settled.status == grade_status::final);

  CHECK_FALSE(scene.books.set_wallets({main_wallet}, scene.now));
  scene.add_rows(other_wallet, {}, scene.now);
  REQUIRE(scene.books.set_wallets({other_wallet, main_wallet}, scene.now));
  scene.restore();
  scene.add_rows(other_wallet, {}, scene.now);
  CHECK(scene.last[other_wallet.address] == settled);
  CHECK(scene.graded[other_wallet.address] == 1);
  // A later row amends it, with the next revision.
  scene.add_rows(other_wallet, {scene.rows.buy_up("1", "0.5")}, scene.now);
  CHECK(scene.last[other_wallet.address].status == grade_status::amended);
  CHECK(scene.last[other_wallet.address].revision == settled.revision + 1);
}

TEST_CASE("books: windows are graded without trades while no wallet is watched") {
  changing_books scene;
  REQUIRE(scene.books.set_wallets({}, scene.now));
  scene.restore();
  scene.now = scene.market.end + 80s;
  scene.resolve();
  CHECK(scene.last[""].status == grade_status::final);
  CHECK(scene.last[main_wallet.address].status == grade_status::pending);
  REQUIRE(scene.books.set_wallets({main_wallet}, scene.now));
  scene.restore();
  scene.add_rows(main_wallet, {}, scene.now);
  CHECK(scene.last[main_wallet.address].status == grade_status::final);
}

TEST_CASE("books: a renamed wallet keeps its books") {
  changing_books scene;
  scene.add_rows(main_wallet, {scene.rows.buy_up("10", "0.49")}, scene.now);
  const watched_wallet renamed{"renamed", main_wallet.address};
  CHECK_FALSE(scene.books.set_wallets({renamed}, scene.now));
  scene.add_rows(renamed, {scene.rows.buy_up("2", "0.49")}, scene.now);
  CHECK(scene.last[main_wallet.address].figures.up.bought ==
        shares::from_micros(12'000'000));
  CHECK(scene.last[main_wallet.address].wallet.name == "renamed");
}
