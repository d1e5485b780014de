// SPDX-License-Identifier: MIT
// Fills: their fees and roles, equal and late ones, and what they leave open.
#include "tests/actors/window/grade/accounting_table.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::accounting_table;

namespace {

std::vector<activity_event> repeated(int count, const activity_event& event) {
  std::vector<activity_event> result;
  for (int i = 0; i < count; ++i) {
    result.push_back(event);
    result.back().occurrence = static_cast<std::uint32_t>(i);
  }
  return result;
}

} // namespace

TEST_CASE("accounting: fees of takers and makers in each era") {
  struct era_row {
    std::string name;
    std::int64_t start;
    std::int64_t length;
    std::vector<activity_event> (*events)(const book&);
    std::string sum;
    std::string pnl;
    std::string fees;
    fee_source source = fee_source::observed;
  };
  const era_row rows[] = {
      {"December 2025: no fees", 1'766'000'700, 900,
       [](const book& sample) { return std::vector{sample.buy_up("100", "0.50")}; },
       "100 - 50", "50", "0"},
      {"January 2026, 15m, taker: 100 x 0.25 x 0.25^2 = 1.5625", 1'768'936'500, 900,
       [](const book& sample) {
         return std::vector{sample.buy_up("100", "0.50", "51.5625")};
       },
       "100 - 51.5625", "48.4375", "1.5625"},
      {"January 2026, 5m: a difference is not a fee, fees did not exist", 1'768'936'500,
       300,
       [](const book& sample) {
         return std::vector{sample.buy_up("100", "0.50", "51.5625")};
       },
       "100 - 51.5625", "48.4375", "0", fee_source::modelled},
      {"January 2026, maker", 1'768'936'500, 900,
       [](const book& sample) { return std::vector{sample.buy_up("100", "0.50")}; },
       "100 - 50", "50", "0"},
      {"March 2026, 5m, taker: 50 x 0.25 x (0.8 x 0.2)^2 = 0.32", 1'773'307'200, 300,
       [](const book& sample) {
         return std::vector{sample.buy_up("50", "0.80", "40.32")};
       },
       "50 - 40.32", "9.68", "0.32"},
      {"24 April 2026: fees taken in shares, 21 ordered at 0.86, 20.9118 came",
       1'777'043'700, 900,
       [](const book& sample) {
         return std::vector{sample.buy_up("20.9118", "0.86", "18.06")};
       },
       "20.9118 - 18.06; 18.06 - 20.9118 x 0.86 = 0.075852", "2.8518", "0.075852"},
      {"May 2026, taker: 100 x 0.072 x 0.25 = 1.80", 1'778'000'400, 900,
       [](const book& sample) {
         return std::vector{sample.buy_up("100", "0.50", "51.80")};
       },
       "100 - 51.80", "48.20", "1.80"},
      {"September 2026, taker: 80 x 0.07 x 0.72 x 0.28 = 1.12896", september, 900,
       [](const book& sample) {
         return std::vector{sample.buy_up("80", "0.72", "58.72896")};
       },
       "80 - 58.72896", "21.27104", "1.12896"},
      {"September 2026, maker", september, 900,
       [](const book& sample) { return std::vector{sample.buy_down("249", "0.31")}; },
       "0 - 77.19", "-77.19", "0"},
      {"September 2026, taker sells: 100 x 0.07 x 0.25 = 1.75 less", september, 900,
       [](const book& sample) {
         return std::vector{sample.buy_up("100", "0.40"),
                            sample.sell_up("100", "0.50", "48.25")};
       },
       "48.25 - 40", "8.25", "1.75"},
      {"September 2026, maker sells", september, 900,
       [](const book& sample) {
         return std::vector{sample.buy_up("100", "0.40"), sample.sell_up("100", "0.50")};
       },
       "50 - 40", "10", "0"},
      {"more than any fee: modelled, and the money stays", september, 900,
       [](const book& sample) { return std::vector{sample.buy_up("100", "0.50", "60")}; },
       "100 - 60", "40", "1.75", fee_source::modelled},
      {"less than size times price: likewise", september, 900,
       [](const book& sample) { return std::vector{sample.buy_up("100", "0.50", "49")}; },
       "100 - 49", "51", "1.75", fee_source::modelled},
  };
  for (const auto& row : rows) {
    INFO(row.name << ": " << row.sum);
    const book sample{market_at(row.start, row.length)};
    const auto got =
        account(sample.market, std::nullopt, row.events(sample), settlement::up);
    CHECK(to_string(got.pnl) == format_micros(micros(row.pnl)));
    CHECK(to_string(got.fees) == format_micros(micros(row.fees)));
    CHECK(std::string{to_string(got.fees_from)} == to_string(row.source));
    CHECK(got.before_fees() == got.pnl + got.fees);
  }
}

TEST_CASE("accounting: a transaction with 200 equal fills counts 200 times") {
  check({"200 fills", repeated(200, trades.buy_up("0.5", "0.52")), up, "100 - 200 x 0.26",
         "48", directional, "0", result::none, "48", directional, result::win});
}

TEST_CASE("accounting: a late row changes the grade, at any position") {
  window_account books{trades.market};
  books.add(trades.buy_up("10", "0.49"));
  CHECK(to_string(books.figures(up).pnl) == "5.100000");
  books.add(trades.buy_down("10", "0.47"));
  const auto amended = books.figures(up);
  CHECK(to_string(amended.pnl) == "0.400000");
  CHECK(amended.kind == arb);
  CHECK(amended == account(trades.market, std::nullopt,
                           {trades.buy_down("10", "0.47"), trades.buy_up("10", "0.49")},
                           up));
}

TEST_CASE("accounting: without a winner there is neither a win nor a loss") {
  const auto got =
      account(trades.market, std::nullopt, {trades.buy_up("10", "0.60")}, no_winner);
  CHECK(got.one_sided.result == result::none);
  CHECK(got.kind == directional);
  CHECK(to_string(got.pnl) == "-6.000000");
  CHECK(got.value == usdc{});
  CHECK(got.up.held == shares::from_micros(10'000'000));
}

TEST_CASE("accounting: an open position at the midpoint") {
  // 10 x 0.62 + 4 x 0.38 = 7.72
  const auto got =
      account(trades.market, std::nullopt,
              {trades.buy_up("10", "0.60"), trades.buy_down("4", "0.35")}, no_winner);
  CHECK(to_string(open_value(got, price::from_micros(620'000))) == "7.720000");
  // 1 x 0.0000005 rounds up once
  const auto dust = account(trades.market, std::nullopt,
                            {trades.buy_up("0.5", "0.000001", "0.000001")}, no_winner);
  CHECK(to_string(open_value(dust, price::from_micros(1))) == "0.000001");
}

TEST_CASE("accounting: a leg of makers and takers is mixed, an odd one unknown") {
  const auto maker = trades.buy_up("10", "0.50");
  const auto taker = trades.buy_up("10", "0.50", "5.175");
  const auto odd = trades.buy_up("10", "0.50", "6");
  const auto role = [&](std::vector<activity_event> events) {
    return account(trades.market, std::nullopt, events, up).up.role;
  };
  CHECK(role({maker}) == liquidity::maker);
  CHECK(role({taker}) == liquidity::taker);
  CHECK(role({maker, taker}) == liquidity::mixed);
  CHECK(role({maker, odd}) == liquidity::unknown);
  CHECK(role({}) == liquidity::unknown);
}
