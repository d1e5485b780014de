// SPDX-License-Identifier: MIT
// The simulator's books against figures worked out by hand.
#include "tests/simulator/wallets/books.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::exchange;

namespace {

constexpr auto up = outcome::up;
constexpr auto down = outcome::down;

simulated_row row(row_kind kind, std::optional<outcome> side, std::int64_t size,
                  std::int64_t cash, std::int64_t fee = 0) {
  simulated_row result;
  result.kind = kind;
  result.side = side;
  result.size = shares::from_micros(size);
  result.cash = usdc::from_micros(cash);
  result.fee = usdc::from_micros(fee);
  return result;
}

/// Tokens and dollars in cents.
simulated_row buy(outcome side, std::int64_t size, std::int64_t cash) {
  return row(row_kind::buy, side, size * 10'000, cash * 10'000);
}
simulated_row sell(outcome side, std::int64_t size, std::int64_t cash) {
  return row(row_kind::sell, side, size * 10'000, cash * 10'000);
}
simulated_row sets(row_kind kind, std::int64_t size) {
  return row(kind, std::nullopt, size * 10'000, size * 10'000);
}

struct example {
  const char* name;
  std::vector<simulated_row> rows;
  std::optional<settlement> settled;
  const char* trade_type;
  const char* arb_result;
  const char* rest_result;
  /// Cents.
  std::int64_t arb_pnl;
  std::int64_t rest_pnl;
};

const std::vector<example> examples = {
    {"nothing", {}, settlement::up, "NO_TRADE", "", "", 0, 0},
    {"10 pairs for 9.60",
     {buy(up, 1000, 490), buy(down, 1000, 470)},
     settlement::up,
     "ARB",
     "PAIRED",
     "",
     40,
     0},
    {"10 pairs for 9.60 and 5 more Up for 2.45",
     {buy(up, 1500, 735), buy(down, 1000, 470)},
     settlement::up,
     "ARB",
     "LOPSIDED",
     "WIN",
     40,
     255},
    {"the same, lost",
     {buy(up, 1500, 735), buy(down, 1000, 470)},
     settlement::down,
     "ARB",
     "LOPSIDED",
     "LOSS",
     40,
     -245},
    {"Down sold off for 3",
     {buy(up, 1000, 490), buy(down, 1000, 470), sell(down, 1000, 300)},
     settlement::up,
     "ARB",
     "BAIL",
     "",
     340,
     0},
    {"a capture", {buy(up, 1000, 970)}, settlement::up, "99C_CAPTURE", "", "WIN", 0, 30},
    {"a capture at exactly 0.95, lost",
     {buy(down, 1000, 950)},
     settlement::up,
     "99C_CAPTURE",
     "",
     "LOSS",
     0,
     -950},
    {"a cent cheaper",
     {buy(down, 1000, 949)},
     settlement::down,
     "DIRECTIONAL",
     "",
     "WIN",
     0,
     51},
    {"sold for more",
     {buy(up, 1000, 400), sell(up, 1000, 550)},
     settlement::down,
     "DIRECTIONAL",
     "",
     "CASHED",
     0,
     150},
    {"sold for less",
     {buy(up, 1000, 400), sell(up, 1000, 250)},
     settlement::up,
     "DIRECTIONAL",
     "",
     "EXITED",
     0,
     -150},
    {"a pair, 6 of 10 merged",
     {buy(up, 1000, 490), buy(down, 1000, 470), sets(row_kind::merge, 600)},
     settlement::down,
     "ARB",
     "PAIRED",
     "",
     40,
     0},
    {"a set kept",
     {sets(row_kind::split, 500)},
     settlement::up,
     "ARB",
     "PAIRED",
     "",
     0,
     0},
    {"a set of which Up is sold for 3",
     {sets(row_kind::split, 500), sell(up, 500, 300)},
     settlement::down,
     "ARB",
     "BAIL",
     "",
     300,
     0},
    {"one side at 50/50",
     {buy(up, 1000, 400)},
     settlement::split,
     "DIRECTIONAL",
     "",
     "",
     0,
     100},
    {"not settled: cash so far",
     {buy(up, 1000, 400)},
     std::nullopt,
     "DIRECTIONAL",
     "",
     "",
     0,
     -400},
    {"a hedge after a capture",
     {buy(up, 1000, 970), buy(down, 400, 12)},
     settlement::up,
     "ARB",
     "LOPSIDED",
     "WIN",
     0,
     18},
};

} // namespace

TEST_CASE("the simulator's books are those that were worked out by hand") {
  for (const auto& each : examples) {
    CAPTURE(each.name);
    const auto books = books_of(each.rows, each.settled);
    CHECK(books.trade_type == each.trade_type);
    CHECK(books.arb_result == each.arb_result);
    CHECK(books.rest_result == each.rest_result);
    CHECK(books.arb_pnl.micros() == each.arb_pnl * 10'000);
    CHECK(books.rest_pnl.micros() == each.rest_pnl * 10'000);
    CHECK(books.pnl == books.arb_pnl + books.rest_pnl);
  }
}

TEST_CASE("a redemption of either form does not change what a window was worth") {
  const std::vector<simulated_row> bought = {buy(up, 1500, 735), buy(down, 1000, 470)};
  const auto unredeemed = books_of(bought, settlement::up);
  CHECK(unredeemed.value.micros() == 15'000'000);
  auto new_form = bought;
  new_form.push_back(row(row_kind::redeem, up, 15'000'000, 15'000'000));
  new_form.push_back(row(row_kind::redeem, down, 10'000'000, 0));
  auto old_form = bought;
  old_form.push_back(row(row_kind::redeem_all, std::nullopt, 15'000'000, 15'000'000));
  for (const auto& rows : {new_form, old_form}) {
    const auto redeemed = books_of(rows, settlement::up);
    CHECK(redeemed.pnl == unredeemed.pnl);
    CHECK(redeemed.arb_pnl == unredeemed.arb_pnl);
    CHECK(redeemed.payout.micros() == 15'000'000);
    CHECK(redeemed.value == usdc{});
  }
}

TEST_CASE("the paired part is rounded down and the rest has the remainder") {
  // 3 Up for 1.000001, 1 Down for 0.5: a third of the cost is 0.333333 and two thirds of
  // a millionth.
  const auto books = books_of({row(row_kind::buy, up, 3'000'000, 1'000'001),
                               row(row_kind::buy, down, 1'000'000, 500'000)},
                              settlement::up);
  CHECK(books.arb_cost.micros() == 833'333);
  CHECK(books.rest_cost.micros() == 666'668);
  CHECK(books.arb_pnl.micros() == 166'667);
  CHECK(books.rest_pnl.micros() == 1'333'332);
}

TEST_CASE("the recorded window has the recorded result") {
  // btc-updown-5m-1789943700 of polymarket-api.md 7.5.
  const std::vector<simulated_row> rows = {
      row(row_kind::buy, down, 249'000'000, 77'190'000),
      row(row_kind::buy, up, 80'000'000, 58'728'960, 1'128'960),
      row(row_kind::buy, up, 35'000'000, 26'371'380, 471'380),
      row(row_kind::buy, up, 134'000'000, 101'840'000),
      row(row_kind::buy, up, 68'000'000, 49'640'000),
      row(row_kind::buy, up, 3'000'000, 2'190'000),
      row(row_kind::buy, up, 55'597'408, 40'586'108),
      row(row_kind::merge, std::nullopt, 249'000'000, 249'000'000),
      row(row_kind::buy, down, 854'450, 17'089),
      row(row_kind::buy, down, 3'061'200, 61'224),
      row(row_kind::buy, down, 5'418'350, 108'367),
      row(row_kind::buy, down, 58'820'000, 1'176'400),
      row(row_kind::buy, down, 1'020'400, 20'408),
      row(row_kind::redeem, up, 126'597'408, 126'597'408),
      row(row_kind::redeem, down, 69'174'400, 0)};
  const auto books = books_of(rows, settlement::up);
  CHECK(books.cost.micros() == 357'929'936);
  CHECK(books.up.held.micros() == 126'597'408);
  CHECK(books.down.held.micros() == 69'174'400);
  CHECK(books.pnl.micros() == 17'667'472);
  CHECK(books.fees.micros() == 1'600'340);
  CHECK(books.fills == 12);
  CHECK(books_body(books)["pnl"] == "17.667472");
}
