// SPDX-License-Identifier: MIT
// The facts that the ledger hands out for the fleet's database, and when it drops them.
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

/// A ledger of a fleet, and a database that commits batches on request.
struct outbox_rig {
  outbox_rig() { must(store.use_outbox(true)); }

  void book(const std::vector<ledger_entry>& entries) { must(store.commit(entries)); }
  /// The next batch, without its commit.
  outbox_batch next(std::size_t rows = 1'000) {
    return must(store.recall(take_outbox{database, committed, rows}));
  }
  /// Commits batches until nothing waits; returns all their facts.
  outbox_facts drain(std::size_t rows = 1'000) {
    outbox_facts all;
    for (auto batch = next(rows); batch.facts; batch = next(rows)) {
      append(all, *batch.facts);
      committed = batch.number;
    }
    return all;
  }
  static void append(outbox_facts& all, const outbox_facts& more) {
    const auto add = [](auto& target, const auto& source) {
      target.insert(target.end(), source.begin(), source.end());
    };
    add(all.wallets, more.wallets);
    add(all.windows, more.windows);
    add(all.events, more.events);
    add(all.grades, more.grades);
    add(all.revisions, more.revisions);
    add(all.sums, more.sums);
    add(all.proofs, more.proofs);
  }

  temporary_directory folder;
  std::string path = (folder.path() / "tracker.db").string();
  ledger_store store = open_store(path);
  std::string database = "one";
  std::int64_t committed = 0;
};

} // namespace

TEST_CASE("the outbox hands out every kind of fact, as the ledger has it",
          "[ledger][fleet]") {
  outbox_rig rig;
  rig.drain();
  const auto graded = full_grade(1);
  const doubtful_row doubt{window_number(1).slug, condition_of(1), run_start, "odd"};
  const auto events = std::vector{buy_in(1, 1), buy_in(1, 2), reward_at(run_start, 7)};
  const window_coverage seen{coverage_kind::watched, run_start, run_start, ""};
  rig.book({events_entry(events, {doubt}), grade_entry(graded, market_number(1)),
            coverage_entry(1, seen),
            record_proof{std::make_shared<const day_proof>(
                different_day(main_wallet, proof_day, 5))}});
  auto facts = rig.drain();
  REQUIRE(facts.wallets.size() == 1);
  CHECK(facts.wallets.front().wallet == main_wallet);
  CHECK(facts.wallets.front().history == history_span{run_start, run_start});
  CHECK(facts.wallets.front().doubtful == std::vector{doubt});
  REQUIRE(facts.windows.size() == 1);
  CHECK(facts.windows.front().window == window_number(1));
  CHECK(facts.windows.front().in == market_number(1));
  CHECK(facts.windows.front().coverage == seen);
  CHECK(facts.grades == std::vector{graded});
  REQUIRE(facts.proofs.size() == 1);
  CHECK(facts.proofs.front().platform.pnl->realized == usdc::from_micros(3'000'005));
  CHECK(facts.events.size() == events.size());
  for (const auto& event : events)
    CHECK(std::count(facts.events.begin(), facts.events.end(), event) == 1);
  CHECK_FALSE(rig.next().facts);
}

TEST_CASE("a batch stays in the outbox until the database has committed it",
          "[ledger][fleet]") {
  outbox_rig rig;
  rig.drain();
  rig.book({events_entry({buy_in(1, 1)})});
  const auto first = rig.next();
  CHECK(*rig.next().facts == *first.facts);
  SECTION("facts noted meanwhile are in a later batch") {
    rig.book({events_entry({buy_in(1, 700)})});
    rig.committed = first.number;
    const auto rest = rig.drain();
    CHECK(std::count(rest.events.begin(), rest.events.end(), buy_in(1, 700)) == 1);
  }
  SECTION("after a restart of the program") {
    rig.store = open_store(rig.path);
    must(rig.store.use_outbox(true));
    SECTION("the batch was not committed") {
      CHECK(*rig.next().facts == *first.facts);
      CHECK_FALSE(rig.next().starts_over);
    }
    SECTION("the commit was in doubt: the facts are handed out once more") {
      rig.committed = first.number;
      CHECK(rig.drain().events == std::vector{buy_in(1, 1)});
    }
  }
}

TEST_CASE("a window that changes often waits as one key", "[ledger][fleet]") {
  outbox_rig rig;
  rig.drain();
  for (std::uint32_t revision = 0; revision < 5; ++revision)
    rig.book({grade_entry(grade_of(1, grade_status::provisional, revision))});
  const auto batch = rig.next();
  // Wallet, window and grade.
  CHECK(batch.waiting == 3);
  CHECK(batch.facts->grades == std::vector{grade_of(1, grade_status::provisional, 4)});
  CHECK(batch.facts->revisions.size() == 4);
  rig.committed = batch.number;
  CHECK_FALSE(rig.next().facts);
  // Only the revision that was replaced since then.
  rig.book({grade_entry(grade_of(1, grade_status::final, 5))});
  const auto rest = rig.drain();
  CHECK(rest.grades == std::vector{grade_of(1, grade_status::final, 5)});
  CHECK(rest.revisions == std::vector{grade_of(1, grade_status::provisional, 4)});
  // A late grade with a lower revision goes to the history.
  auto late_grade = grade_of(1, grade_status::provisional, 2);
  late_grade.wallet = other_wallet;
  rig.book(
      {grade_entry(grade_of(1, grade_status::provisional, 9)), grade_entry(late_grade)});
  rig.drain();
  late_grade.revision = 1;
  rig.book({grade_entry(late_grade)});
  CHECK(rig.drain().revisions == std::vector{late_grade});
}

TEST_CASE("changes by other code than commits reach the outbox", "[ledger][fleet]") {
  outbox_rig rig;
  auto traded = grade_of(1, grade_status::final, 1);
  traded.figures.kind = trade_kind::directional;
  traded.figures.up.first_bought = traded.window.start;
  traded.figures.up.average_entry = price::from_micros(400'000);
  traded.figures.up.bought = shares::from_micros(7'000'000);
  rig.book({grade_entry(traded, market_number(1))});
  rig.drain();
  SECTION("new strategies tag recorded grades") {
    strategy marks;
    marks.name = "morning";
    CHECK(must(rig.store.tag_grades({marks})) == 1);
    const auto facts = rig.drain();
    REQUIRE(facts.grades.size() == 1);
    CHECK(facts.grades.front().strategy == "morning");
  }
  SECTION("a market that closes") {
    auto closed = market_number(1);
    closed.closed = true;
    closed.settled = settlement::up;
    rig.book({grade_entry(traded, closed)});
    const auto facts = rig.drain();
    REQUIRE(facts.windows.size() == 1);
    CHECK(facts.windows.front().in == closed);
  }
  SECTION("an unchanged fact is not sent") {
    rig.book({grade_entry(traded, market_number(1))});
    CHECK_FALSE(rig.next().facts);
  }
}

TEST_CASE("everything is handed out again when the database lacks it",
          "[ledger][fleet]") {
  outbox_rig rig;
  rig.book({events_entry({buy_in(1, 1), buy_in(2, 2)}),
            grade_entry(grade_of(1, grade_status::final, 1), market_number(1))});
  rig.drain();
  CHECK_FALSE(rig.next().facts);
  SECTION("another database") {
    rig.database = "two";
  }
  SECTION("it lost a batch") {
    --rig.committed;
  }
  SECTION("a run without a fleet noted nothing") {
    rig.store = open_store(rig.path);
    must(rig.store.use_outbox(false));
    CHECK(must(rig.store.recall(take_outbox{"one", 0, 10})).facts == nullptr);
    rig.store = open_store(rig.path);
    must(rig.store.use_outbox(true));
  }
  CHECK(rig.next().starts_over);
  const auto facts = rig.drain();
  CHECK(facts.events.size() == 2);
  CHECK(facts.grades.size() == 1);
  CHECK(facts.windows.size() == 1);
}

TEST_CASE("a batch is bounded, and the events of a grade come before it or with it",
          "[ledger][fleet]") {
  outbox_rig rig;
  std::vector<activity_event> events;
  for (std::uint64_t number = 0; number < 500; ++number)
    events.push_back(buy_in(1, number));
  rig.book({events_entry(events)});
  std::size_t most = 0;
  std::vector<activity_event> seen;
  for (auto batch = rig.next(40); batch.facts; batch = rig.next(40)) {
    most = std::max(most, batch.facts->rows());
    seen.insert(seen.end(), batch.facts->events.begin(), batch.facts->events.end());
    rig.committed = batch.number;
  }
  CHECK(most <= 90);
  CHECK(seen.size() == events.size());
  for (const auto& event : events)
    CHECK(std::count(seen.begin(), seen.end(), event) == 1);

  rig.book({grade_entry(grade_of(2))});
  rig.book({events_entry({buy_in(2, 5)}),
            grade_entry(grade_of(2, grade_status::final, 1), market_number(2))});
  const auto batch = rig.next(2);
  REQUIRE(batch.facts);
  const auto facts = rig.drain();
  CHECK(facts.events.size() == 1);
}

TEST_CASE("the outbox is counted while the database is unreachable", "[ledger][fleet]") {
  outbox_rig rig;
  rig.drain();
  rig.book({events_entry({buy_in(1, 1), buy_in(2, 2)})});
  const auto counted = must(rig.store.recall(take_outbox{}));
  // The wallet and its events in two markets.
  CHECK(counted.waiting == 3);
  CHECK_FALSE(counted.facts);
}
