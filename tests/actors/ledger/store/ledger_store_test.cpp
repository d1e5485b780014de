// SPDX-License-Identifier: MIT
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include "actors/ledger/store/schema.hpp"
#include "actors/ledger/tables/wallet_table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace {

using namespace tracker;
using namespace tracker::test;

/// A ledger in a folder of its own.
struct rig {
  temporary_directory folder;
  std::string path = (folder.path() / "tracker.db").string();
  std::optional<ledger_store> store{open_store(path)};

  std::vector<booked> commit(const std::vector<ledger_entry>& entries) {
    return must(store->commit(entries));
  }
  remembered_window find(std::int64_t window) {
    auto reader = must(ledger_reader::open(path));
    return must(reader.find(window_number(window).slug)).value();
  }
  void reopen() {
    store.reset();
    store.emplace(open_store(path));
  }
};

TEST_CASE("the ledger gives events back as they were") {
  rig at;
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
    event.at = from_unix_seconds(-5);
  }
  at.commit({coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""}),
             events_entry({event})});
  at.reopen();
  CHECK(at.find(0).events == std::vector{event});
}

TEST_CASE("an event is booked once, and the answer says which were new") {
  rig at;
  const auto one = buy_in(0, 1);
  auto twin = one;
  twin.occurrence = 1;
  const auto two = buy_in(0, 2);
  CHECK(*at.commit({events_entry({one, two})})[0].fresh == std::vector{one, two});
  CHECK(*at.commit({events_entry({two, twin, one})})[0].fresh == std::vector{twin});
  CHECK(at.commit({events_entry({two, twin, one})})[0].fresh->empty());
  at.reopen();
  CHECK(at.commit({events_entry({two, twin, one})})[0].fresh->empty());
}

TEST_CASE("everything that tells events apart tells them apart in the ledger") {
  rig at;
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
  CHECK(*at.commit({events_entry(all)})[0].fresh == all);
  for (auto& event : all) {
    event.at += std::chrono::seconds{5};
    event.quoted = usdc::from_micros(5);
    event.slug = "another-name";
  }
  CHECK(at.commit({events_entry(all)})[0].fresh->empty());
}

TEST_CASE("the ledger gives a grade back as it was, to every figure") {
  rig at;
  const auto what = full_grade(3);
  at.commit({grade_entry(what)});
  at.reopen();
  CHECK(at.find(3).grades == std::vector{what});

  at.commit({grade_entry(grade_of(4))});
  CHECK(at.find(4).grades == std::vector{grade_of(4)});
}

// Who adds a member to the figures has to add a column: the counts of these bindings are
// those of the lists in grade_columns.hpp.
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
  [[maybe_unused]] const auto& [of, series, wallet, status, winner, all, strategy,
                                resolved_at, graded_at, revision, reason, sources] = any;
  constexpr int keys_and_figures = 4;
  int others = 0;
  visit_grade(any, [&](auto&&...) { ++others; });
  CHECK(others == 12 - keys_and_figures + columns);
}

TEST_CASE("a grade is amended in place, and its history stays") {
  rig at;
  const auto pending = grade_of(0);
  const auto provisional = grade_of(0, grade_status::provisional, 1);
  const auto final = grade_of(0, grade_status::final, 2);
  CHECK_FALSE(at.commit({grade_entry(pending)})[0].before);
  CHECK(at.commit({grade_entry(provisional)})[0].before == pending);
  CHECK(at.commit({grade_entry(final)})[0].before == provisional);
  CHECK(at.find(0).grades == std::vector{final});
  auto reader = must(ledger_reader::open(at.path));
  CHECK(must(reader.revisions(window_number(0).slug)) ==
        std::vector{pending, provisional});

  SECTION("the same once more changes nothing") {
    const auto before = content_of(at.path);
    CHECK(at.commit({grade_entry(final)})[0].before == final);
    CHECK(content_of(at.path) == before);
  }
  SECTION("figures that the revision does not count are taken over") {
    auto richer = final;
    richer.figures.up.redeemed = shares::from_micros(5);
    at.commit({grade_entry(richer)});
    CHECK(at.find(0).grades == std::vector{richer});
    CHECK(content_of(at.path).revisions.size() == 2);
  }
}

TEST_CASE("a grade that comes late joins the history") {
  rig at;
  const auto provisional = grade_of(0, grade_status::provisional, 1);
  const auto final = grade_of(0, grade_status::final, 2);
  at.commit({grade_entry(final)});
  CHECK(at.commit({grade_entry(provisional)})[0].before == final);
  CHECK(at.find(0).grades == std::vector{final});
  CHECK(content_of(at.path).revisions == std::vector{provisional});
}

TEST_CASE("the ledger gives a market back as it was") {
  rig at;
  auto in = market_number(0);
  SECTION("open") {}
  SECTION("settled, with fees") {
    in.closed = true;
    in.settled = settlement::split;
    in.closed_at = in.end + timespan{123};
    in.fees = fee_schedule{250'000, 2};
  }
  at.commit({events_entry({buy_in(0, 1)}), grade_entry(grade_of(0), in)});
  at.reopen();
  CHECK(at.find(0).in == in);
  // Its tokens are the events' tokens.
  CHECK(at.find(0).events == std::vector{buy_in(0, 1)});
}

TEST_CASE("what is new of a market is written, also when it was another in between") {
  rig at;
  const auto open = market_number(0);
  auto closed = open;
  closed.closed = true;
  for (const auto& in : {open, closed, open}) {
    at.commit({grade_entry(grade_of(0), in)});
    CHECK(at.find(0).in == in);
  }
  at.reopen();
  at.commit({grade_entry(grade_of(0), closed)});
  CHECK(at.find(0).in == closed);
}

TEST_CASE("a row without a slug, or with a wrong one, stays with its market") {
  // Field case 5: a market is its condition id, the slug is a label.
  rig at;
  auto bare = buy_in(0, 1);
  bare.slug = GENERATE("", "eth-updown-5m-1768936500");
  at.commit({events_entry({bare})});
  at.commit({grade_entry(grade_of(0), market_number(0))});
  at.reopen();
  // The same row again, now with its slug: it is booked once.
  at.commit({events_entry({buy_in(0, 1)})});
  CHECK(at.find(0).in == market_number(0));
  CHECK(at.find(0).events == std::vector{buy_in(0, 1)});
}

TEST_CASE("a wallet has the name that it was given last") {
  rig at;
  auto what = grade_of(0);
  for (const char* name : {"first", "", "second"}) {
    what.wallet.name = name;
    const auto before = at.commit({grade_entry(what)})[0].before;
    CHECK((!before || before->wallet == what.wallet));
    CHECK(at.find(0).grades == std::vector{what});
  }
  at.reopen();
  what.wallet.name.clear();
  at.commit({grade_entry(what)});
  CHECK(at.find(0).grades == std::vector{what});
}

TEST_CASE("a market that was known stays when a grade comes without it") {
  rig at;
  at.commit({grade_entry(grade_of(0), market_number(0))});
  at.commit({grade_entry(grade_of(0, grade_status::provisional, 1))});
  CHECK(at.find(0).in == market_number(0));
}

TEST_CASE("coverage grows and never shrinks") {
  rig at;
  const window_coverage missed{coverage_kind::missed, {}, {}, "the tracker was down"};
  const window_coverage filled{coverage_kind::backfilled, {}, {}, ""};
  const window_coverage early{coverage_kind::watched, run_start, run_start + timespan{5},
                              ""};
  const window_coverage late{coverage_kind::watched, run_start + timespan{9},
                             run_start + timespan{20}, "restarted"};
  at.commit({coverage_entry(0, missed)});
  CHECK(at.find(0).coverage == missed);
  at.commit({coverage_entry(0, filled), coverage_entry(0, missed)});
  CHECK(at.find(0).coverage == filled);
  at.commit(
      {coverage_entry(0, late), coverage_entry(0, filled), coverage_entry(0, early)});
  CHECK(at.find(0).coverage ==
        window_coverage{coverage_kind::watched, run_start, run_start + timespan{20}, ""});
}

TEST_CASE("a wallet is remembered: how far, and what is in doubt") {
  rig at;
  CHECK_FALSE(must(at.store->recall(recall_wallet{main_wallet})).history);
  const history_span span{run_start, run_start + timespan{77}};
  const doubtful_row odd{"a-slug", condition_of(0), run_start, "side: neither"};
  const doubtful_row bare{"", "", run_start, "no time"};
  at.commit({events_entry({}, {odd, bare}, span)});
  at.reopen();
  auto memory = must(at.store->recall(recall_wallet{main_wallet}));
  CHECK(memory.wallet == main_wallet);
  CHECK(memory.history == span);
  CHECK(*memory.doubtful == std::vector{odd, bare});
  at.commit({events_entry({}, {bare}, span)});
  CHECK(*must(at.store->recall(recall_wallet{main_wallet})).doubtful ==
        std::vector{bare});
  CHECK(must(at.store->recall(recall_wallet{other_wallet})).doubtful->empty());
}

TEST_CASE("a ledger for one process is read by others when it has ended") {
  rig at;
  at.store.reset();
  const auto path = (at.folder.path() / "temporary.db").string();
  {
    auto alone = must(ledger_store::open(path, "0.1.0", run_start, durability::process));
    must(alone.commit(std::vector{events_entry({buy_in(0, 1)}),
                                  grade_entry(grade_of(0, grade_status::pending, 1))}));
    CHECK_FALSE(std::filesystem::exists(path + "-wal"));
  }
  auto reader = must(ledger_reader::open(path));
  CHECK(must(reader.find(window_number(0).slug)).value().events ==
        std::vector{buy_in(0, 1)});
}

/// How far the file says that the wallet is known.
std::optional<history_span> history_in(const std::string& path) {
  auto beside = open_store(path);
  return must(beside.recall(recall_wallet{main_wallet})).history;
}

TEST_CASE("a poll without a row writes nothing until the mark lags far behind") {
  rig at;
  const auto known_to = [](timespan after_start) {
    return history_span{run_start, run_start + after_start};
  };
  const auto lag = wallet_table::mark_lag;
  at.commit({events_entry({buy_in(0, 1)}, {}, known_to(timespan{0}))});
  const auto next = known_to(lag - timespan{1});

  SECTION("what waits is remembered by the run, and written at its end") {
    const auto answer = at.commit({events_entry({}, {}, next)});
    CHECK(answer.at(0).fresh->empty());
    CHECK(must(at.store->recall(recall_wallet{main_wallet})).history == next);
    CHECK(history_in(at.path) == known_to(timespan{0}));
    must(at.store->end_run(run_start));
    CHECK(history_in(at.path) == next);
  }
  SECTION("far enough ahead, it is written") {
    at.commit({events_entry({}, {}, known_to(lag))});
    CHECK(history_in(at.path) == known_to(lag));
  }
  SECTION("with a new row, it is written") {
    at.commit({events_entry({buy_in(0, 2)}, {}, next)});
    CHECK(history_in(at.path) == next);
  }
  SECTION("beside another fact, it is written") {
    at.commit({events_entry({}, {}, next),
               coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""})});
    CHECK(history_in(at.path) == next);
  }
  SECTION("with a row in doubt, it is written") {
    at.commit({events_entry({}, {{"a-slug", "", run_start, "no time"}}, next)});
    CHECK(history_in(at.path) == next);
  }
  SECTION("a claim of less is written") {
    at.commit({events_entry({}, {}, known_to(timespan{-1}))});
    CHECK(history_in(at.path) == known_to(timespan{-1}));
  }
  SECTION("a start that has moved is written") {
    const history_span earlier{run_start - timespan{1}, run_start};
    at.commit({events_entry({}, {}, earlier)});
    CHECK(history_in(at.path) == earlier);
  }
}

std::vector<std::string> slugs_of(const series_memory& memory) {
  std::vector<std::string> result;
  for (const auto& one : *memory.windows)
    result.push_back(one.of.slug);
  return result;
}

TEST_CASE("what was traded ahead is remembered before its window opens") {
  rig at;
  at.commit({coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""}),
             events_entry({buy_in(0, 1), buy_in(7, 2), buy_in(-3, 3)})});
  const auto memory =
      must(at.store->recall(recall_series{series_name, window_number(0).start, 100}));
  CHECK(memory.last_seen == window_number(0));
  REQUIRE(memory.windows->size() == 2);
  const auto& ahead = memory.windows->back();
  CHECK(ahead.of.slug == window_number(7).slug);
  CHECK(ahead.grades.empty());
  CHECK_FALSE(ahead.coverage);
  CHECK(ahead.events == std::vector{buy_in(7, 2)});
}

TEST_CASE("a series is remembered: what is not settled, and what ended lately") {
  rig at;
  const window_coverage watched{coverage_kind::watched, run_start, run_start, ""};
  for (int number = 0; number < 5; ++number)
    at.commit({coverage_entry(number, watched)});
  at.commit({coverage_entry(5, {coverage_kind::missed, {}, {}, "down"}),
             grade_entry(grade_of(0, grade_status::final, 1), market_number(0)),
             grade_entry(grade_of(1, grade_status::provisional, 1), market_number(1)),
             grade_entry(grade_of(2, grade_status::amended, 3)),
             grade_entry(grade_of(3, grade_status::void_settled, 1)),
             events_entry({buy_in(1, 1), buy_in(0, 2)})});
  const auto slug = [](std::int64_t number) { return window_number(number).slug; };
  const auto recall = [&](timestamp since, std::size_t limit = 100) {
    return must(at.store->recall(recall_series{series_name, since, limit}));
  };
  const auto none_lately = from_unix_seconds(2'000'000'000);

  const auto memory = recall(none_lately);
  CHECK(memory.last_seen == window_number(4));
  REQUIRE(slugs_of(memory) == std::vector{slug(1), slug(4)});
  const auto& open = memory.windows->front();
  CHECK(open.coverage == watched);
  CHECK(open.in == market_number(1));
  CHECK(open.grades == std::vector{grade_of(1, grade_status::provisional, 1)});
  CHECK(open.events == std::vector{buy_in(1, 1)});

  CHECK(slugs_of(recall(window_number(3).end)) ==
        std::vector{slug(1), slug(3), slug(4), slug(5)});

  // One of two wallets is enough to keep a window open.
  auto other = grade_of(0);
  other.wallet = other_wallet;
  at.commit({grade_entry(other)});
  CHECK(slugs_of(recall(none_lately)) == std::vector{slug(0), slug(1), slug(4)});
  CHECK(slugs_of(recall(none_lately, 2)) == std::vector{slug(1), slug(4)});
  CHECK(recall(none_lately, 2).left_out == 1);

  const auto nothing =
      must(at.store->recall(recall_series{"eth-updown-5m", run_start, 9}));
  CHECK_FALSE(nothing.last_seen);
  CHECK(nothing.windows->empty());
}

TEST_CASE("rows behind the last window that was seen are remembered however old") {
  rig at;
  at.commit({coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""}),
             events_entry({buy_in(0, 1), buy_in(-3, 2), buy_in(1, 3)})});
  const auto weeks_later = window_number(3000).end;
  const auto memory = must(at.store->recall(recall_series{series_name, weeks_later, 9}));
  CHECK(memory.windows->back().of.slug == window_number(1).slug);
  CHECK(memory.windows->back().events == std::vector{buy_in(1, 3)});
}

TEST_CASE("windows of the past are remembered by name, settled and unseen ones too") {
  rig at;
  at.commit({grade_entry(grade_of(0, grade_status::final, 1), market_number(0)),
             events_entry({buy_in(0, 1), buy_in(2, 2)})});
  const auto slug = [](std::int64_t number) { return window_number(number).slug; };
  const auto memory =
      must(at.store->recall(recall_windows{series_name, {slug(2), slug(1), slug(0)}}));
  REQUIRE(memory.windows->size() == 3);
  const auto& traded = memory.windows->at(0);
  CHECK(traded.of.slug == slug(2));
  CHECK(traded.series == series_name);
  CHECK(traded.events == std::vector{buy_in(2, 2)});
  CHECK(memory.windows->at(1).of.slug == slug(1));
  CHECK(memory.windows->at(1).events.empty());
  const auto& settled = memory.windows->at(2);
  CHECK(settled.of == window_number(0));
  CHECK(settled.in == market_number(0));
  CHECK(settled.grades == std::vector{grade_of(0, grade_status::final, 1)});
  CHECK(settled.events == std::vector{buy_in(0, 1)});
}

TEST_CASE("the grades of a day are those of the windows that end in it") {
  rig at;
  for (int number = 0; number < 4; ++number)
    at.commit({grade_entry(grade_of(number))});
  const auto memory =
      must(at.store->recall(recall_grades{window_number(0).end, window_number(2).end}));
  CHECK(*memory.grades == std::vector{grade_of(1), grade_of(2)});
}

TEST_CASE("a window whose length was configured anew moves with its grades") {
  rig at;
  auto other = grade_of(0);
  other.wallet = other_wallet;
  at.commit({grade_entry(grade_of(0)), grade_entry(other)});
  auto longer = grade_of(0, grade_status::final, 1);
  longer.of.end += std::chrono::hours{1};
  other.of = longer.of;
  at.commit({grade_entry(longer)});
  CHECK(at.find(0).grades == std::vector{longer, other});
  const auto ending_until = [&](timestamp to) {
    return must(at.store->recall(recall_grades{to - std::chrono::seconds{1}, to})).grades;
  };
  CHECK(*ending_until(longer.of.end) == std::vector{longer, other});
  CHECK(ending_until(grade_of(0).of.end)->empty());
}

TEST_CASE("the runs of the tracker are noted, also one that ends without a word") {
  rig at;
  at.reopen();
  const auto end = run_start + std::chrono::hours{1};
  must(at.store->end_run(end));
  auto reader = must(ledger_reader::open(at.path));
  CHECK(must(reader.runs(10)) ==
        std::vector<recorded_run>{{"0.1.0", run_start, end},
                                  {"0.1.0", run_start, std::nullopt}});
}

TEST_CASE("the views show words, decimals and dates") {
  rig at;
  auto what = grade_of(0, grade_status::final, 1);
  what.figures.kind = trade_kind::arb;
  what.figures.arb.result = trade_result::paired;
  what.figures.pnl = usdc::from_micros(-400'001);
  what.figures.cost = usdc::from_micros(9'600'000'000'000);
  at.commit({events_entry({buy_in(0, 1), reward_at(run_start, 250'000)}),
             grade_entry(what, market_number(0)),
             coverage_entry(0, {coverage_kind::watched, run_start, run_start, "late"})});
  SQLite::Database shell{at.path, SQLite::OPEN_READONLY};
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
