// SPDX-License-Identifier: MIT
#include "actors/ledger/output/grade_comparison.hpp"

#include "actors/ledger/store/ledger_digest.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

grade settled(int window) {
  return grade_of(window, grade_status::final, 2);
}

/// A span that covers all samples.
compared_span whole_span() {
  return {settled(0).window.start, settled(9).graded_at + 24h};
}

} // namespace

TEST_CASE("comparison: order, time, revision and reason of a grade are not compared") {
  auto other = settled(1);
  other.graded_at += 5s;
  other.revision += 3;
  other.reason = "another";
  const auto result =
      compare_grades({settled(0), settled(1)}, {other, settled(0)}, whole_span());
  CHECK(result.same == 2);
  CHECK(result.differences.empty());
  CHECK(result.later == 0);
}

TEST_CASE("comparison: each difference is named with the old and the new value") {
  auto other = settled(0);
  other.figures.pnl = other.figures.pnl + usdc::from_micros(1);
  other.strategy = "late";
  other.status = grade_status::provisional;
  const auto result = compare_grades({settled(0)}, {other}, whole_span());
  REQUIRE(result.differences.size() == 1);
  const auto& changes = result.differences[0].changes;
  REQUIRE(changes.size() == 3);
  CHECK(changes[0] == "status: FINAL, now PROVISIONAL");
  CHECK(changes[1].starts_with("pnl: "));
  CHECK(changes[2].ends_with("now late"));
}

TEST_CASE("comparison: grades that only one side has") {
  const auto missing =
      compare_grades({settled(0), settled(1)}, {settled(1)}, whole_span());
  REQUIRE(missing.differences.size() == 1);
  CHECK(missing.differences[0].slug == settled(0).window.slug);
  CHECK(missing.differences[0].changes[0] == "the grade is missing now");
  const auto added = compare_grades({settled(1)}, {settled(0), settled(1)}, whole_span());
  REQUIRE(added.differences.size() == 1);
  CHECK(added.differences[0].changes[0] == "the grade was missing before");
}

TEST_CASE("comparison: windows outside the span and grades made after it are left out") {
  const compared_span first{settled(0).window.start, settled(0).window.end};
  CHECK(
      compare_grades({settled(0), settled(5)}, {settled(0)}, first).differences.empty());
  auto regraded = settled(0);
  regraded.graded_at = first.end;
  const auto result =
      compare_grades({regraded}, {grade_of(0, grade_status::pending, 0)}, first);
  CHECK(result.later == 1);
  CHECK(result.differences.empty());
}
