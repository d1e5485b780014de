// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_figures.hpp"

#include "actors/ledger/report/report_layout.hpp"
#include "actors/ledger/report/totals.hpp"
#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

/// Graded trades, a quarter of an hour each, with these P/Ls in cents.
std::vector<grade> graded_trades(const std::vector<std::int64_t>& cents) {
  std::vector<grade> result;
  for (const auto count : cents) {
    auto& graded = result.emplace_back(grade_at(
        september + 900 * static_cast<std::int64_t>(result.size()), {}, settlement::up));
    graded.figures.kind = trade_kind::directional;
    graded.figures.pnl = usdc::from_micros(count * 10'000);
    graded.figures.cost = usdc::from_micros(10'000'000);
    graded.figures.fees = usdc::from_micros(20'000);
    graded.figures.up.cost = usdc::from_micros(10'000'000);
  }
  return result;
}

struct summed {
  performance figures;
  equity_curve equity;

  explicit summed(const std::vector<grade>& grades) {
    for (const auto& graded : grades) {
      figures.add(outline_of(graded));
      equity.add(outline_of(graded));
    }
  }
};

usdc from_cents(std::int64_t cents) {
  return usdc::from_micros(cents * 10'000);
}

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

TEST_CASE("figures: the longest losing streak continues over even windows") {
  const auto streak = [](const std::vector<std::int64_t>& cents) {
    return summed{graded_trades(cents)}.figures.longest_losing_streak();
  };
  CHECK(streak({}) == 0);
  CHECK(streak({1, 2}) == 0);
  CHECK(streak({-1, 2, -1, -1, 3, -1}) == 2);
  CHECK(streak({-1, 0, -1}) == 2);
  auto voided = graded_trades({-1, -5, -1});
  voided[1].winner = settlement::split;
  CHECK(summed{voided}.figures.longest_losing_streak() == 2);
}

TEST_CASE("figures: profit factor, averages, return on cost and share of fees") {
  const summed figures{graded_trades({300, -100, 100, -100, 0})};
  CHECK(figures.figures.profit_factor() == 200);
  CHECK(figures.figures.average_win() == from_cents(200));
  CHECK(figures.figures.average_loss() == from_cents(-100));
  // 2.00 of 50.00, and 0.10 of 50.00.
  CHECK(figures.figures.return_on_cost() == 400);
  CHECK(figures.figures.fee_share() == 20);
  const summed won{graded_trades({300})};
  CHECK_FALSE(won.figures.profit_factor());
  CHECK_FALSE(won.figures.average_loss());
  CHECK_FALSE(summed{{}}.figures.return_on_cost());
  CHECK(summed{graded_trades({-25})}.figures.return_on_cost() == -250);
}

TEST_CASE("figures: the largest drawdown is from a peak to a later trough") {
  const auto fall = [](const std::vector<std::int64_t>& cents) {
    return largest_drawdown(summed{graded_trades(cents)}.equity.points());
  };
  CHECK_FALSE(fall({}));
  CHECK_FALSE(fall({1, 2, 0}));
  const auto end_of = [](std::int64_t number) {
    return from_unix_seconds(september + 900 * (number + 1));
  };
  CHECK(fall({300, -100, 50, -200, 500, -100}) ==
        drawdown{from_cents(250), end_of(0), end_of(3)});
  // Falls from zero at the start of the first window.
  CHECK(fall({-100, 50}) ==
        drawdown{from_cents(100), from_unix_seconds(september), end_of(0)});
}

TEST_CASE("figures: the lines of the report") {
  const summed figures{graded_trades({300, -100, 100, -100, 0})};
  CHECK(
      figure_lines(figures.figures, figures.equity.points(), los_angeles) ==
      std::vector<std::string>{
          "Averages    : +$2.00 a win, -$1.00 a loss, profit factor 2.00, longest losing "
          "streak 1",
          "Return      : 4.00% on $50.00 of cost, fees 0.20% of volume",
          "Drawdown    : $1.00 at most, 2026-09-20 15:45 to 2026-09-20 16:00",
      });
  CHECK(figure_lines({}, {}, los_angeles).empty());
}

TEST_CASE("figures: no drawdown is deeper than the largest", "[properties]") {
  CHECK(rc::check([] {
    std::vector<std::int64_t> cents(*rc::gen::inRange<std::size_t>(0, 30));
    for (auto& count : cents)
      count = *rc::gen::inRange(-500, 500);
    const auto points = summed{graded_trades(cents)}.equity.points();
    usdc deepest;
    for (std::size_t i = 0; i < points.size(); ++i)
      for (std::size_t k = i; k < points.size(); ++k)
        deepest = std::max(deepest, points[i].equity - points[k].equity);
    const auto largest = largest_drawdown(points);
    RC_ASSERT((largest ? largest->amount : usdc{}) == deepest);
  }));
}

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
