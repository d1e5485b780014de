// SPDX-License-Identifier: MIT
// When windows earn, and how P/L is spread over them.
#include "actors/ledger/plot/plot_patterns.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <rapidcheck.h>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// 2026-11-23 00:00 UTC, a Monday.
const timestamp monday = from_unix_seconds(1'795'392'000);

grade_outline outline_at(timestamp end, std::int64_t micros) {
  grade_outline result;
  result.start = end - 15min;
  result.end = end;
  result.winner = settlement::up;
  result.status = grade_status::final;
  result.kind = result.one_sided_kind = trade_kind::directional;
  result.pnl = result.directional_pnl = usdc::from_micros(micros);
  return result;
}

} // namespace

TEST_CASE("hours: a window belongs to the local hour and day of its last instant") {
  hour_results results{*date::locate_zone("America/New_York")};
  // Sunday 19:00 to 20:00 in New York, twice; then Monday.
  results.add(outline_at(monday + 30min, 2'000'000));
  results.add(outline_at(monday + 1h, -1'000'000));
  results.add(outline_at(monday + 1h + 15min, 4'000'000));
  results.add(outline_at(monday + 6h, 8'000'000));
  auto open = outline_at(monday + 7h, 100);
  open.winner.reset();
  results.add(open);
  CHECK(results.at(6, 19).traded == 2);
  CHECK(results.at(6, 19).pnl == usdc::from_micros(1'000'000));
  CHECK(results.at(6, 20).traded == 1);
  // A window that ends at 01:00 belongs to the hour before.
  CHECK(results.at(0, 0).traded == 1);
  std::int64_t all = 0;
  for (std::size_t day = 0; day < 7; ++day)
    for (std::size_t hour = 0; hour < 24; ++hour)
      all += results.at(day, hour).traded;
  CHECK(all == 4);
}

TEST_CASE("hours: the mean is rounded to the nearest micro-dollar") {
  CHECK(mean_pnl({}) == usdc{});
  CHECK(mean_pnl({usdc::from_micros(5), 2}) == usdc::from_micros(3));
  CHECK(mean_pnl({usdc::from_micros(-5), 2}) == usdc::from_micros(-3));
  CHECK(mean_pnl({usdc::from_micros(4), 3}) == usdc::from_micros(1));
}

TEST_CASE("hours: cells with few windows are hatched, and say how many") {
  const auto& zone = *date::locate_zone("UTC");
  hour_results results{zone};
  for (int i = 0; i < 20; ++i)
    results.add(outline_at(monday + 1h, 100'000));
  for (int i = 0; i < 19; ++i)
    results.add(outline_at(monday + 2h, -50'000));
  const auto svg = draw_hours(results, zone, {"wallet <main>"});
  CHECK(contains(svg, "<rect class=\"gain4\""));
  CHECK(contains(svg, "Mon 00:00: +$0.10 a window, +$2.00 in 20 windows"));
  CHECK(contains(svg, "Mon 01:00: -$0.05 a window, -$0.95 in 19 windows"));
  CHECK(contains(svg, "Tue 05:00: no trades"));
  CHECK(contains(svg, "wallet &lt;main&gt;"));
  const std::string hatched = "fill=\"url(#few)\"";
  const auto first = svg.find(hatched);
  REQUIRE(first != std::string::npos);
  CHECK(svg.find(hatched, first + 1) == std::string::npos);
}

TEST_CASE("spread: every value is in exactly one bin, and the bounds are in order") {
  CHECK(rc::check([](const std::vector<std::int32_t>& amounts) {
    std::vector<usdc> values;
    for (const auto amount : amounts)
      values.push_back(usdc::from_micros(std::int64_t{amount} * 7));
    const auto bins = bins_of(values);
    RC_ASSERT(bins.empty() == values.empty());
    RC_ASSERT(bins.size() <= 24);
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) {
      const auto& bin = bins[i];
      all += bin.count;
      RC_ASSERT(bin.is_first == (i == 0));
      RC_ASSERT(bin.is_last == (i + 1 == bins.size()));
      if (i > 0)
        RC_ASSERT(bin.low == bins[i - 1].high || bin.is_last);
      const auto expected = std::count_if(values.begin(), values.end(), [&](usdc value) {
        return (bin.is_first || value >= bin.low) && (bin.is_last || value < bin.high);
      });
      RC_ASSERT(bin.count == static_cast<std::uint64_t>(expected));
    }
    RC_ASSERT(all == values.size());
  }));
}

TEST_CASE("spread: equal values have bins too") {
  const auto bins = bins_of(std::vector<usdc>(1'000, usdc::from_micros(100'000)));
  std::uint64_t all = 0;
  for (const auto& bin : bins)
    all += bin.count;
  CHECK(all == 1'000);
  CHECK(bins.size() >= 3);
}

TEST_CASE("spread: the parts of a window go to their histograms") {
  pnl_spread spread;
  spread.add(outline_at(monday, 500'000));
  auto mixed = outline_at(monday, 300'000);
  mixed.kind = trade_kind::arb;
  mixed.arb_pnl = usdc::from_micros(200'000);
  mixed.one_sided_kind = trade_kind::capture;
  mixed.capture_pnl = usdc::from_micros(100'000);
  mixed.directional_pnl = usdc{};
  spread.add(mixed);
  CHECK(spread.of(0) == std::vector<usdc>{usdc::from_micros(200'000)});
  CHECK(spread.of(1) == std::vector<usdc>{usdc::from_micros(100'000)});
  CHECK(spread.of(2) == std::vector<usdc>{usdc::from_micros(500'000)});
  const auto svg = draw_histograms(spread, {});
  for (const auto* name :
       {"ARB: 1 window<", "99C_CAPTURE: 1 window<", "DIRECTIONAL: 1 window<"})
    CHECK(contains(svg, name));
  CHECK(contains(draw_histograms({}, {}), "No graded trade in this span"));
}
