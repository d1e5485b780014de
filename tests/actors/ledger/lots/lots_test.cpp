// SPDX-License-Identifier: MIT
#include "actors/ledger/lots/lots.hpp"

#include "actors/window/grade/accounting.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;

namespace {

const timestamp settled_at = trades.market.end + std::chrono::seconds{40};

/// `BUY 60 SELL 90 UP 4.000000: 2.000000 - 1.960000 - 0.000000`: seconds from the start.
std::string line(const token_lot& lot) {
  const auto seconds = [](const std::optional<timestamp>& time) {
    return time ? std::to_string(to_unix_seconds(*time) - september) : "-";
  };
  const std::string exit = to_string(lot.exit);
  return std::string{to_string(lot.origin)} + " " + seconds(lot.acquired) + " " +
         (exit.empty() ? "-" : exit) + " " + seconds(lot.disposed) + " " +
         (!lot.side                  ? "BOTH"
          : *lot.side == outcome::up ? "UP"
                                     : "DOWN") +
         " " + to_string(lot.size) + ": " + to_string(lot.proceeds) + " - " +
         to_string(lot.basis) + " - " + to_string(lot.fee);
}

std::vector<std::string> lines(const std::vector<token_lot>& lots) {
  std::vector<std::string> result;
  std::transform(lots.begin(), lots.end(), std::back_inserter(result), line);
  return result;
}

using text_lines = std::vector<std::string>;

window_lots match(const std::vector<activity_event>& events,
                  std::optional<settlement> winner) {
  return match_lots(trades.market, events, winner, settled_at);
}

} // namespace

TEST_CASE("lots: a sale takes the oldest tokens, the settlement the rest") {
  const auto lots =
      match({trades.buy_up("4", "0.49"), later(trades.buy_up("6", "0.51"), 10),
             later(trades.sell_up("5", "0.6"), 30)},
            settlement::up);
  CHECK(lines(lots.closed) ==
        text_lines{"BUY 60 SELL 90 UP 4.000000: 2.400000 - 1.960000 - 0.000000",
                   "BUY 70 SELL 90 UP 1.000000: 0.600000 - 0.510000 - 0.000000",
                   "BUY 70 SETTLEMENT 940 UP 5.000000: 5.000000 - 2.550000 - 0.000000"});
  CHECK(lots.open.empty());
}

TEST_CASE("lots: taker fees are apart from basis and proceeds") {
  // 100 * 0.07 * 0.97 * 0.03 = 0.2037 of the buy, as much of the sale.
  const auto lots = match({trades.buy_up("100", "0.97", "97.2037"),
                           later(trades.sell_up("100", "0.97", "96.7963"), 5)},
                          settlement::down);
  CHECK(lines(lots.closed) ==
        text_lines{"BUY 60 SELL 65 UP 100.000000: 97.000000 - 97.000000 - 0.407400"});
  CHECK(to_string(lots.gain()) == "-0.407400");
}

TEST_CASE("lots: a split is a lot of each side, a merge closes one of each") {
  const auto lots =
      match({trades.split("3"), later(trades.merge("2"), 10)}, settlement::down);
  CHECK(lines(lots.closed) ==
        text_lines{"SPLIT 60 MERGE 70 UP 2.000000: 1.000000 - 1.000000 - 0.000000",
                   "SPLIT 60 MERGE 70 DOWN 2.000000: 1.000000 - 1.000000 - 0.000000",
                   "SPLIT 60 SETTLEMENT 940 UP 1.000000: 0.000000 - 0.500000 - 0.000000",
                   "SPLIT 60 SETTLEMENT 940 DOWN 1.000000: 1.000000 - 0.500000 - "
                   "0.000000"});
}

TEST_CASE("lots: amounts that do not divide evenly add up to the money that moved") {
  const auto lots = match({trades.buy_up("3", "0.333333", "1.000000"),
                           later(trades.sell_up("1", "0.5", "0.500001"), 1),
                           later(trades.sell_up("1", "0.5", "0.500001"), 2)},
                          settlement::down);
  usdc basis;
  for (const auto& lot : lots.closed)
    basis += lot.basis + lot.fee;
  CHECK(to_string(basis) == "1.000000");
  CHECK(lots.closed.size() == 3);
}

TEST_CASE("lots: redemptions, with an outcome and without") {
  SECTION("a winner is redeemed, the loser ends with the settlement") {
    const auto lots = match({trades.buy_up("10", "0.49"), trades.buy_down("4", "0.47"),
                             later(trades.redeem(outcome::up, "10", "10"), 1000)},
                            settlement::up);
    CHECK(lines(lots.closed) ==
          text_lines{"BUY 60 REDEEM 1060 UP 10.000000: 10.000000 - 4.900000 - 0.000000",
                     "BUY 60 SETTLEMENT 940 DOWN 4.000000: 0.000000 - 1.880000 - "
                     "0.000000"});
  }
  SECTION("one row for both outcomes") {
    const auto lots = match({trades.buy_up("10", "0.49"), trades.buy_down("4", "0.47"),
                             later(trades.redeem_all("10"), 1000)},
                            settlement::up);
    CHECK(lines(lots.closed) ==
          text_lines{"BUY 60 REDEEM 1060 UP 10.000000: 10.000000 - 4.900000 - 0.000000",
                     "BUY 60 REDEEM 1060 DOWN 4.000000: 0.000000 - 1.880000 - "
                     "0.000000"});
  }
}

TEST_CASE("lots: without a winner the rest is open, missing rows have no basis") {
  const auto held = match(
      {trades.buy_up("10", "0.49"), later(trades.sell_up("4", "0.5"), 3)}, std::nullopt);
  CHECK(lines(held.closed) ==
        text_lines{"BUY 60 SELL 63 UP 4.000000: 2.000000 - 1.960000 - 0.000000"});
  CHECK(lines(held.open) ==
        text_lines{"BUY 60 - - UP 6.000000: 0.000000 - 2.940000 - 0.000000"});
  const auto missing = match({trades.sell_down("4", "0.5")}, settlement::up);
  CHECK(lines(missing.closed) ==
        text_lines{"UNKNOWN - SELL 60 DOWN 4.000000: 2.000000 - 0.000000 - 0.000000"});
}

TEST_CASE("lots: rows of one second match in any order") {
  const auto lots =
      match({trades.sell_up("4", "0.5"), trades.buy_up("4", "0.4")}, settlement::down);
  CHECK(lines(lots.closed) ==
        text_lines{"BUY 60 SELL 60 UP 4.000000: 2.000000 - 1.600000 - 0.000000"});
}

namespace {

shares any_size() {
  const auto magnitude =
      *rc::gen::element<std::int64_t>(1, 1'000, 500'000, 1'000'000, 250'000'000);
  return shares::from_micros(*rc::gen::inRange<std::int64_t>(0, 40) * magnitude +
                             *rc::gen::inRange<std::int64_t>(0, 3));
}

activity_event any_event() {
  activity_event event;
  event.type = *rc::gen::weightedElement<activity_type>({{8, activity_type::buy},
                                                         {4, activity_type::sell},
                                                         {1, activity_type::split},
                                                         {2, activity_type::merge},
                                                         {3, activity_type::redeem},
                                                         {1, activity_type::maker_rebate},
                                                         {1, activity_type::conversion}});
  event.condition_id = *rc::gen::weightedElement<std::string>(
      {{15, trades.market.condition_id}, {1, "another market"}});
  event.time = trades.market.start + std::chrono::seconds{*rc::gen::inRange(-50, 1500)};
  event.size = any_size();
  event.cash = usdc::from_micros(event.size.micros());
  const bool fills =
      event.type == activity_type::buy || event.type == activity_type::sell;
  if (fills) {
    event.at_price = price::from_micros(*rc::gen::inRange<std::int64_t>(1, 1'000'000));
    event.quoted = usdc::from_micros(
        rounded_product(event.size.micros(), event.at_price.micros(), 1'000'000));
    event.cash =
        std::max(usdc{}, event.quoted + usdc::from_micros(*rc::gen::inRange<std::int64_t>(
                                            -1'000'000, 1'000'000)));
  }
  if (event.type == activity_type::redeem)
    event.cash = usdc::from_micros(event.size.micros() / *rc::gen::element(1, 2) *
                                   *rc::gen::element(0, 1));
  if (fills || (event.type == activity_type::redeem && *rc::gen::inRange(0, 3) > 0))
    event.asset = *rc::gen::weightedElement<std::string>({{10, trades.market.up_token},
                                                          {10, trades.market.down_token},
                                                          {1, "a foreign token"}});
  return event;
}

std::vector<activity_event> any_events() {
  std::vector<activity_event> result(*rc::gen::inRange<std::size_t>(0, 25));
  std::generate(result.begin(), result.end(), any_event);
  return result;
}

} // namespace

TEST_CASE("lots: of any events, settled, the gain and the fees are those of the grade",
          "[properties]") {
  CHECK(rc::check([] {
    const auto events = any_events();
    const auto winner =
        *rc::gen::element(settlement::up, settlement::down, settlement::split);
    const auto figures = account(trades.market, std::nullopt, events, winner);
    const auto lots = match(events, winner);
    usdc fees;
    for (const auto& lot : lots.closed)
      fees += lot.fee;
    RC_ASSERT(lots.gain() == figures.pnl);
    RC_ASSERT(fees == figures.fees);
    RC_ASSERT(lots.open.empty());
    RC_ASSERT(summed_lot(figures, {}, settled_at).gain() == figures.pnl);
    for (const auto& lot : lots.closed)
      RC_ASSERT(lot.disposed.has_value() && lot.side.has_value());
  }));
}

TEST_CASE("lots: of any events, not settled, money and tokens are in exactly one lot",
          "[properties]") {
  CHECK(rc::check([] {
    const auto events = any_events();
    const auto figures = account(trades.market, std::nullopt, events, std::nullopt);
    const auto lots = match(events, std::nullopt);
    auto cash = lots.gain();
    shares up;
    shares down;
    for (const auto& lot : lots.open) {
      cash -= lot.basis + lot.fee;
      (*lot.side == outcome::up ? up : down) += lot.size;
    }
    RC_ASSERT(cash == figures.pnl);
    RC_ASSERT(up == figures.up.held);
    RC_ASSERT(down == figures.down.held);
  }));
}
