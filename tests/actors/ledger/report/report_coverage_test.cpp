// SPDX-License-Identifier: MIT
#include "actors/ledger/query/report_coverage.hpp"

#include "actors/window/series/series.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;

namespace {

constexpr std::int64_t first = 1'789'943'400;
const std::string btc = "btc-updown-15m";

/// The window number `number` of the series.
window window_number(std::int64_t number) {
  return window_at(*parse_series(btc), from_unix_seconds(first + 900 * number));
}

covered_window seen(std::int64_t number, coverage_kind kind, std::string reason = "") {
  const auto result = window_number(number);
  return {btc, result.start, result.end, kind, std::move(reason)};
}

coverage_gap gap(std::int64_t number, std::int64_t windows, std::string reason) {
  return {btc, window_number(number).start, window_number(number + windows - 1).end,
          windows, std::move(reason)};
}

timestamp end_of(std::int64_t number) {
  return window_number(number).end;
}

} // namespace

TEST_CASE("coverage: windows missed in a row, for one reason, are one gap") {
  coverage_tally tally;
  tally.add(seen(0, coverage_kind::watched));
  tally.add(seen(1, coverage_kind::missed, "down"));
  tally.add(seen(2, coverage_kind::missed, "down"));
  tally.add(seen(3, coverage_kind::missed, "no market"));
  tally.add(seen(4, coverage_kind::backfilled));
  tally.add(seen(5, coverage_kind::missed, "no market"));
  const auto result = tally.finish(end_of(5), {btc});
  CHECK(
      result ==
      coverage_summary{
          1, 1, 4, {gap(1, 2, "down"), gap(3, 1, "no market"), gap(5, 1, "no market")}});
  CHECK(result.windows() == 6);
  CHECK(result.known_share(1000) == 333);
}

TEST_CASE("coverage: windows that were not offered do not lower the known share") {
  coverage_tally tally;
  tally.add(seen(0, coverage_kind::watched));
  tally.add(seen(1, coverage_kind::not_offered, "not listed"));
  tally.add(seen(2, coverage_kind::not_offered, "not listed"));
  tally.add(seen(3, coverage_kind::backfilled));
  const auto result = tally.finish(window_number(3).end, {btc});
  CHECK(result.not_offered == 2);
  CHECK(result.missed == 0);
  CHECK(result.windows() == 2);
  CHECK(result.known_share(1'000) == 1'000);
  REQUIRE(result.gaps.size() == 1);
  CHECK(result.gaps[0].how == coverage_kind::not_offered);
  CHECK(result.gaps[0].windows == 2);
}

TEST_CASE("coverage: unsupported windows are counted separately and as unknown") {
  coverage_tally tally;
  tally.add(seen(0, coverage_kind::watched));
  tally.add(seen(1, coverage_kind::unsupported, "version v3"));
  tally.add(seen(2, coverage_kind::missed, "version v3"));
  const auto result = tally.finish(end_of(2), {btc});
  CHECK(result.unsupported == 1);
  CHECK(result.missed == 1);
  CHECK(result.windows() == 3);
  CHECK(result.known_share(1000) == 333);
  REQUIRE(result.gaps.size() == 2);
  CHECK(result.gaps[0].how == coverage_kind::unsupported);
  CHECK(result.gaps[1].how == coverage_kind::missed);
}

TEST_CASE("coverage: windows without a record count as missed") {
  coverage_tally tally;
  tally.add(seen(0, coverage_kind::watched));
  tally.add(seen(3, coverage_kind::watched));
  auto other = seen(0, coverage_kind::watched);
  other.series = "eth-updown-15m";
  tally.add(other);
  // Number 4 has ended, 5 has not. eth is not in the watched list.
  const auto result = tally.finish(end_of(5) - timespan{1}, {btc, "sol-updown-15m"});
  CHECK(result ==
        coverage_summary{
            3, 0, 3, {gap(1, 2, "not in the ledger"), gap(4, 1, "not in the ledger")}});
}

TEST_CASE("coverage: a window without length ends the count of its series") {
  coverage_tally tally;
  tally.add(
      {btc, window_number(0).start, window_number(0).start, coverage_kind::watched, ""});
  const auto result = tally.finish(end_of(3), {btc});
  CHECK(result.watched == 1);
  CHECK(result.missed == 0);
}

TEST_CASE("coverage: one missed window of very many is not rounded away") {
  CHECK(coverage_summary{99'999, 0, 1, {}}.known_share(1000) == 999);
  CHECK(coverage_summary{99'999, 1, 0, {}}.known_share(1000) == 1000);
  CHECK(coverage_summary{}.known_share(1000) == 0);
}

TEST_CASE("coverage: no gap where four-hour windows follow New York's clocks") {
  const auto series = parse_series("btc-updown-4h").value();
  // A week around each switch of 2026.
  for (const std::int64_t start : {1'772'690'400, 1'793'250'000}) {
    coverage_tally tally;
    auto result = window_at(series, from_unix_seconds(start));
    for (int i = 0; i < 42; ++i, result = next_window(series, result))
      if (i != 20)
        tally.add({series.name, result.start, result.end, coverage_kind::watched, ""});
    const auto found = tally.finish(result.start, {series.name});
    CHECK(found.watched == 41);
    CHECK(found.missed == 1);
  }
}

TEST_CASE("coverage: every window up to the last is counted once", "[properties]") {
  CHECK(rc::check([] {
    coverage_tally tally;
    std::int64_t missed = 0;
    std::int64_t recorded = 0;
    const auto count = *rc::gen::inRange<std::int64_t>(1, 60);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto kind = *rc::gen::element(
          coverage_kind::missed, coverage_kind::backfilled, coverage_kind::watched);
      // The first window is always recorded: coverage begins with it.
      if (i > 0 && *rc::gen::arbitrary<bool>())
        continue;
      ++recorded;
      missed += kind == coverage_kind::missed ? 1 : 0;
      tally.add(seen(i, kind, *rc::gen::element<std::string>("a", "b")));
    }
    const auto result = tally.finish(end_of(count - 1), {btc});
    RC_ASSERT(result.windows() == count);
    RC_ASSERT(result.missed == missed + count - recorded);
    std::int64_t in_gaps = 0;
    for (const auto& gap : result.gaps) {
      RC_ASSERT(gap.end - gap.start == gap.windows * std::chrono::seconds{900});
      in_gaps += gap.windows;
    }
    RC_ASSERT(in_gaps == result.missed);
  }));
}

TEST_CASE("coverage: each window is observed once, including those without a record") {
  std::vector<covered_window> observed;
  coverage_tally tally{[&](const covered_window& window) { observed.push_back(window); }};
  tally.add(seen(0, coverage_kind::watched));
  tally.add(seen(3, coverage_kind::backfilled));
  const auto sums = tally.finish(end_of(4), {btc});
  REQUIRE(observed.size() == 5);
  coverage_summary counted;
  for (const auto& window : observed)
    counted.count(window.how);
  CHECK(counted.windows() == sums.windows());
  CHECK(counted.missed == 3);
  CHECK(observed[1].start == window_number(1).start);
  CHECK(observed[2].end == window_number(2).end);
  CHECK(observed[4].end == end_of(4));
}
