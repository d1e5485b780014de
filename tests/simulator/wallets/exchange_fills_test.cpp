// SPDX-License-Identifier: MIT
#include "tests/simulator/market/value_text.hpp"
#include "tests/simulator/wallets/fills.hpp"
#include "tests/support/catch.hpp"

#include <set>

using namespace tracker;
using namespace tracker::exchange;

namespace {

constexpr fee_schedule usual{70'000, 1};

shares tokens(std::int64_t micros) {
  return shares::from_micros(micros);
}

} // namespace

TEST_CASE("a taker pays the recorded fees") {
  struct example {
    std::int64_t size;
    int price;
    fee_schedule schedule;
    std::int64_t fee;
  };
  for (const auto& [size, price, schedule, fee] : {
           // Recorded: polymarket-api.md 6.2 and 6.3.
           example{80'000'000, 720, usual, 1'128'960},
           example{35'000'000, 740, usual, 471'380},
           example{10'000'000, 700, usual, 147'000},
           example{75'000'000, 910, usual, 429'970},
           // 0.25 * (0.5 * 0.5)^2 = 0.015625 a share.
           example{100'000'000, 500, {250'000, 2}, 1'562'500},
           // 0.0000099 is less than the smallest fee.
           example{14'000, 990, usual, 0},
           example{100'000'000, 500, {0, 1}, 0},
       }) {
    CAPTURE(size, price);
    CHECK(taker_fee(tokens(size), price, schedule).micros() == fee);
  }
}

TEST_CASE("a maker's cash is rounded to the micro-dollar, and the price follows it") {
  const auto recorded = maker_fill({tokens(55'597'408), 730});
  CHECK(recorded.cash.micros() == 40'586'108);
  CHECK(recorded.price == "0.7300000029");
  CHECK(recorded.fee == usdc{});
  CHECK(maker_fill({tokens(249'000'000), 310}).price == "0.31");
}

TEST_CASE("a taker's fee is on top of a purchase and taken from a sale") {
  const std::vector<level> at_72_cents = {{tokens(80'000'000), 720}};
  CHECK(taker_fill(trade_side::buy, at_72_cents, usual).cash.micros() == 58'728'960);
  CHECK(taker_fill(trade_side::sell, at_72_cents, usual).cash.micros() == 56'471'040);
  const auto two = taker_fill(
      trade_side::buy, {{tokens(20'000'000), 500}, {tokens(10'000'000), 530}}, usual);
  // 10 + 5.3, and 0.35 + 0.17437 of fees.
  CHECK(two.cash.micros() == 15'824'370);
  CHECK(two.price == "0.51");
}

TEST_CASE("an order is filled completely in each of the ways that occur") {
  std::set<std::size_t> row_counts;
  bool has_twins = false;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    dice draw{"order", seed};
    const level order{tokens(10'000'000 + draw.number_below(1'000'000'000)), 10};
    const auto fills = fill_order(trade_side::sell, order, usual, draw);
    shares sum;
    for (const auto& each : fills) {
      sum += each.size;
      CHECK(each.size > shares{});
      CHECK(each.cash >= usdc{});
    }
    CHECK(sum == order.size);
    row_counts.insert(fills.size());
    has_twins =
        has_twins || (fills.size() > 1 && fills[0].transaction == 0 &&
                      fills[1].transaction == 0 && fills[0].size == fills[1].size);
  }
  CHECK(has_twins);
  CHECK(row_counts.contains(1));
  CHECK(*row_counts.rbegin() > 50);
}

TEST_CASE("decimals are printed without zeros at the end") {
  CHECK(decimal_text(0, 6) == "0");
  CHECK(decimal_text(1, 6) == "0.000001");
  CHECK(decimal_text(80'000'000, 6) == "80");
  CHECK(decimal_text(-1'500'000, 6) == "-1.5");
  CHECK(decimal_text(7'300'000'029, 10) == "0.7300000029");
}
