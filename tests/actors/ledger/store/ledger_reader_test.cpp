// SPDX-License-Identifier: MIT
#include "actors/ledger/sql/row_conditions.hpp"
#include "tests/actors/ledger/report/report_memory_source.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

namespace {

using namespace tracker;
using namespace tracker::test;

grade arbitrary_grade() {
  auto result =
      grade_of(*rc::gen::inRange(0, 12),
               *rc::gen::element(grade_status::pending, grade_status::provisional,
                                 grade_status::final, grade_status::void_settled),
               *rc::gen::inRange<std::uint32_t>(0, 3));
  result.series = *rc::gen::element<std::string>("btc-updown-15m", "eth-updown-15m");
  result.window.slug =
      result.series + fmt::format("-{}", to_unix_seconds(result.window.start));
  result.wallet = *rc::gen::element(main_wallet, other_wallet);
  result.strategy = *rc::gen::element<std::string>("", "scalp", "it's; \"late\"");
  auto& figures = result.figures;
  figures.kind =
      *rc::gen::element(trade_kind::none, trade_kind::arb, trade_kind::capture);
  figures.one_sided.kind = *rc::gen::element(trade_kind::none, trade_kind::directional);
  figures.arb.result = *rc::gen::element(trade_result::none, trade_result::bail);
  figures.one_sided.result =
      *rc::gen::element(trade_result::none, trade_result::win, trade_result::cashed);
  figures.fees_from = *rc::gen::element(fee_source::none, fee_source::modelled);
  figures.fills = *rc::gen::inRange<std::uint64_t>(0, 9);
  for (auto* amount :
       {&figures.pnl, &figures.arb.pnl, &figures.capture_pnl, &figures.directional_pnl,
        &figures.fees, &figures.rebates, &figures.up.cost, &figures.down.cost,
        &figures.up.proceeds, &figures.down.proceeds, &figures.cost})
    *amount = usdc::from_micros(*rc::gen::inRange(-1000, 1000));
  return result;
}

report_filter arbitrary_filter() {
  report_filter result;
  const auto some_time = [] {
    return run_start + std::chrono::seconds{*rc::gen::inRange(-100, 12'000)};
  };
  if (*rc::gen::arbitrary<bool>())
    result.begin = some_time();
  if (*rc::gen::arbitrary<bool>())
    result.end = *rc::gen::arbitrary<bool>() ? window_number(5).end : some_time();
  result.series = *rc::gen::element(std::vector<std::string>{},
                                    std::vector<std::string>{"btc-updown-15m"},
                                    std::vector<std::string>{"sol-updown-5m"});
  result.wallets =
      *rc::gen::element(std::vector<std::string>{}, std::vector<std::string>{"main"},
                        std::vector<std::string>{"main", other_wallet.address},
                        std::vector<std::string>{"unknown"});
  result.statuses =
      *rc::gen::element(std::vector<grade_status>{}, std::vector{grade_status::final},
                        std::vector{grade_status::pending, grade_status::void_settled});
  result.kinds =
      *rc::gen::element(std::vector<trade_kind>{}, std::vector{trade_kind::arb},
                        std::vector{trade_kind::none, trade_kind::capture});
  result.results = *rc::gen::element(
      std::vector<trade_result>{}, std::vector{trade_result::bail},
      std::vector{trade_result::win, trade_result::cashed, trade_result::exited});
  result.strategies = *rc::gen::element(
      std::vector<std::string>{}, std::vector<std::string>{"scalp"},
      std::vector<std::string>{"", "it's; \"late\""}, std::vector<std::string>{"none"});
  return result;
}

TEST_CASE(
    "the reader returns what the filter selects, in order, and the same as outlines") {
  CHECK(rc::check("filters", [] {
    store_rig fixture;
    const auto all =
        *rc::gen::container<std::vector<grade>>(rc::gen::exec(arbitrary_grade));
    std::vector<ledger_entry> entries;
    for (const auto& row : all)
      entries.push_back(grade_entry(row));
    fixture.commit(entries);
    auto reader = fixture.reader();
    const auto everything = grades_of(reader, {});
    const auto filter = arbitrary_filter();

    std::vector<grade> expected;
    std::copy_if(everything.begin(), everything.end(), std::back_inserter(expected),
                 [&](const grade& row) { return selects(filter, row); });
    const auto found = grades_of(reader, filter);
    RC_ASSERT(found == expected);
    RC_ASSERT(std::is_sorted(
        found.begin(), found.end(), [](const auto& left, const auto& right) {
          return std::tie(left.window.end, left.series, left.wallet.address) <
                 std::tie(right.window.end, right.series, right.wallet.address);
        }));
    std::vector<grade_outline> outlines;
    for (const auto& row : found)
      outlines.push_back(outline_of(row));
    RC_ASSERT(outlines_of(reader, filter, outline_detail::with_cost) == outlines);
    std::transform(outlines.begin(), outlines.end(), outlines.begin(), without_cost);
    RC_ASSERT(outlines_of(reader, filter, outline_detail::all) == outlines);
    std::transform(outlines.begin(), outlines.end(), outlines.begin(), without_names);
    const auto sums = outlines_of(reader, filter, outline_detail::sums);
    RC_ASSERT(
        std::is_permutation(sums.begin(), sums.end(), outlines.begin(), outlines.end()));
    RC_ASSERT(
        std::is_sorted(sums.begin(), sums.end(), [](const auto& left, const auto& right) {
          return left.end < right.end;
        }));
  }));
}

TEST_CASE("the reader lists the names and the market of each grade") {
  store_rig fixture;
  auto first = grade_of(0);
  first.strategy = "pairs";
  auto second = grade_of(1);
  second.wallet = other_wallet;
  market details;
  details.slug = first.window.slug;
  details.start = first.window.start;
  details.end = first.window.end;
  details.condition_id = std::string{"0x"}.append(64, 'c');
  fixture.commit({record_grade{std::make_shared<const grade>(first),
                               std::make_shared<const market>(details)},
                  grade_entry(second)});
  auto reader = fixture.reader();
  auto names = must(reader.names(true));
  CHECK(names.series == std::vector<std::string>{series_name});
  CHECK(names.wallets.size() == 2);
  CHECK(names.strategies == std::vector<std::string>{"pairs"});
  CHECK(must(reader.names(false)).strategies.empty());
  std::vector<std::string> conditions;
  REQUIRE_FALSE(reader.each_row(
      {}, [&](const grade_row& row) { conditions.push_back(row.condition_id); }));
  CHECK(conditions == std::vector<std::string>{details.condition_id, ""});
}

TEST_CASE("windows are visited with their coverage, ordered by end") {
  store_rig fixture;
  const window_coverage watched{coverage_kind::watched, run_start, run_start, "late"};
  fixture.commit({coverage_entry(1, watched),
                  coverage_entry(0, {coverage_kind::missed, {}, {}, "down"}),
                  grade_entry(grade_of(2)),
                  coverage_entry(3, {coverage_kind::backfilled, {}, {}, ""})});
  auto reader = fixture.reader();
  std::vector<covered_window> rows;
  const report_filter filter{
      window_number(0).start, window_number(2).end, {series_name}, {}, {}};
  REQUIRE_FALSE(reader.each_window(
      filter, [&](const covered_window& row) { rows.push_back(row); }));
  REQUIRE(rows.size() == 3);
  const auto expected = [](std::int64_t number, coverage_kind kind, const char* reason) {
    const auto window = window_number(number);
    return covered_window{series_name, window.start, window.end, kind, reason};
  };
  CHECK(rows[0] == expected(0, coverage_kind::missed, "down"));
  CHECK(rows[1] == expected(1, coverage_kind::watched, ""));
  CHECK(rows[2] == expected(2, coverage_kind::missed,
                            "it was not recorded how this window was seen"));
}

TEST_CASE("a reader reads one snapshot while the tracker continues to write") {
  store_rig fixture;
  fixture.commit({grade_entry(grade_of(0))});
  auto reader = fixture.reader();
  fixture.commit({grade_entry(grade_of(1))});
  CHECK(grades_of(reader, {}).size() == 1);
  auto newer_reader = fixture.reader();
  CHECK(grades_of(newer_reader, {}).size() == 2);
}

TEST_CASE("an unknown window is nothing, not an error") {
  store_rig fixture;
  auto reader = fixture.reader();
  CHECK_FALSE(must(reader.find("btc-updown-15m-1")));
  CHECK(must(reader.revisions("btc-updown-15m-1")).empty());
  CHECK(must(reader.check()).empty());
}

TEST_CASE("an event without its market fails the full check") {
  store_rig fixture;
  fixture.commit({events_entry({buy_in(0, 1)})});
  SQLite::Database{fixture.path, SQLite::OPEN_READWRITE}.exec(
      "DELETE FROM tokens; DELETE FROM markets");
  auto reader = fixture.reader();
  CHECK_FALSE(must(reader.check()).empty());
}

/// The query plan of SQLite.
std::string plan_of(const std::string& path, const std::string& query) {
  SQLite::Database file{path, SQLite::OPEN_READONLY};
  SQLite::Statement plan{file, "EXPLAIN QUERY PLAN " + query};
  std::string result;
  while (plan.executeStep())
    result += plan.getColumn(3).getString() + '\n';
  return result;
}

TEST_CASE("a report by day reads the index instead of the grades") {
  store_rig fixture;
  const auto plan = plan_of(
      fixture.path,
      "SELECT end_s, start_s, outline, series_id, wallet_id, strategy FROM grades "
      "WHERE end_s > 5 AND series_id IN (1, 2) AND status IN (2) ORDER BY end_s");
  CHECK(plan.find("COVERING INDEX grades_by_end") != std::string::npos);
  CHECK(plan.find("TEMP B-TREE") == std::string::npos);
}

TEST_CASE("a reader lists series and wallets, sorted") {
  store_rig fixture;
  CHECK(must(fixture.reader().names(false)) == known_names{});
  auto unnamed = grade_of(0);
  unnamed.wallet = {};
  fixture.commit({grade_entry(grade_of(1)), grade_entry(unnamed)});
  CHECK(must(fixture.reader().names(false)) ==
        known_names{{series_name}, {main_wallet}, {}});
}

} // namespace
