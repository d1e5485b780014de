// SPDX-License-Identifier: MIT
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include "actors/ledger/store/schema.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace {

using namespace tracker;
using namespace tracker::test;

TEST_CASE("the ledger returns events unchanged") {
  store_rig fixture;
  auto event = buy_in(0, 7);
  SECTION("a buy") {}
  SECTION("a merge, which has no token") {
    event.type = activity_type::merge;
    event.asset.clear();
  }
  SECTION("a twin") {
    event.occurrence = 199;
  }
  SECTION("a hash of another form") {
    event.transaction = "0xABCDEF";
  }
  SECTION("a hash in capitals") {
    event.transaction = "0x" + std::string(64, 'A');
    event.condition_id = "0x" + std::string(64, 'B');
  }
  SECTION("no hash at all") {
    event.transaction.clear();
  }
  SECTION("a type that only the platform knows") {
    event.type = activity_type::other;
    event.platform_type = std::string{"AIR'DROP\0?", 10};
  }
  SECTION("the largest amounts") {
    event.size = shares::from_micros(9'200'000'000'000'000'000);
    event.cash = usdc::from_micros(-9'200'000'000'000'000'000);
    event.quoted = usdc::from_micros(1);
    event.at_price = price::from_micros(1'000'000);
  }
  SECTION("a time before the epoch") {
    event.time = from_unix_seconds(-5);
  }
  fixture.commit({coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""}),
                  events_entry({event})});
  fixture.reopen();
  CHECK(fixture.find(0).events == std::vector{event});
}

TEST_CASE("an event is booked once, and the answer lists the new ones") {
  store_rig fixture;
  const auto item = buy_in(0, 1);
  auto twin = item;
  twin.occurrence = 1;
  const auto two = buy_in(0, 2);
  CHECK(*fixture.commit({events_entry({item, two})})[0].fresh == std::vector{item, two});
  CHECK(*fixture.commit({events_entry({two, twin, item})})[0].fresh == std::vector{twin});
  CHECK(fixture.commit({events_entry({two, twin, item})})[0].fresh->empty());
  fixture.reopen();
  CHECK(fixture.commit({events_entry({two, twin, item})})[0].fresh->empty());
}

TEST_CASE("every field of the identity of an event distinguishes it in the ledger") {
  store_rig fixture;
  const auto base = buy_in(0, 1);
  std::vector<activity_event> all(11, base);
  all[1].wallet = other_wallet.address;
  all[2].transaction = hash_of(2);
  all[3].condition_id = condition_of(9);
  all[4].asset = token_of(0, outcome::down);
  all[5].type = activity_type::sell;
  all[6].size = shares::from_micros(1);
  all[7].at_price = price::from_micros(1);
  all[8].cash = usdc::from_micros(1);
  all[9].occurrence = 1;
  all[10].platform_type = "ODD";
  CHECK(*fixture.commit({events_entry(all)})[0].fresh == all);
  for (auto& event : all) {
    event.time += std::chrono::seconds{5};
    event.quoted = usdc::from_micros(5);
    event.slug = "another-name";
  }
  CHECK(fixture.commit({events_entry(all)})[0].fresh->empty());
}

TEST_CASE("the ledger returns a grade with every figure unchanged") {
  store_rig fixture;
  const auto graded = full_grade(3);
  fixture.commit({grade_entry(graded)});
  fixture.reopen();
  CHECK(fixture.find(3).grades == std::vector{graded});

  fixture.commit({grade_entry(grade_of(4))});
  CHECK(fixture.find(4).grades == std::vector{grade_of(4)});
}

// A new member of the figures needs a column: these bindings count the members that
// grade_columns.hpp must list.
TEST_CASE("every member of a grade has its column") {
  window_figures figures;
  [[maybe_unused]] const auto& [up, down, split, merged, split_cost, merge_proceeds, kind,
                                arb, one_sided, cost, proceeds, payout, value, pnl,
                                capture_pnl, directional_pnl, residual, fees, fees_from,
                                rebates, fills, unexplained, payout_gap, redeemed_as,
                                redemptions] = figures;
  [[maybe_unused]] const auto& [s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13] =
      up;
  [[maybe_unused]] const auto& [a1, a2, a3, a4, a5, a6, a7] = arb;
  [[maybe_unused]] const auto& [o1, o2, o3, o4, o5, o6] = one_sided;
  constexpr int parts = 4;
  int columns = 0;
  visit_figures(figures, [&](auto&&...) { ++columns; });
  CHECK(columns == 25 - parts + 2 * 13 + 7 + 6);
  const grade any;
  [[maybe_unused]] const auto& [graded_window, series, wallet, status, winner, all,
                                strategy, resolved_at, graded_at, revision, reason,
                                sources] = any;
  constexpr int keys_and_figures = 4;
  int others = 0;
  visit_grade(any, [&](auto&&...) { ++others; });
  CHECK(others == 12 - keys_and_figures + columns);
}

TEST_CASE("a grade is amended in place, and its history stays") {
  store_rig fixture;
  const auto pending = grade_of(0);
  const auto provisional = grade_of(0, grade_status::provisional, 1);
  const auto final = grade_of(0, grade_status::final, 2);
  CHECK_FALSE(fixture.commit({grade_entry(pending)})[0].before);
  CHECK(fixture.commit({grade_entry(provisional)})[0].before == pending);
  CHECK(fixture.commit({grade_entry(final)})[0].before == provisional);
  CHECK(fixture.find(0).grades == std::vector{final});
  auto reader = must(ledger_reader::open(fixture.path));
  CHECK(must(reader.revisions(window_number(0).slug)) ==
        std::vector{pending, provisional});

  SECTION("the same once more changes nothing") {
    const auto content = content_of(fixture.path);
    CHECK(fixture.commit({grade_entry(final)})[0].before == final);
    CHECK(content_of(fixture.path) == content);
  }
  SECTION("figures that the revision does not count are taken over") {
    auto richer = final;
    richer.figures.up.redeemed = shares::from_micros(5);
    fixture.commit({grade_entry(richer)});
    CHECK(fixture.find(0).grades == std::vector{richer});
    CHECK(content_of(fixture.path).revisions.size() == 2);
  }
}

TEST_CASE("a grade with a lower revision joins the history") {
  store_rig fixture;
  const auto provisional = grade_of(0, grade_status::provisional, 1);
  const auto final = grade_of(0, grade_status::final, 2);
  fixture.commit({grade_entry(final)});
  CHECK(fixture.commit({grade_entry(provisional)})[0].before == final);
  CHECK(fixture.find(0).grades == std::vector{final});
  CHECK(content_of(fixture.path).revisions == std::vector{provisional});
}

TEST_CASE("the ledger returns a market unchanged") {
  store_rig fixture;
  auto details = market_number(0);
  SECTION("open") {}
  SECTION("settled, with fees") {
    details.closed = true;
    details.settled = settlement::split;
    details.closed_at = details.end + timespan{123};
    details.fees = fee_schedule{250'000, 2};
  }
  fixture.commit({events_entry({buy_in(0, 1)}), grade_entry(grade_of(0), details)});
  fixture.reopen();
  CHECK(fixture.find(0).in == details);
  // The market shares its tokens with the events.
  CHECK(fixture.find(0).events == std::vector{buy_in(0, 1)});
}

TEST_CASE("a change of a market is written, also back to an earlier state") {
  store_rig fixture;
  const auto open = market_number(0);
  auto closed = open;
  closed.closed = true;
  for (const auto& details : {open, closed, open}) {
    fixture.commit({grade_entry(grade_of(0), details)});
    CHECK(fixture.find(0).in == details);
  }
  fixture.reopen();
  fixture.commit({grade_entry(grade_of(0), closed)});
  CHECK(fixture.find(0).in == closed);
}

TEST_CASE("a row without a slug, or with a wrong one, stays with its market") {
  // Field case 5: a market is its condition id, the slug is a label.
  store_rig fixture;
  auto bare = buy_in(0, 1);
  bare.slug = GENERATE("", "eth-updown-5m-1768936500");
  fixture.commit({events_entry({bare})});
  fixture.commit({grade_entry(grade_of(0), market_number(0))});
  fixture.reopen();
  // The same row again, now with its slug: it is booked once.
  fixture.commit({events_entry({buy_in(0, 1)})});
  CHECK(fixture.find(0).in == market_number(0));
  CHECK(fixture.find(0).events == std::vector{buy_in(0, 1)});
}

TEST_CASE("a wallet has its latest name") {
  store_rig fixture;
  auto graded = grade_of(0);
  for (const char* name : {"first", "", "second"}) {
    graded.wallet.name = name;
    const auto replaced = fixture.commit({grade_entry(graded)})[0].before;
    CHECK((!replaced || replaced->wallet == graded.wallet));
    CHECK(fixture.find(0).grades == std::vector{graded});
  }
  fixture.reopen();
  graded.wallet.name.clear();
  fixture.commit({grade_entry(graded)});
  CHECK(fixture.find(0).grades == std::vector{graded});
}

TEST_CASE("a known market stays when a grade arrives without it") {
  store_rig fixture;
  fixture.commit({grade_entry(grade_of(0), market_number(0))});
  fixture.commit({grade_entry(grade_of(0, grade_status::provisional, 1))});
  CHECK(fixture.find(0).in == market_number(0));
}

TEST_CASE("coverage grows and never shrinks") {
  store_rig fixture;
  const window_coverage missed{coverage_kind::missed, {}, {}, "the tracker was down"};
  const window_coverage filled{coverage_kind::backfilled, {}, {}, ""};
  const window_coverage first_part{coverage_kind::watched, run_start,
                                   run_start + timespan{5}, ""};
  const window_coverage second_part{coverage_kind::watched, run_start + timespan{9},
                                    run_start + timespan{20}, "restarted"};
  fixture.commit({coverage_entry(0, missed)});
  CHECK(fixture.find(0).coverage == missed);
  fixture.commit({coverage_entry(0, filled), coverage_entry(0, missed)});
  CHECK(fixture.find(0).coverage == filled);
  fixture.commit({coverage_entry(0, second_part), coverage_entry(0, filled),
                  coverage_entry(0, first_part)});
  CHECK(fixture.find(0).coverage ==
        window_coverage{coverage_kind::watched, run_start, run_start + timespan{20}, ""});
}

TEST_CASE("a ledger for one process can be read after it has ended") {
  store_rig fixture;
  fixture.store.reset();
  const auto path = (fixture.folder.path() / "temporary.db").string();
  {
    auto temporary_store =
        must(ledger_store::open(path, "0.1.0", run_start, durability::process));
    must(temporary_store.commit(
        std::vector{events_entry({buy_in(0, 1)}),
                    grade_entry(grade_of(0, grade_status::pending, 1))}));
    CHECK_FALSE(std::filesystem::exists(path + "-wal"));
  }
  auto reader = must(ledger_reader::open(path));
  CHECK(must(reader.find(window_number(0).slug)).value().events ==
        std::vector{buy_in(0, 1)});
}

TEST_CASE("the grades of a day are those of the windows that end in it") {
  store_rig fixture;
  for (int number = 0; number < 4; ++number)
    fixture.commit({grade_entry(grade_of(number))});
  const auto memory =
      must(fixture.store->recall_grades(window_number(0).end, window_number(2).end));
  CHECK(*memory.grades == std::vector{grade_of(1), grade_of(2)});
}

TEST_CASE("a window whose configured length changed moves with its grades") {
  store_rig fixture;
  auto other = grade_of(0);
  other.wallet = other_wallet;
  fixture.commit({grade_entry(grade_of(0)), grade_entry(other)});
  auto longer = grade_of(0, grade_status::final, 1);
  longer.window.end += std::chrono::hours{1};
  other.window = longer.window;
  fixture.commit({grade_entry(longer)});
  CHECK(fixture.find(0).grades == std::vector{longer, other});
  const auto ending_until = [&](timestamp end) {
    return must(fixture.store->recall_grades(end - std::chrono::seconds{1}, end)).grades;
  };
  CHECK(*ending_until(longer.window.end) == std::vector{longer, other});
  CHECK(ending_until(grade_of(0).window.end)->empty());
}

TEST_CASE("the runs of the tracker are recorded, also one without an orderly end") {
  store_rig fixture;
  fixture.reopen();
  const auto end = run_start + std::chrono::hours{1};
  must(fixture.store->end_run(end));
  auto reader = must(ledger_reader::open(fixture.path));
  CHECK(must(reader.runs(10)) ==
        std::vector<recorded_run>{{"0.1.0", run_start, end},
                                  {"0.1.0", run_start, std::nullopt}});
}

TEST_CASE("the views show words, decimals and dates") {
  store_rig fixture;
  auto graded = grade_of(0, grade_status::final, 1);
  graded.figures.kind = trade_kind::arb;
  graded.figures.arb.result = trade_result::paired;
  graded.figures.pnl = usdc::from_micros(-400'001);
  graded.figures.cost = usdc::from_micros(9'600'000'000'000);
  fixture.commit(
      {events_entry({buy_in(0, 1), reward_at(run_start, 250'000)}),
       grade_entry(graded, market_number(0)),
       coverage_entry(0, {coverage_kind::watched, run_start, run_start, "late"})});
  SQLite::Database shell{fixture.path, SQLite::OPEN_READONLY};
  const auto cell = [&](const std::string& query) {
    return shell.execAndGet(query).getString();
  };
  CHECK(cell("SELECT status || ' ' || outcome || ' ' || trade_type || ' ' || arb_result "
             "FROM v_grades") == "FINAL UP ARB PAIRED");
  CHECK(cell("SELECT pnl FROM v_grades") == "-0.400001");
  CHECK(cell("SELECT cost FROM v_grades") == "9600000.000000");
  CHECK(cell("SELECT \"end\" FROM v_grades") == "2026-01-20T19:30:00Z");
  CHECK(cell("SELECT side || ' ' || type || ' ' || price FROM v_events "
             "WHERE slug <> ''") == "UP BUY 0.490000");
  CHECK(cell("SELECT tx FROM v_events WHERE slug <> ''") == hash_of(1));
  CHECK(cell("SELECT type || ' ' || cash FROM v_account") == "REWARD 0.250000");
  CHECK(cell("SELECT losses || ' ' || pnl FROM v_days") == "1 -0.400001");
  CHECK(cell("SELECT coverage || ' ' || why FROM v_coverage") == "watched late");
}

} // namespace
