// SPDX-License-Identifier: MIT
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include "actors/ledger/tables/wallet_table.hpp"

namespace {

using namespace tracker;
using namespace tracker::test;

TEST_CASE("a recall of a wallet has its history and its doubtful rows") {
  store_rig fixture;
  CHECK_FALSE(must(fixture.store->recall(recall_wallet{main_wallet})).history);
  const history_span span{run_start, run_start + timespan{77}};
  const doubtful_row odd{"a-slug", condition_of(0), run_start, "side: neither"};
  const doubtful_row bare{"", "", run_start, "no time"};
  fixture.commit({events_entry({}, {odd, bare}, span)});
  fixture.reopen();
  auto memory = must(fixture.store->recall(recall_wallet{main_wallet}));
  CHECK(memory.wallet == main_wallet);
  CHECK(memory.history == span);
  CHECK(*memory.doubtful == std::vector{odd, bare});
  fixture.commit({events_entry({}, {bare}, span)});
  CHECK(*must(fixture.store->recall(recall_wallet{main_wallet})).doubtful ==
        std::vector{bare});
  CHECK(must(fixture.store->recall(recall_wallet{other_wallet})).doubtful->empty());
}

/// The history of the wallet in the file.
std::optional<history_span> history_in(const std::string& path) {
  auto other_store = open_store(path);
  return must(other_store.recall(recall_wallet{main_wallet})).history;
}

TEST_CASE("a poll without a row writes nothing until the stored history lags") {
  store_rig fixture;
  const auto known_to = [](timespan after_start) {
    return history_span{run_start, run_start + after_start};
  };
  const auto lag = wallet_table::mark_lag;
  fixture.commit({events_entry({buy_in(0, 1)}, {}, known_to(timespan{0}))});
  const auto next = known_to(lag - timespan{1});

  SECTION("a waiting history is remembered by the run and written at its end") {
    const auto answer = fixture.commit({events_entry({}, {}, next)});
    CHECK(answer.at(0).fresh->empty());
    CHECK(must(fixture.store->recall(recall_wallet{main_wallet})).history == next);
    CHECK(history_in(fixture.path) == known_to(timespan{0}));
    must(fixture.store->end_run(run_start));
    CHECK(history_in(fixture.path) == next);
  }
  SECTION("a history that is far enough ahead is written") {
    fixture.commit({events_entry({}, {}, known_to(lag))});
    CHECK(history_in(fixture.path) == known_to(lag));
  }
  SECTION("a history with a new row is written") {
    fixture.commit({events_entry({buy_in(0, 2)}, {}, next)});
    CHECK(history_in(fixture.path) == next);
  }
  SECTION("a history with another fact is written") {
    fixture.commit(
        {events_entry({}, {}, next),
         coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""})});
    CHECK(history_in(fixture.path) == next);
  }
  SECTION("a history with a doubtful row is written") {
    fixture.commit({events_entry({}, {{"a-slug", "", run_start, "no time"}}, next)});
    CHECK(history_in(fixture.path) == next);
  }
  SECTION("a shorter history is written") {
    fixture.commit({events_entry({}, {}, known_to(timespan{-1}))});
    CHECK(history_in(fixture.path) == known_to(timespan{-1}));
  }
  SECTION("an earlier start is written") {
    const history_span earlier{run_start - timespan{1}, run_start};
    fixture.commit({events_entry({}, {}, earlier)});
    CHECK(history_in(fixture.path) == earlier);
  }
}

std::vector<std::string> slugs_of(const series_memory& memory) {
  std::vector<std::string> result;
  for (const auto& item : *memory.windows)
    result.push_back(item.window.slug);
  return result;
}

TEST_CASE("trades before the window opens are recalled") {
  store_rig fixture;
  fixture.commit({coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""}),
                  events_entry({buy_in(0, 1), buy_in(7, 2), buy_in(-3, 3)})});
  const auto memory = must(
      fixture.store->recall(recall_series{series_name, window_number(0).start, 100}));
  CHECK(memory.last_seen == window_number(0));
  REQUIRE(memory.windows->size() == 2);
  const auto& future = memory.windows->back();
  CHECK(future.window.slug == window_number(7).slug);
  CHECK(future.grades.empty());
  CHECK_FALSE(future.coverage);
  CHECK(future.events == std::vector{buy_in(7, 2)});
}

TEST_CASE("a recall of a series has unsettled and recent windows") {
  store_rig fixture;
  const window_coverage watched{coverage_kind::watched, run_start, run_start, ""};
  for (int number = 0; number < 5; ++number)
    fixture.commit({coverage_entry(number, watched)});
  fixture.commit(
      {coverage_entry(5, {coverage_kind::missed, {}, {}, "down"}),
       grade_entry(grade_of(0, grade_status::final, 1), market_number(0)),
       grade_entry(grade_of(1, grade_status::provisional, 1), market_number(1)),
       grade_entry(grade_of(2, grade_status::amended, 3)),
       grade_entry(grade_of(3, grade_status::void_settled, 1)),
       events_entry({buy_in(1, 1), buy_in(0, 2)})});
  const auto slug = [](std::int64_t number) { return window_number(number).slug; };
  const auto recall = [&](timestamp begin, std::size_t limit = 100) {
    return must(fixture.store->recall(recall_series{series_name, begin, limit}));
  };
  const auto after_all = from_unix_seconds(2'000'000'000);

  const auto memory = recall(after_all);
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
  fixture.commit({grade_entry(other)});
  CHECK(slugs_of(recall(after_all)) == std::vector{slug(0), slug(1), slug(4)});
  CHECK(slugs_of(recall(after_all, 2)) == std::vector{slug(1), slug(4)});
  CHECK(recall(after_all, 2).left_out == 1);

  const auto nothing =
      must(fixture.store->recall(recall_series{"eth-updown-5m", run_start, 9}));
  CHECK_FALSE(nothing.last_seen);
  CHECK(nothing.windows->empty());
}

TEST_CASE("rows after the last window seen are recalled at any age") {
  store_rig fixture;
  fixture.commit({coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""}),
                  events_entry({buy_in(0, 1), buy_in(-3, 2), buy_in(1, 3)})});
  const auto weeks_later = window_number(3000).end;
  const auto memory =
      must(fixture.store->recall(recall_series{series_name, weeks_later, 9}));
  CHECK(memory.windows->back().window.slug == window_number(1).slug);
  CHECK(memory.windows->back().events == std::vector{buy_in(1, 3)});
}

TEST_CASE("past windows are recalled by slug, settled and unseen ones too") {
  store_rig fixture;
  fixture.commit({grade_entry(grade_of(0, grade_status::final, 1), market_number(0)),
                  events_entry({buy_in(0, 1), buy_in(2, 2)})});
  const auto slug = [](std::int64_t number) { return window_number(number).slug; };
  const auto memory = must(
      fixture.store->recall(recall_windows{series_name, {slug(2), slug(1), slug(0)}}));
  REQUIRE(memory.windows->size() == 3);
  const auto& traded = memory.windows->at(0);
  CHECK(traded.window.slug == slug(2));
  CHECK(traded.series == series_name);
  CHECK(traded.events == std::vector{buy_in(2, 2)});
  CHECK(memory.windows->at(1).window.slug == slug(1));
  CHECK(memory.windows->at(1).events.empty());
  const auto& settled = memory.windows->at(2);
  CHECK(settled.window == window_number(0));
  CHECK(settled.in == market_number(0));
  CHECK(settled.grades == std::vector{grade_of(0, grade_status::final, 1)});
  CHECK(settled.events == std::vector{buy_in(0, 1)});
}

} // namespace
