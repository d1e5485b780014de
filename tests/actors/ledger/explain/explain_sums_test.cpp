// SPDX-License-Identifier: MIT
#include "actors/ledger/explain/explain_sums.hpp"

#include "actors/window/grade/accounting.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

const figure_sum& sum_named(const std::vector<figure_sum>& sums,
                            const std::string& name) {
  const auto found = std::find_if(sums.begin(), sums.end(), [&](const figure_sum& item) {
    return item.name == name;
  });
  REQUIRE(found != sums.end());
  return *found;
}

std::vector<figure_sum> all_sums(const std::vector<activity_event>& events,
                                 std::optional<settlement> settled) {
  const auto figures = account(trades.market, std::nullopt, events, settled);
  auto sums = sums_of_events(figures, trades.market, events);
  const auto more = sums_of_figures(figures, settled);
  sums.insert(sums.end(), more.begin(), more.end());
  return sums;
}

activity_event any_event() {
  const auto size = std::to_string(*rc::gen::inRange(0, 40)) + '.' +
                    std::to_string(*rc::gen::inRange(0, 1'000'000));
  const auto price = "0." + std::to_string(*rc::gen::inRange(1, 100));
  const auto side = *rc::gen::element(outcome::up, outcome::down);
  const auto cash = *rc::gen::element<std::string>("", "1.5", "4.905");
  switch (*rc::gen::inRange(0, 8)) {
  case 0:
    return trades.split(size);
  case 1:
    return trades.merge(size);
  case 2:
    return trades.redeem(side, size, *rc::gen::element(size, std::string{"0"}));
  case 3:
    return trades.redeem_all(size);
  case 4:
    return event_of(trades.market, activity_type::maker_rebate, "0", "0.25");
  case 5:
    return fill(trades.market, activity_type::sell, side, size, price, cash);
  default:
    return fill(trades.market, activity_type::buy, side, size, price, cash);
  }
}

} // namespace

TEST_CASE("explain: a figure is shown with its terms") {
  // 10 Up for 4.90, 8 Down for 3.76; 1 Up sold for 0.60, 2 sets merged; Up wins.
  const auto sums = all_sums({trades.buy_up("10", "0.49"), trades.buy_down("8", "0.47"),
                              trades.sell_up("1", "0.6"), trades.merge("2")},
                             settlement::up);
  const auto term = [](const char* amount, const char* label) {
    return sum_term{micros(amount), label};
  };
  CHECK(sum_named(sums, "UP cost") ==
        figure_sum{"UP cost", {term("4.9", "#1")}, micros("4.9")});
  CHECK(sum_named(sums, "Net P/L") ==
        figure_sum{"Net P/L",
                   {term("2.6", "proceeds"), term("0", "payout"),
                    term("7", "settlement value"), term("-8.66", "money in")},
                   micros("0.94")});
  CHECK(sum_named(sums, "ARB cost") ==
        figure_sum{"ARB cost",
                   {term("3.92", "UP cost × 8.000000/10.000000"),
                    term("3.76", "DOWN cost × 8.000000/8.000000"), term("0", "splits")},
                   micros("7.68")});
  CHECK(sum_named(sums, "DOWN value") ==
        figure_sum{"DOWN value", {term("6", "held, $1 each"), term("-6", "lost")}, 0});
}

TEST_CASE("explain: a figure that is not the sum of its terms is found") {
  const std::vector<activity_event> events{trades.buy_up("10", "0.49")};
  auto figures = account(trades.market, std::nullopt, events, settlement::up);
  figures.up.cost += usdc::from_micros(1);
  const auto sums = sums_of_events(figures, trades.market, events);
  CHECK_FALSE(sum_named(sums, "UP cost").holds());
  CHECK(sum_named(sums, "UP cost").total() == micros("4.9"));
  CHECK(sum_named(sums, "UP bought").holds());
  figures.pnl += usdc::from_micros(1);
  CHECK_FALSE(sum_named(sums_of_figures(figures, settlement::up), "Net P/L").holds());
}

TEST_CASE("explain: every figure of every grade is the sum of its terms",
          "[properties]") {
  CHECK(rc::check([] {
    std::vector<activity_event> events(*rc::gen::inRange<std::size_t>(0, 12));
    for (auto& item : events)
      item = any_event();
    const auto settled = *rc::gen::element<std::optional<settlement>>(
        std::nullopt, settlement::up, settlement::down, settlement::split);
    for (const auto& item : all_sums(events, settled)) {
      RC_LOG() << item.name << ": " << item.stated << " is not " << item.total() << '\n';
      RC_ASSERT(item.holds());
    }
  }));
}
