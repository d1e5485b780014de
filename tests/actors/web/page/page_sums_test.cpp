// SPDX-License-Identifier: MIT
#include "actors/web/page/live_rows.hpp"
#include "actors/web/page/span_figures.hpp"
#include "actors/web/page/strategy_rows.hpp"
#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/actors/ledger/report/report_memory_source.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

/// After the last of the windows of `any_grade`.
page_reading reading_at(std::int64_t seconds) {
  return {{}, from_unix_seconds(seconds), los_angeles, {}};
}

constexpr std::int64_t after_all = september + 900 * 401;

template <class Value>
Value value_of(ledger_result<Value> result) {
  REQUIRE(std::holds_alternative<Value>(result));
  return std::get<Value>(std::move(result));
}

std::vector<grade> sorted_grades() {
  auto grades = any_grades();
  std::stable_sort(grades.begin(), grades.end(),
                   [](const grade& left, const grade& right) {
                     return left.window.end < right.window.end;
                   });
  return grades;
}

} // namespace

TEST_CASE("The rows of the strategies add up to the sums of their span", "[page]") {
  rc::check([] {
    memory_source source;
    source.grades = sorted_grades();
    const auto reading = reading_at(*rc::gen::inRange(september, after_all));
    for (const auto span : page_spans) {
      const auto rows = value_of(read_strategies(source, reading, span));
      const auto whole = value_of(read_span(source, reading, span));
      const auto sum = sum_of(rows);
      RC_ASSERT(sum.settled.net == whole.settled.net);
      RC_ASSERT(sum.unsettled.net == whole.unsettled.net);
      RC_ASSERT(sum.all().fees() == whole.all().fees());
      RC_ASSERT(sum.all().rebates == whole.all().rebates);
      RC_ASSERT(sum.all().traded == whole.all().traded);
    }
  });
}

TEST_CASE("Settled and provisional sums add up to those of the report", "[page]") {
  rc::check([] {
    memory_source source;
    source.grades = sorted_grades();
    const auto reading = reading_at(*rc::gen::inRange(september, after_all));
    const auto figures = value_of(read_page_figures(source, reading));
    for (const auto& [span, shown] : {std::pair{page_span::today, &figures.today},
                                      std::pair{page_span::week, &figures.week},
                                      std::pair{page_span::month, &figures.month}}) {
      totals report;
      report_filter filter;
      filter.begin = begin_of(span, reading.now, reading.zone);
      for (const auto& graded : source.grades)
        if (selects(filter, graded))
          report.add(graded);
      RC_ASSERT(shown->all() == report);
      RC_ASSERT(shown->settled.net.pnl + shown->unsettled.net.pnl == report.net.pnl);
    }
  });
}

TEST_CASE("The end of a live position is the grade that the winner makes", "[page]") {
  rc::check([] {
    std::vector<activity_event> events;
    const auto any_size = [] { return std::to_string(*rc::gen::inRange(1, 400)); };
    const auto any_price = [] {
      return "0." + std::to_string(*rc::gen::inRange(10, 100));
    };
    events.push_back(trades.buy_up(any_size(), any_price()));
    if (*rc::gen::arbitrary<bool>())
      events.push_back(trades.buy_down(any_size(), any_price()));
    if (*rc::gen::arbitrary<bool>())
      events.push_back(trades.sell_up(any_size(), any_price()));
    if (*rc::gen::arbitrary<bool>())
      events.push_back(trades.split(any_size()));
    const auto row = live_row_of(grade_at(september, events, std::nullopt));
    RC_ASSERT(row.if_up == grade_at(september, events, settlement::up).figures.pnl);
    RC_ASSERT(row.if_down == grade_at(september, events, settlement::down).figures.pnl);
  });
}

TEST_CASE("A pair locks its gain for either winner", "[page]") {
  const auto row = live_row_of(
      grade_at(september, {trades.buy_up("10", "0.49"), trades.buy_down("12", "0.47")},
               std::nullopt));
  CHECK(row.pairs == shares::from_micros(10'000'000));
  CHECK(row.locked == usdc::from_micros(400'000));
  CHECK(row.one_sided == shares::from_micros(2'000'000));
  CHECK(row.if_up == usdc::from_micros(10'000'000 - 4'900'000 - 5'640'000));
  CHECK(row.if_down == usdc::from_micros(12'000'000 - 4'900'000 - 5'640'000));
}

TEST_CASE("Live rows are the open positions of windows that have begun", "[page]") {
  memory_source source;
  source.grades = a_day();
  const auto rows_at = [&](std::int64_t seconds) {
    return value_of(read_live_rows(source, reading_at(september + seconds)));
  };
  CHECK(rows_at(5'399).empty());
  REQUIRE(rows_at(5'400).size() == 1);
  CHECK(rows_at(5'400).front().window.start == from_unix_seconds(september + 5'400));
  CHECK(rows_at(5'400).front().fills == 1);
  CHECK(rows_at(6'301).size() == 1);
  CHECK(rows_at(6'300 + 3'600).empty());
}

TEST_CASE("Today's figures keep provisional P/L apart", "[page]") {
  memory_source source;
  source.grades = a_day();
  source.account = {{{"main", main_address},
                     activity_type::maker_rebate,
                     "",
                     from_unix_seconds(september),
                     1,
                     {},
                     usdc::from_micros(120'000)},
                    {{"main", main_address},
                     activity_type::reward,
                     "",
                     from_unix_seconds(september),
                     1,
                     {},
                     usdc::from_micros(30'000)},
                    {{"main", main_address},
                     activity_type::other,
                     "GIFT",
                     from_unix_seconds(september),
                     1,
                     {},
                     usdc::from_micros(1'000'000)}};
  source.windows = {{"btc-updown-15m", from_unix_seconds(september),
                     from_unix_seconds(september + 900), coverage_kind::watched, ""}};
  const auto figures = value_of(read_page_figures(source, reading_at(september + 6'300)));
  CHECK(figures.today.unsettled.provisional == 1);
  CHECK(figures.today.unsettled.net.pnl == usdc::from_micros(400'000));
  CHECK(figures.today.settled.net.voided == 1);
  CHECK(figures.today.all().open == 1);
  CHECK(figures.rebates_today.account_rebates == usdc::from_micros(120'000));
  CHECK(figures.rebates_today.account_rewards == usdc::from_micros(30'000));
  CHECK(figures.coverage_today.watched == 1);
}

TEST_CASE("A failed query is a failure, not empty figures", "[page]") {
  memory_source source;
  source.broken = ledger_error{ledger_error_kind::busy, "locked"};
  const auto reading = reading_at(september);
  CHECK(std::holds_alternative<ledger_error>(read_page_figures(source, reading)));
  CHECK(std::holds_alternative<ledger_error>(
      read_strategies(source, reading, page_span::all)));
  CHECK(std::holds_alternative<ledger_error>(read_live_rows(source, reading)));
}

TEST_CASE("The interval of a win rate is Wilson's", "[page]") {
  score sums;
  CHECK(!interval_of(sums));
  sums.wins = 31;
  sums.losses = 12;
  const auto interval = interval_of(sums);
  REQUIRE(interval);
  CHECK(interval->low == 573);
  CHECK(interval->high == 833);
  sums = {};
  sums.wins = 3;
  CHECK(interval_of(sums)->high == 1'000);
  CHECK(interval_of(sums)->low == 439);
}

TEST_CASE("The present drawdown is the fall from the highest equity", "[page]") {
  CHECK(current_drawdown({}) == usdc{});
  const auto point = [](std::int64_t equity) {
    return equity_point{{}, usdc::from_micros(equity)};
  };
  CHECK(current_drawdown({point(0), point(5), point(2)}) == usdc::from_micros(3));
  CHECK(current_drawdown({point(0), point(5), point(7)}) == usdc{});
}

TEST_CASE("A strategy's columns are those of its windows", "[page]") {
  memory_source source;
  source.grades = a_day();
  const auto rows =
      value_of(read_strategies(source, reading_at(september + 9'000), page_span::week));
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].strategy == "99C_CAPTURE");
  CHECK(rows[1].strategy == "ARB");
  CHECK(rows[2].strategy == "DIRECTIONAL");
  CHECK(rows[1].pair_cost == price::from_micros(960'000));
  CHECK(rows[1].maker_share == 1'000);
  CHECK(rows[1].worst == usdc::from_micros(-660'000));
  CHECK(rows[0].losing_streak == 0);
}
