// SPDX-License-Identifier: MIT
#include "actors/window/grade/fees.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::test;

namespace {

constexpr fee_schedule v2{70'000, 1};
constexpr std::chrono::seconds m5{300};
constexpr std::chrono::seconds m15{900};
constexpr std::chrono::seconds h4{14'400};

usdc modelled(const std::string& size, const std::string& price, fee_schedule schedule) {
  return modelled_fee(shares::from_micros(micros(size)),
                      tracker::price::from_micros(micros(price)), schedule);
}

} // namespace

TEST_CASE("fees: the formula, with computed examples") {
  struct row {
    std::string size;
    std::string price;
    fee_schedule schedule;
    std::string fee;
  };
  const row rows[] = {
      // The recorded fills of polymarket-api.md 6.2 and 6.3.
      {"80", "0.72", v2, "1.12896"},
      {"35", "0.74", v2, "0.47138"},
      {"10", "0.70", v2, "0.147"},
      // 75 x 0.07 x 0.91 x 0.09 = 0.429975, recorded as 0.42997.
      {"75", "0.91", v2, "0.42997"},
      // The documented peak of January 2026: 1.5625 cents a share.
      {"1", "0.50", {250'000, 2}, "0.01562"},
      {"100", "0.50", {250'000, 2}, "1.5625"},
      {"100", "0.50", {72'000, 1}, "1.8"},
      // Less than a hundred-thousandth is nothing.
      {"0.0005", "0.50", v2, "0"},
      {"0.0006", "0.50", v2, "0.00001"},
      {"100", "0", v2, "0"},
      {"100", "1", v2, "0"},
      {"100", "0.50", {0, 1}, "0"},
      {"100", "0.50", {10'000, 0}, "1"},
      // The largest row that is read.
      {"1000000000", "0.50", v2, "17500000"},
  };
  for (const auto& row : rows) {
    INFO(row.size << " at " << row.price);
    CHECK(to_string(modelled(row.size, row.price, row.schedule)) ==
          format_micros(micros(row.fee)));
  }
}

TEST_CASE("fees: the documented eras") {
  struct row {
    std::string name;
    std::int64_t start;
    std::chrono::seconds length;
    fee_schedule expected;
  };
  const fee_schedule none{0, 1};
  const fee_schedule first{250'000, 2};
  const row rows[] = {
      {"before the fees", 1'767'571'199, m15, none},
      {"2026-01-05, 15m", 1'767'571'200, m15, first},
      {"2026-01-05, 5m", 1'767'571'200, m5, none},
      {"2026-02-11, 5m", 1'770'854'399, m5, none},
      {"2026-02-12, 5m", 1'770'854'400, m5, first},
      {"2026-02-12, 4h", 1'770'854'400, h4, none},
      {"2026-03-06, 4h", 1'772'755'200, h4, first},
      {"2026-03-30", 1'774'828'800, m15, {72'000, 1}},
      {"2026-04-28", 1'777'334'400, m5, {72'000, 1}},
      {"2026-07-24", 1'784'851'200, m5, v2},
      {"2026-09-20", september, m15, v2},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    CHECK(documented_schedule(row.length, from_unix_seconds(row.start)) == row.expected);
  }
}

TEST_CASE("fees: a fill of many prices pays less than its average price says") {
  // 10 at 0.40 and 10 at 0.60: 0.168 + 0.168; by the average of 0.50 it would be 0.35.
  const auto read = read_fee(trades.buy_up("20", "0.50", "10.336"), v2);
  CHECK(read.fee == usdc::from_micros(336'000));
  CHECK(read.source == fee_source::observed);
  CHECK(read.role == liquidity::taker);
}

TEST_CASE("fees: a fill too small to pay has no certain role") {
  const auto read = read_fee(trades.buy_up("0.0005", "0.50"), v2);
  CHECK(read == fee_reading{{}, fee_source::observed, liquidity::unknown});
}

TEST_CASE("fees: the last digits of a price are no fee") {
  // A million shares at 0.9300000035, of which the platform sends ten digits.
  auto fill = trades.buy_up("1000000", "0.93");
  fill.cash += usdc::from_micros(100);
  CHECK(read_fee(fill, v2).role == liquidity::maker);
  fill.cash += usdc::from_micros(10);
  CHECK(read_fee(fill, v2).role == liquidity::taker);
}

TEST_CASE("fees: a taker's fee is read back from the fill", "[properties]") {
  CHECK(rc::check([] {
    const auto type = *rc::gen::element(activity_type::buy, activity_type::sell);
    activity_event fill;
    fill.type = type;
    fill.size = shares::from_micros(*rc::gen::inRange<std::int64_t>(1, 2'000'000'000));
    fill.at_price = price::from_micros(*rc::gen::inRange<std::int64_t>(0, 1'000'001));
    fill.quoted = usdc::from_micros(
        rounded_product(fill.size.micros(), fill.at_price.micros(), 1'000'000));
    const auto fee = modelled_fee(fill.size, fill.at_price, v2);
    RC_ASSERT(fee >= usdc{});
    fill.cash = type == activity_type::buy ? fill.quoted + fee : fill.quoted - fee;
    const auto read = read_fee(fill, v2);
    RC_ASSERT(read.source == fee_source::observed);
    RC_ASSERT(read.fee == fee);
    RC_ASSERT(read.role == (fee == usdc{} ? liquidity::unknown : liquidity::taker));
  }));
}
