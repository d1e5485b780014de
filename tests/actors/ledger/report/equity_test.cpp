// SPDX-License-Identifier: MIT
#include "actors/ledger/report/equity.hpp"

#include "actors/ledger/report/report_layout.hpp"
#include "actors/ledger/report/totals.hpp"
#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

std::vector<equity_point> curve(const std::vector<std::int64_t>& dollars) {
  std::vector<equity_point> points;
  for (const auto item : dollars)
    points.push_back(
        {from_unix_seconds(september + 900 * static_cast<std::int64_t>(points.size())),
         usdc::from_micros(item * 1'000'000)});
  return points;
}

std::vector<equity_point> any_curve() {
  return curve(*rc::gen::container<std::vector<std::int64_t>>(
      rc::gen::inRange<std::int64_t>(-1'000, 1'000)));
}

auto extremes(const std::vector<equity_point>& points) {
  const auto [low, high] = std::minmax_element(
      points.begin(), points.end(),
      [](const auto& left, const auto& right) { return left.equity < right.equity; });
  return std::pair{low->equity, high->equity};
}

} // namespace

TEST_CASE("plot: the equity grows by each graded trade, at its window's end") {
  equity_curve curve;
  for (const auto& item : a_day())
    curve.add(outline_of(item));
  const auto time_after = [](std::int64_t windows) {
    return from_unix_seconds(september + 900 * windows);
  };
  // Pending and idle windows do not count.
  CHECK(curve.points() == std::vector<equity_point>{
                              {time_after(0), usdc{}},
                              {time_after(1), usdc::from_micros(400'000)},
                              {time_after(2), usdc::from_micros(800'000)},
                              {time_after(3), usdc::from_micros(3'596'300)},
                              {time_after(4), usdc::from_micros(2'936'300)},
                              {time_after(6), usdc::from_micros(3'936'300)},
                          });
}

TEST_CASE("plot: windows that end together make one step") {
  equity_curve curve;
  for (int i = 0; i < 2; ++i)
    curve.add(outline_of(a_day().front()));
  CHECK(curve.points().size() == 2);
  CHECK(curve.points().back().equity == usdc::from_micros(800'000));
  CHECK(equity_curve{}.points().empty());
}

TEST_CASE("plot: the equity ends at the net P/L", "[properties]") {
  CHECK(rc::check([] {
    auto grades = any_grades();
    std::sort(grades.begin(), grades.end(), [](const grade& left, const grade& right) {
      return left.window.end < right.window.end;
    });
    equity_curve curve;
    totals sums;
    for (const auto& item : grades) {
      curve.add(outline_of(item));
      sums.add(item);
    }
    RC_ASSERT(curve.points().empty() == (sums.net.count() == 0));
    if (!curve.points().empty())
      RC_ASSERT(curve.points().back().equity == sums.net.pnl);
  }));
}

TEST_CASE("plot: a thinned curve keeps its ends, its order and its extremes",
          "[properties]") {
  CHECK(rc::check([] {
    const auto points = any_curve();
    RC_PRE(!points.empty());
    const auto max_points = *rc::gen::inRange<std::size_t>(4, 30);
    const auto thin = thin_out(points, max_points);
    RC_ASSERT(thin.size() <= std::max(max_points, std::size_t{1}));
    RC_ASSERT(thin.front() == points.front());
    RC_ASSERT(thin.back() == points.back());
    RC_ASSERT(extremes(thin) == extremes(points));
    RC_ASSERT(
        std::is_sorted(thin.begin(), thin.end(), [](const auto& left, const auto& right) {
          return left.time < right.time;
        }));
  }));
}

TEST_CASE("sparkline: from the lowest to the highest") {
  CHECK(sparkline(curve({0, 1, 2, 3, 4, 5, 6, 7}), 20) == "▁▂▃▄▅▆▇█");
  CHECK(sparkline(curve({-5, 5, -5}), 20) == "▁█▁");
  CHECK(sparkline(curve({3, 3}), 20) == "▄▄");
  CHECK(sparkline(curve({0, 9, 9, 1, 5, 7}), 3) == "█▂▆");
  CHECK(sparkline({}, 20).empty());
}

TEST_CASE("sparkline: never wider than asked for", "[properties]") {
  CHECK(rc::check([] {
    const auto points = any_curve();
    const auto width = *rc::gen::inRange<std::size_t>(1, 40);
    RC_ASSERT(display_width(sparkline(points, width)) == std::min(width, points.size()));
  }));
}
