// SPDX-License-Identifier: MIT
// Windows graded by hand. `sum` is the arithmetic behind the expected P/L.
#include "actors/window/grade/accounting.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

constexpr auto up = settlement::up;
constexpr auto down = settlement::down;
constexpr auto half = settlement::split;
constexpr std::nullopt_t open = std::nullopt;

struct graded {
  std::string name;
  std::vector<activity_event> events;
  std::optional<settlement> settled;
  std::string sum;
  std::string pnl;
  trade_kind kind = trade_kind::none;
  /// Of the paired part.
  std::string arb = "0";
  trade_result arb_result = trade_result::none;
  /// Of the one-sided part, of whichever kind.
  std::string rest = "0";
  trade_kind rest_kind = trade_kind::none;
  trade_result rest_result = trade_result::none;
  std::string fees = "0";
  fee_source fees_from = fee_source::observed;
  bool consistent = true;
};

std::vector<activity_event> times(int count, const activity_event& event) {
  std::vector<activity_event> result;
  for (int i = 0; i < count; ++i) {
    result.push_back(event);
    result.back().occurrence = static_cast<std::uint32_t>(i);
  }
  return result;
}

void check(const book& in, const graded& expected) {
  INFO(expected.name << ": " << expected.sum);
  const auto got = account(in.of, std::nullopt, expected.events, expected.settled);
  CHECK(to_string(got.pnl) == format_micros(micros(expected.pnl)));
  CHECK(to_string(got.arb.pnl) == format_micros(micros(expected.arb)));
  CHECK(to_string(got.one_sided.pnl) == format_micros(micros(expected.rest)));
  CHECK(to_string(got.capture_pnl) ==
        format_micros(expected.rest_kind == trade_kind::capture ? micros(expected.rest)
                                                                : 0));
  CHECK(to_string(got.directional_pnl) ==
        format_micros(expected.rest_kind == trade_kind::capture ? 0
                                                                : micros(expected.rest)));
  CHECK(to_string(got.residual) == "0.000000");
  CHECK(std::string{to_string(got.kind)} == to_string(expected.kind));
  CHECK(std::string{to_string(got.arb.result)} == to_string(expected.arb_result));
  CHECK(std::string{to_string(got.one_sided.kind)} == to_string(expected.rest_kind));
  CHECK(std::string{to_string(got.one_sided.result)} == to_string(expected.rest_result));
  CHECK(to_string(got.fees) == format_micros(micros(expected.fees)));
  CHECK(std::string{to_string(got.fees_from)} == to_string(expected.fees_from));
  CHECK(got.consistent() == expected.consistent);
}

constexpr auto arb = trade_kind::arb;
constexpr auto capture = trade_kind::capture;
constexpr auto directional = trade_kind::directional;
constexpr auto nothing = trade_kind::none;
using result = trade_result;

} // namespace

TEST_CASE("accounting: what the Python ancestor got wrong") {
  const book in;
  const graded rows[] = {
      {"a pair bought leg by leg (it showed -9.80)",
       {in.buy_up("10", "0.49"), later(in.buy_down("10", "0.47"), 90)},
       up,
       "10 - (4.90 + 4.70)",
       "0.40",
       arb,
       "0.40",
       result::paired},
      {"a position sold at a loss (it showed a WIN)",
       {in.buy_up("20", "0.70"), in.sell_up("20", "0.55")},
       up,
       "11.00 - 14.00",
       "-3",
       directional,
       "0",
       result::none,
       "-3",
       directional,
       result::exited},
      {"a lopsided pair (it showed -2.75)",
       {in.buy_up("10", "0.45"), in.buy_down("5", "0.51")},
       up,
       "10 - (4.50 + 2.55); pairs 5 - (2.25 + 2.55), rest 5 - 2.25",
       "2.95",
       arb,
       "0.20",
       result::lopsided,
       "2.75",
       directional,
       result::win},
      {"fills at the prices they had, not at the first one's",
       {in.buy_up("5", "0.40"), in.buy_up("5", "0.42"), in.buy_up("10", "0.44"),
        in.buy_down("20", "0.53")},
       down,
       "20 - (2.00 + 2.10 + 4.40 + 10.60)",
       "0.90",
       arb,
       "0.90",
       result::paired},
      {"a capture at 95 cents",
       {in.buy_up("100", "0.95")},
       up,
       "100 - 95.00",
       "5",
       capture,
       "0",
       result::none,
       "5",
       capture,
       result::win},
      {"a bail that came out well",
       {in.buy_up("50", "0.48"), in.buy_down("50", "0.50"), in.sell_down("50", "0.30")},
       up,
       "15 + 50 - (24 + 25)",
       "16",
       arb,
       "16",
       result::bail},
      {"a bail that did not",
       {in.buy_up("50", "0.48"), in.buy_down("50", "0.50"), in.sell_down("50", "0.30")},
       down,
       "15 + 0 - (24 + 25)",
       "-34",
       arb,
       "-34",
       result::bail},
      {"sold early at a gain",
       {in.buy_up("40", "0.60"), in.sell_up("40", "0.85")},
       down,
       "34 - 24",
       "10",
       directional,
       "0",
       result::none,
       "10",
       directional,
       result::cashed},
  };
  for (const auto& row : rows)
    check(in, row);
}

TEST_CASE("accounting: pairs and single sides") {
  const book in;
  const graded rows[] = {
      {"nothing",
       {},
       up,
       "0",
       "0",
       nothing,
       "0",
       result::none,
       "0",
       nothing,
       result::none,
       "0",
       fee_source::none},
      {"a pair where Down wins",
       {in.buy_up("10", "0.49"), in.buy_down("10", "0.47")},
       down,
       "10 - 9.60",
       "0.40",
       arb,
       "0.40",
       result::paired},
      {"a pair that cost more than a dollar",
       {in.buy_up("10", "0.55"), in.buy_down("10", "0.48")},
       up,
       "10 - (5.50 + 4.80)",
       "-0.30",
       arb,
       "-0.30",
       result::paired},
      {"one side, won",
       {in.buy_down("30", "0.40")},
       down,
       "30 - 12",
       "18",
       directional,
       "0",
       result::none,
       "18",
       directional,
       result::win},
      {"one side, lost",
       {in.buy_down("30", "0.40")},
       up,
       "0 - 12",
       "-12",
       directional,
       "0",
       result::none,
       "-12",
       directional,
       result::loss},
      {"a capture lost",
       {in.buy_up("100", "0.97")},
       down,
       "0 - 97",
       "-97",
       capture,
       "0",
       result::none,
       "-97",
       capture,
       result::loss},
      {"a micro-dollar short of a capture",
       {in.buy_up("100", "0.95", "94.999999")},
       up,
       "100 - 94.999999",
       "5.000001",
       directional,
       "0",
       result::none,
       "5.000001",
       directional,
       result::win},
      {"a taker's entry is what it paid, the fee inside",
       {in.buy_up("100", "0.948", "95.14507")},
       up,
       "100 - (94.80 + 0.34507); 100 x 0.07 x 0.948 x 0.052 = 0.345072",
       "4.85493",
       capture,
       "0",
       result::none,
       "4.85493",
       capture,
       result::win,
       "0.34507"},
      {"a capture in two fills that average above the limit",
       {in.buy_up("50", "0.94"), in.buy_up("50", "0.99")},
       up,
       "100 - (47 + 49.50)",
       "3.50",
       capture,
       "0",
       result::none,
       "3.50",
       capture,
       result::win},
      {"half sold, half held",
       {in.buy_up("100", "0.50"), in.sell_up("50", "0.60")},
       up,
       "30 + 50 - 50",
       "30",
       directional,
       "0",
       result::none,
       "30",
       directional,
       result::win},
      {"half sold, half lost",
       {in.buy_up("100", "0.50"), in.sell_up("50", "0.60")},
       down,
       "30 + 0 - 50",
       "-20",
       directional,
       "0",
       result::none,
       "-20",
       directional,
       result::loss},
      {"sold at what it cost",
       {in.buy_up("10", "0.50"), in.sell_up("10", "0.50")},
       up,
       "5 - 5: no loss",
       "0",
       directional,
       "0",
       result::none,
       "0",
       directional,
       result::cashed},
      {"both sides sold",
       {in.buy_up("10", "0.49"), in.buy_down("10", "0.47"), in.sell_up("10", "0.60"),
        in.sell_down("10", "0.39")},
       up,
       "6.00 + 3.90 - 9.60",
       "0.30",
       arb,
       "0.30",
       result::paired},
      {"the surplus sold early",
       {in.buy_up("100", "0.45"), in.buy_down("60", "0.50"), in.sell_up("40", "0.90")},
       down,
       "36 + 60 - 75; pairs 60 - (27 + 30), rest 36 - 18",
       "21",
       arb,
       "3",
       result::paired,
       "18",
       directional,
       result::cashed},
      {"more than the surplus sold",
       {in.buy_up("100", "0.45"), in.buy_down("60", "0.50"), in.sell_up("70", "0.80")},
       down,
       "56 + 60 - 75; pairs 56 x 30/70 + 60 - 57, rest 56 x 40/70 - 18",
       "41",
       arb,
       "27",
       result::lopsided,
       "14",
       directional,
       result::cashed},
      {"sold out of one side, and bought again",
       {in.buy_up("20", "0.50"), in.buy_down("20", "0.45"), in.sell_down("20", "0.30"),
        in.buy_down("20", "0.20")},
       down,
       "6 + 20 - (10 + 9 + 4); Down cost 13 for 40: pairs 10 + 6.50, rest 6.50",
       "3",
       arb,
       "3.50",
       result::paired,
       "-0.50",
       directional,
       result::exited},
      {"a hedge after a capture",
       {in.buy_up("100", "0.97"), later(in.buy_down("100", "0.40"), 60)},
       up,
       "100 - (97 + 40)",
       "-37",
       arb,
       "-37",
       result::paired},
      {"a hedge for part of a capture",
       {in.buy_up("100", "0.97"), later(in.buy_down("30", "0.40"), 60)},
       down,
       "30 - (97 + 12); pairs 30 - (29.10 + 12), rest 0 - 67.90",
       "-79",
       arb,
       "-11.10",
       result::lopsided,
       "-67.90",
       capture,
       result::loss},
  };
  for (const auto& row : rows)
    check(in, row);
}

TEST_CASE("accounting: dust") {
  const book in;
  const graded rows[] = {
      {"less than half a share apart is a pair",
       {in.buy_up("10", "0.49"), in.buy_down("9.7", "0.47")},
       up,
       "10 - (4.90 + 4.559); pairs 9.7 - (4.753 + 4.559), rest 0.3 - 0.147",
       "0.541",
       arb,
       "0.388",
       result::paired,
       "0.153",
       directional,
       result::win},
      {"half a share apart is not",
       {in.buy_up("10", "0.49"), in.buy_down("9.5", "0.47")},
       down,
       "9.5 - (4.90 + 4.465); pairs 9.5 - (4.655 + 4.465), rest 0 - 0.245",
       "0.135",
       arb,
       "0.38",
       result::lopsided,
       "-0.245",
       directional,
       result::loss},
      {"sold but for a hundredth",
       {in.buy_up("100", "0.60"), in.sell_up("99.99", "0.70")},
       up,
       "69.993 + 0.01 - 60",
       "10.003",
       directional,
       "0",
       result::none,
       "10.003",
       directional,
       result::cashed},
      {"less than half a share, held",
       {in.buy_up("0.4", "0.50")},
       up,
       "0.4 - 0.2",
       "0.2",
       directional,
       "0",
       result::none,
       "0.2",
       directional,
       result::win},
      {"more dust held than sold",
       {in.buy_up("0.6", "0.50"), in.sell_up("0.2", "0.60")},
       up,
       "0.12 + 0.4 - 0.30",
       "0.22",
       directional,
       "0",
       result::none,
       "0.22",
       directional,
       result::win},
      {"a division that does not come out even",
       {in.buy_up("3", "0.333333", "1"), in.buy_down("1", "0.50")},
       up,
       "3 - 1.50; pairs 1 - (0.333333 + 0.50), rest 2 - 0.666667",
       "1.50",
       arb,
       "0.166667",
       result::lopsided,
       "1.333333",
       directional,
       result::win},
      {"one micro-share",
       {in.buy_up("0.000001", "0.50", "0")},
       up,
       "0.000001 - 0",
       "0.000001",
       directional,
       "0",
       result::none,
       "0.000001",
       directional,
       result::win},
  };
  for (const auto& row : rows)
    check(in, row);
}

TEST_CASE("accounting: sets") {
  const book in;
  const graded rows[] = {
      {"split and merged again",
       {in.split("100"), in.merge("100")},
       up,
       "100 - 100",
       "0",
       arb,
       "0",
       result::paired,
       "0",
       nothing,
       result::none,
       "0",
       fee_source::none},
      {"split and held",
       {in.split("100")},
       down,
       "100 - 100",
       "0",
       arb,
       "0",
       result::paired,
       "0",
       nothing,
       result::none,
       "0",
       fee_source::none},
      {"split, one side sold",
       {in.split("100"), in.sell_down("100", "0.03")},
       up,
       "3 + 100 - 100",
       "3",
       arb,
       "3",
       result::bail},
      {"split, both sides sold",
       {in.split("100"), in.sell_up("100", "0.55"), in.sell_down("100", "0.47")},
       up,
       "55 + 47 - 100",
       "2",
       arb,
       "2",
       result::paired},
      {"a pair merged",
       {in.buy_up("10", "0.49"), in.buy_down("10", "0.47"), in.merge("10")},
       open,
       "10 - 9.60",
       "0.40",
       arb,
       "0.40",
       result::paired},
      {"a pair merged in part",
       {in.buy_up("100", "0.45"), in.buy_down("100", "0.50"), in.merge("60")},
       up,
       "60 + 40 - 95",
       "5",
       arb,
       "5",
       result::paired},
      {"a lopsided pair merged as far as it goes",
       {in.buy_up("100", "0.45"), in.buy_down("60", "0.50"), in.merge("60")},
       up,
       "60 + 40 - 75; pairs 60 - (27 + 30), rest 40 - 18",
       "25",
       arb,
       "3",
       result::lopsided,
       "22",
       directional,
       result::win},
      {"split shares pair before bought ones",
       {in.split("100"), in.buy_up("100", "0.97")},
       up,
       "200 - (100 + 97); pairs 100 - 100, rest 100 - 97",
       "3",
       arb,
       "0",
       result::lopsided,
       "3",
       capture,
       result::win},
  };
  for (const auto& row : rows)
    check(in, row);
}

TEST_CASE("accounting: redemptions") {
  const book in;
  const auto up_tokens = outcome::up;
  const auto down_tokens = outcome::down;
  const graded rows[] = {
      {"redeemed after the grade",
       {in.buy_up("10", "0.60"), in.redeem(up_tokens, "10", "10")},
       up,
       "10 - 6",
       "4",
       directional,
       "0",
       result::none,
       "4",
       directional,
       result::win},
      {"redeemed before the winner is known",
       {in.buy_up("10", "0.60"), in.redeem(up_tokens, "10", "10")},
       open,
       "10 - 6",
       "4",
       directional,
       "0",
       result::none,
       "4",
       directional},
      {"redeemed in part",
       {in.buy_up("10", "0.60"), in.redeem(up_tokens, "4", "4")},
       up,
       "4 + 6 - 6",
       "4",
       directional,
       "0",
       result::none,
       "4",
       directional,
       result::win},
      {"a loser burned",
       {in.buy_down("10", "0.40"), in.redeem(down_tokens, "10", "0")},
       up,
       "0 - 4",
       "-4",
       directional,
       "0",
       result::none,
       "-4",
       directional,
       result::loss},
      {"a lopsided pair redeemed, both rows",
       {in.buy_up("10", "0.45"), in.buy_down("5", "0.51"),
        in.redeem(up_tokens, "10", "10"), in.redeem(down_tokens, "5", "0")},
       up,
       "10 - 7.05",
       "2.95",
       arb,
       "0.20",
       result::lopsided,
       "2.75",
       directional,
       result::win},
      {"old form: a pair",
       {in.buy_up("10", "0.49"), in.buy_down("10", "0.47"), in.redeem_all("10")},
       down,
       "10 - 9.60",
       "0.40",
       arb,
       "0.40",
       result::paired},
      {"old form: a lopsided pair, the loser not shown",
       {in.buy_up("10", "0.45"), in.buy_down("5", "0.51"), in.redeem_all("10")},
       up,
       "10 - 7.05",
       "2.95",
       arb,
       "0.20",
       result::lopsided,
       "2.75",
       directional,
       result::win},
      {"old form: the smaller side won",
       {in.buy_up("10", "0.45"), in.buy_down("5", "0.51"), in.redeem_all("5")},
       down,
       "5 - 7.05; pairs 5 - 4.80, rest 0 - 2.25",
       "-2.05",
       arb,
       "0.20",
       result::lopsided,
       "-2.25",
       directional,
       result::loss},
      {"old form: a row of nothing for a loser",
       {in.buy_down("10", "0.40"), in.redeem_all("0")},
       up,
       "0 - 4",
       "-4",
       directional,
       "0",
       result::none,
       "-4",
       directional,
       result::loss},
      // Field case 1. A winner's whole balance cannot be redeemed for nothing: the row
      // burned none of the 10, which pay 10 for 4.50.
      {"old form: a row of nothing for a winner",
       {in.buy_up("10", "0.45"), in.redeem_all("0")},
       up,
       "0 + 10 - 4.50",
       "5.50",
       directional,
       "0",
       result::none,
       "5.50",
       directional,
       result::win},
      // Field case 1: 15 pay 15 for 6.75 and 5.00.
      {"old form: a row of nothing for both sides",
       {in.buy_up("15", "0.45"), in.buy_down("10", "0.50"), in.redeem_all("0")},
       up,
       "0 + 15 - 11.75; pairs 10 - 9.50, rest 5 - 2.25",
       "3.25",
       arb,
       "0.50",
       result::lopsided,
       "2.75",
       directional,
       result::win},
      // Field case 1: the 10 have lost their 4.50.
      {"old form: a row of nothing for a loser on the other side",
       {in.buy_up("10", "0.45"), in.redeem_all("0")},
       down,
       "0 - 4.50",
       "-4.50",
       directional,
       "0",
       result::none,
       "-4.50",
       directional,
       result::loss},
      {"old form: a part of the winners, then the rest is still worth a dollar each",
       {in.buy_up("15", "0.45"), in.buy_down("10", "0.50"), in.redeem_all("9")},
       up,
       "9 + 6 - 11.75; pairs 10 - 9.50, rest 5 - 2.25",
       "3.25",
       arb,
       "0.50",
       result::lopsided,
       "2.75",
       directional,
       result::win},
      {"old form: before the winner is known",
       {in.buy_up("10", "0.45"), in.buy_down("5", "0.51"), in.redeem_all("5")},
       open,
       "5 - 7.05, as where Down wins",
       "-2.05",
       arb,
       "0.20",
       result::lopsided,
       "-2.25",
       directional},
      {"settled 50/50: a pair",
       {in.buy_up("10", "0.49"), in.buy_down("10", "0.47")},
       half,
       "5 + 5 - 9.60",
       "0.40",
       arb,
       "0.40",
       result::paired},
      {"settled 50/50: one side is neither a win nor a loss",
       {in.buy_up("11", "0.60")},
       half,
       "5.50 - 6.60",
       "-1.10",
       directional,
       "0",
       result::none,
       "-1.10",
       directional},
      {"settled 50/50: half a micro-dollar is not paid",
       {in.buy_up("0.000003", "0.333333", "0.000001")},
       half,
       "0.000001 - 0.000001",
       "0",
       directional,
       "0",
       result::none,
       "0",
       directional},
      {"settled 50/50: redeemed",
       {in.buy_up("11", "0.60"), in.redeem(up_tokens, "11", "5.5")},
       half,
       "5.50 - 6.60",
       "-1.10",
       directional,
       "0",
       result::none,
       "-1.10",
       directional},
      {"settled 50/50: old form",
       {in.buy_up("10", "0.45"), in.buy_down("5", "0.51"), in.redeem_all("7.5")},
       half,
       "7.50 - 7.05; pairs 5 - 4.80, rest 2.50 - 2.25",
       "0.45",
       arb,
       "0.20",
       result::lopsided,
       "0.25",
       directional},
  };
  for (const auto& row : rows)
    check(in, row);
}

TEST_CASE("accounting: what is not explained") {
  const book in;
  auto foreign = in.buy_up("10", "0.50");
  foreign.asset = std::string{"3"}.append(76, '7');
  auto rebate = event_of(in.of, activity_type::maker_rebate, "0.25", "0.25");
  const graded rows[] = {
      {"sold, but never bought",
       {in.sell_up("10", "0.50")},
       up,
       "5 - 0",
       "5",
       directional,
       "0",
       result::none,
       "5",
       directional,
       result::cashed,
       "0",
       fee_source::observed,
       false},
      {"merged, but bought one side only",
       {in.buy_up("10", "0.49"), in.merge("10")},
       up,
       "10 - 4.90",
       "5.10",
       arb,
       "5.10",
       result::paired,
       "0",
       nothing,
       result::none,
       "0",
       fee_source::observed,
       false},
      {"redeemed more than was bought",
       {in.buy_up("10", "0.50"), in.redeem(outcome::up, "12", "12")},
       up,
       "12 - 5",
       "7",
       directional,
       "0",
       result::none,
       "7",
       directional,
       result::win,
       "0",
       fee_source::observed,
       false},
      {"old form: paid more than was held",
       {in.buy_up("10", "0.50"), in.redeem_all("12")},
       up,
       "12 - 5",
       "7",
       directional,
       "0",
       result::none,
       "7",
       directional,
       result::win,
       "0",
       fee_source::observed,
       false},
      {"old form: paid less than was held",
       {in.buy_up("10", "0.50"), in.redeem_all("8")},
       up,
       "8 + 2 - 5",
       "5",
       directional,
       "0",
       result::none,
       "5",
       directional,
       result::win},
      {"a redemption that says another winner",
       {in.buy_up("10", "0.60"), in.redeem(outcome::up, "10", "0")},
       up,
       "0 - 6",
       "-6",
       directional,
       "0",
       result::none,
       "-6",
       directional,
       result::win,
       "0",
       fee_source::observed,
       false},
      {"a token of another market in this one",
       {in.buy_up("10", "0.50"), foreign},
       up,
       "10 - 5, the other token left out",
       "5",
       directional,
       "0",
       result::none,
       "5",
       directional,
       result::win,
       "0",
       fee_source::observed,
       false},
      {"a conversion",
       {event_of(in.of, activity_type::conversion, "5", "5")},
       up,
       "0",
       "0",
       nothing,
       "0",
       result::none,
       "0",
       nothing,
       result::none,
       "0",
       fee_source::none,
       false},
      {"a rebate is not a profit",
       {in.buy_up("10", "0.60"), rebate},
       up,
       "10 - 6",
       "4",
       directional,
       "0",
       result::none,
       "4",
       directional,
       result::win},
  };
  for (const auto& row : rows)
    check(in, row);
}

TEST_CASE("accounting: fees of takers and makers in each era") {
  struct era_row {
    std::string name;
    std::int64_t start;
    std::int64_t length;
    std::vector<activity_event> (*events)(const book&);
    std::string sum;
    std::string pnl;
    std::string fees;
    fee_source from = fee_source::observed;
  };
  const era_row rows[] = {
      {"December 2025: no fees", 1'766'000'700, 900,
       [](const book& in) { return std::vector{in.buy_up("100", "0.50")}; }, "100 - 50",
       "50", "0"},
      {"January 2026, 15m, taker: 100 x 0.25 x 0.25^2 = 1.5625", 1'768'936'500, 900,
       [](const book& in) { return std::vector{in.buy_up("100", "0.50", "51.5625")}; },
       "100 - 51.5625", "48.4375", "1.5625"},
      {"January 2026, 5m: a difference is not a fee, fees did not exist", 1'768'936'500,
       300,
       [](const book& in) { return std::vector{in.buy_up("100", "0.50", "51.5625")}; },
       "100 - 51.5625", "48.4375", "0", fee_source::modelled},
      {"January 2026, maker", 1'768'936'500, 900,
       [](const book& in) { return std::vector{in.buy_up("100", "0.50")}; }, "100 - 50",
       "50", "0"},
      {"March 2026, 5m, taker: 50 x 0.25 x (0.8 x 0.2)^2 = 0.32", 1'773'307'200, 300,
       [](const book& in) { return std::vector{in.buy_up("50", "0.80", "40.32")}; },
       "50 - 40.32", "9.68", "0.32"},
      {"24 April 2026: fees taken in shares, 21 ordered at 0.86, 20.9118 came",
       1'777'043'700, 900,
       [](const book& in) { return std::vector{in.buy_up("20.9118", "0.86", "18.06")}; },
       "20.9118 - 18.06; 18.06 - 20.9118 x 0.86 = 0.075852", "2.8518", "0.075852"},
      {"May 2026, taker: 100 x 0.072 x 0.25 = 1.80", 1'778'000'400, 900,
       [](const book& in) { return std::vector{in.buy_up("100", "0.50", "51.80")}; },
       "100 - 51.80", "48.20", "1.80"},
      {"September 2026, taker: 80 x 0.07 x 0.72 x 0.28 = 1.12896", september, 900,
       [](const book& in) { return std::vector{in.buy_up("80", "0.72", "58.72896")}; },
       "80 - 58.72896", "21.27104", "1.12896"},
      {"September 2026, maker", september, 900,
       [](const book& in) { return std::vector{in.buy_down("249", "0.31")}; },
       "0 - 77.19", "-77.19", "0"},
      {"September 2026, taker sells: 100 x 0.07 x 0.25 = 1.75 less", september, 900,
       [](const book& in) {
         return std::vector{in.buy_up("100", "0.40"), in.sell_up("100", "0.50", "48.25")};
       },
       "48.25 - 40", "8.25", "1.75"},
      {"September 2026, maker sells", september, 900,
       [](const book& in) {
         return std::vector{in.buy_up("100", "0.40"), in.sell_up("100", "0.50")};
       },
       "50 - 40", "10", "0"},
      {"more than any fee: modelled, and the money stays", september, 900,
       [](const book& in) { return std::vector{in.buy_up("100", "0.50", "60")}; },
       "100 - 60", "40", "1.75", fee_source::modelled},
      {"less than size times price: likewise", september, 900,
       [](const book& in) { return std::vector{in.buy_up("100", "0.50", "49")}; },
       "100 - 49", "51", "1.75", fee_source::modelled},
  };
  for (const auto& row : rows) {
    INFO(row.name << ": " << row.sum);
    const book in{market_at(row.start, row.length)};
    const auto got = account(in.of, std::nullopt, row.events(in), settlement::up);
    CHECK(to_string(got.pnl) == format_micros(micros(row.pnl)));
    CHECK(to_string(got.fees) == format_micros(micros(row.fees)));
    CHECK(std::string{to_string(got.fees_from)} == to_string(row.from));
    CHECK(got.before_fees() == got.pnl + got.fees);
  }
}

TEST_CASE("accounting: a transaction with 200 equal fills counts 200 times") {
  const book in;
  check(in, {"200 fills", times(200, in.buy_up("0.5", "0.52")), up, "100 - 200 x 0.26",
             "48", directional, "0", result::none, "48", directional, result::win});
}

TEST_CASE("accounting: a late row changes the grade, wherever it stands") {
  const book in;
  window_account books{in.of};
  books.add(in.buy_up("10", "0.49"));
  CHECK(to_string(books.figures(up).pnl) == "5.100000");
  books.add(in.buy_down("10", "0.47"));
  const auto amended = books.figures(up);
  CHECK(to_string(amended.pnl) == "0.400000");
  CHECK(amended.kind == arb);
  CHECK(amended == account(in.of, std::nullopt,
                           {in.buy_down("10", "0.47"), in.buy_up("10", "0.49")}, up));
}

TEST_CASE("accounting: without a winner there is neither a win nor a loss") {
  const book in;
  const auto got = account(in.of, std::nullopt, {in.buy_up("10", "0.60")}, open);
  CHECK(got.one_sided.result == result::none);
  CHECK(got.kind == directional);
  CHECK(to_string(got.pnl) == "-6.000000");
  CHECK(got.value == usdc{});
  CHECK(got.up.held == shares::from_micros(10'000'000));
}

TEST_CASE("accounting: an open position at the midpoint") {
  const book in;
  // 10 x 0.62 + 4 x 0.38 = 7.72
  const auto got = account(in.of, std::nullopt,
                           {in.buy_up("10", "0.60"), in.buy_down("4", "0.35")}, open);
  CHECK(to_string(open_value(got, price::from_micros(620'000))) == "7.720000");
  // 1 x 0.0000005 rounds up once
  const auto dust =
      account(in.of, std::nullopt, {in.buy_up("0.5", "0.000001", "0.000001")}, open);
  CHECK(to_string(open_value(dust, price::from_micros(1))) == "0.000001");
}

TEST_CASE("accounting: the figures of a pair") {
  const book in;
  // Up as a taker: 10 x 0.07 x 0.49 x 0.51 = 0.17493; Down as a maker.
  const auto got = account(in.of, std::nullopt,
                           {later(in.buy_up("10", "0.49", "5.07493"), 95),
                            later(in.buy_up("10", "0.49", "5.07493"), 200),
                            later(in.buy_down("20", "0.47"), 7)},
                           up);
  CHECK(to_string(got.arb.pairs) == "20.000000");
  REQUIRE(got.arb.pair_cost);
  // 0.507493 + 0.47
  CHECK(to_string(*got.arb.pair_cost) == "0.977493");
  CHECK(got.arb.between_legs == std::chrono::seconds{88});
  CHECK(got.arb.first_leg == outcome::down);
  CHECK(got.up.role == liquidity::taker);
  CHECK(got.down.role == liquidity::maker);
  CHECK(to_string(got.fees) == "0.349860");
  CHECK(got.fills == 3);

  const auto together =
      account(in.of, std::nullopt, {in.buy_up("1", "0.5"), in.buy_down("1", "0.4")}, up);
  CHECK(together.arb.between_legs == std::chrono::seconds{0});
  CHECK(!together.arb.first_leg);
}

TEST_CASE("accounting: a leg of makers and takers is mixed, an odd one unknown") {
  const book in;
  const auto maker = in.buy_up("10", "0.50");
  const auto taker = in.buy_up("10", "0.50", "5.175");
  const auto odd = in.buy_up("10", "0.50", "6");
  const auto role = [&](std::vector<activity_event> events) {
    return account(in.of, std::nullopt, events, up).up.role;
  };
  CHECK(role({maker}) == liquidity::maker);
  CHECK(role({taker}) == liquidity::taker);
  CHECK(role({maker, taker}) == liquidity::mixed);
  CHECK(role({maker, odd}) == liquidity::unknown);
  CHECK(role({}) == liquidity::unknown);
}

TEST_CASE("accounting: redemptions prove the settlement") {
  const book in;
  struct row {
    std::string name;
    std::vector<activity_event> events;
    std::optional<settlement> settled;
    std::optional<settlement> proves;
    redemption_verdict verdict;
  };
  using verdict = redemption_verdict;
  const auto buys = in.buy_up("10", "0.45");
  const auto hedge = in.buy_down("5", "0.51");
  const row rows[] = {
      {"none", {buys}, up, open, verdict::silent},
      {"a winner's",
       {buys, in.redeem(outcome::up, "10", "10")},
       up,
       up,
       verdict::confirms},
      {"a loser's",
       {buys, in.redeem(outcome::up, "10", "0")},
       down,
       down,
       verdict::confirms},
      {"half paid",
       {buys, in.redeem(outcome::up, "10", "5")},
       half,
       half,
       verdict::confirms},
      {"proof before the sources know",
       {buys, in.redeem(outcome::up, "10", "10")},
       open,
       up,
       verdict::confirms},
      {"another winner",
       {buys, in.redeem(outcome::up, "10", "10")},
       down,
       up,
       verdict::contradicts},
      {"a payout that fits nothing",
       {buys, in.redeem(outcome::up, "10", "3")},
       up,
       open,
       verdict::contradicts},
      {"two rows that differ",
       {buys, hedge, in.redeem(outcome::up, "10", "10"),
        in.redeem(outcome::down, "5", "5")},
       up,
       open,
       verdict::contradicts},
      {"old form", {buys, hedge, in.redeem_all("5")}, down, down, verdict::confirms},
      {"old form, equal sides say nothing",
       {buys, in.buy_down("10", "0.51"), in.redeem_all("10")},
       down,
       open,
       verdict::silent},
      {"old form, a part paid says nothing",
       {buys, in.redeem_all("8")},
       up,
       open,
       verdict::silent},
      {"old form, nothing paid says nothing",
       {buys, in.redeem_all("0")},
       up,
       open,
       verdict::silent},
      {"old form, more paid than any side is worth",
       {buys, hedge, in.redeem_all("11")},
       up,
       open,
       verdict::contradicts},
      {"old form, nothing held says nothing",
       {buys, in.sell_up("10", "0.5"), in.redeem_all("0")},
       down,
       open,
       verdict::silent},
      {"a micro-token that pays nothing says nothing",
       {in.buy_up("0.000001", "0.5", "0"), in.redeem_all("0")},
       half,
       open,
       verdict::silent},
  };
  for (const auto& at : rows) {
    INFO(at.name);
    const auto got = account(in.of, std::nullopt, at.events, at.settled);
    CHECK(got.redeemed_as == at.proves);
    CHECK(got.redemptions == at.verdict);
  }
}

TEST_CASE("accounting: the limit of a capture is configured") {
  const book in;
  const auto kind = [&](std::int64_t min) {
    return account(in.of, std::nullopt, {in.buy_up("10", "0.97")}, up,
                   {price::from_micros(min)})
        .one_sided.kind;
  };
  CHECK(kind(970'000) == capture);
  CHECK(kind(970'001) == directional);
}

TEST_CASE("accounting: missing shares are named") {
  const book in;
  const auto got =
      account(in.of, std::nullopt,
              {in.buy_up("3", "0.5"), in.merge("10"), in.sell_down("2", "0.4")}, up);
  CHECK(to_string(got.up.missing) == "7.000000");
  CHECK(to_string(got.down.missing) == "12.000000");
  CHECK(got.up.held == shares{});
  CHECK(got.down.held == shares{});
  // The old form: twelve were paid, so twelve were held.
  const auto paid =
      account(in.of, std::nullopt, {in.buy_up("10", "0.5"), in.redeem_all("12")}, up);
  CHECK(to_string(paid.up.missing) == "2.000000");
  CHECK(to_string(paid.up.at_end) == "12.000000");
  CHECK(to_string(paid.up.redeemed) == "12.000000");
  CHECK(to_string(paid.payout_gap) == "2.000000");
}
