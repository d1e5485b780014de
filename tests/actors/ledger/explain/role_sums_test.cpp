// SPDX-License-Identifier: MIT
#include "actors/ledger/explain/role_sums.hpp"

#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

activity_event observed(activity_event event, observed_role role) {
  event.role = role;
  return event;
}

} // namespace

TEST_CASE("roles: an observed role is preferred to the role inferred from the fee") {
  // Bought as a maker by its fee.
  const auto fill = trades.buy_up("10", "0.49");
  CHECK(role_of(fill, trades.market) ==
        fill_role{liquidity::maker, role_source::inferred});
  CHECK(to_string(role_of(fill, trades.market)) == "maker inferred");
  CHECK(to_string(role_of(observed(fill, observed_role::taker), trades.market)) ==
        "taker observed");
  // At a price without a fee nothing can be inferred.
  const auto worthless = trades.buy_up("0.0001", "0.5");
  CHECK(to_string(role_of(worthless, trades.market)) == "unknown");
}

TEST_CASE("roles: the P/L of fills by their role adds up to that of the window") {
  // 10 Up for 4.90 as maker, 8 Down for 3.899472 as taker, one Up sold for 0.60 as maker.
  const std::vector<activity_event> events{
      trades.buy_up("10", "0.49"),
      observed(later(trades.buy_down("8", "0.47", "3.899472"), 12), observed_role::taker),
      later(trades.sell_up("1", "0.6"), 400)};
  const auto figures = account(trades.market, std::nullopt, events, settlement::up).pnl;
  role_sums sums;
  sums.add(trades.market, settlement::up, events, figures);
  const auto& made = sums.part(liquidity::maker);
  const auto& taken = sums.part(liquidity::taker);
  // Won 10 less 4.90; the sold one gave 0.60 for what is worth 1.
  CHECK(made.pnl == usdc::from_micros(5'100'000 - 400'000));
  CHECK(made.size == shares::from_micros(11'000'000));
  CHECK(made.fills == 2);
  CHECK(made.observed == 0);
  CHECK(taken.pnl == usdc::from_micros(-3'899'472));
  CHECK(taken.observed == 1);
  CHECK(sums.rest() == usdc{});
  CHECK(sums.pnl() == made.pnl + taken.pnl);
  // The first legs were of both roles, twelve seconds apart.
  CHECK(sums.part(liquidity::mixed).leg_windows == 1);
  CHECK(sums.part(liquidity::mixed).leg_seconds == std::chrono::seconds{12});
  CHECK(
      role_lines(sums) ==
      std::vector<std::string>{
          "maker    57.9% of 19.000000 shares in 2 fills, 0 observed, +$4.70, +0.4273 a "
          "share",
          "taker    42.1% of 19.000000 shares in 1 fill, 1 observed, -$3.90, -0.4874 a "
          "share",
          "legs     mixed 12.0 s in 1 window between the first buys"});
}

TEST_CASE("roles: splits, merges and odd halves leave the sum as it is", "[properties]") {
  CHECK(rc::check([] {
    const auto winner =
        *rc::gen::element(settlement::up, settlement::down, settlement::split);
    std::vector<activity_event> events;
    const auto size = [] {
      return std::to_string(*rc::gen::inRange(1, 400)) + ".000001";
    };
    const auto any_price = [] {
      return "0." + std::to_string(*rc::gen::inRange(10, 100));
    };
    events.push_back(trades.buy_up(size(), any_price()));
    if (*rc::gen::arbitrary<bool>())
      events.push_back(trades.buy_down(size(), any_price()));
    if (*rc::gen::arbitrary<bool>())
      events.push_back(trades.split("7"));
    if (*rc::gen::arbitrary<bool>())
      events.push_back(trades.sell_up("1", any_price()));
    for (auto& event : events)
      event.role = *rc::gen::element(observed_role::none, observed_role::maker,
                                     observed_role::taker);
    const auto pnl = account(trades.market, std::nullopt, events, winner).pnl;
    role_sums sums;
    sums.add(trades.market, winner, events, pnl);
    auto whole = sums.rest();
    for (const auto role : {liquidity::maker, liquidity::taker, liquidity::unknown})
      whole += sums.part(role).pnl;
    RC_ASSERT(whole == pnl);
    // Half millionths of each fill at most.
    RC_ASSERT(std::abs(sums.rest().micros()) <= 4);
  }));
}
