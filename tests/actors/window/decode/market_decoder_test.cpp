// SPDX-License-Identifier: MIT
#include "actors/window/decode/market_decoder.hpp"

#include "actors/text/time_text.hpp"
#include "actors/window/series/series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

#include <fmt/format.h>

using namespace tracker;
using namespace tracker::test;

namespace {

const series btc = *parse_series("btc-updown-15m");
const window sample = window_at(btc, from_unix_seconds(1'768'936'500));

std::string replaced(std::string body, const std::string& part,
                     const std::string& replacement) {
  const auto position = body.find(part);
  REQUIRE(position != std::string::npos);
  return body.replace(position, part.size(), replacement);
}

decode_error market_refusal(const std::string& body) {
  const auto result = decode_window_market(body, sample);
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result);
}

market read_market(const std::string& body) {
  const auto result = decode_window_market(body, sample);
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<market>(result);
}

decode_error clob_refusal(const std::string& body) {
  const auto result = decode_clob_settlement(body, read_market(gamma_body(sample)));
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result);
}

std::optional<settlement> read_clob(const std::string& body) {
  const auto result = decode_clob_settlement(body, read_market(gamma_body(sample)));
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<std::optional<settlement>>(result);
}

decoded<std::optional<fee_schedule>> gamma_fees(const std::string& members) {
  return decode("{" + members + "}", read_gamma_fees);
}

std::optional<fee_schedule> fees(const decoded<std::optional<fee_schedule>>& result) {
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<std::optional<fee_schedule>>(result);
}

decode_error fee_refusal(const decoded<std::optional<fee_schedule>>& result) {
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result);
}

std::string schedule(const std::string& rate, const std::string& exponent) {
  return R"("feesEnabled":true,"feeSchedule":{"rate":)" + rate + R"(,"exponent":)" +
         exponent + R"(,"takerOnly":true,"rebateRate":0.2})";
}

} // namespace

TEST_CASE("tokens follow the order of the outcomes, not their index") {
  const auto straight =
      read_market(gamma_body(sample, settlement::up, outcome_order::up_first));
  const auto swapped =
      read_market(gamma_body(sample, settlement::up, outcome_order::down_first));
  CHECK(straight.up_token == up_token_of(sample));
  CHECK(straight.down_token == down_token_of(sample));
  CHECK(straight.settled == settlement::up);
  CHECK(straight.up_index == 0);
  CHECK(swapped.up_index == 1);
  auto same = swapped;
  same.up_index = straight.up_index;
  CHECK(same == straight);
}

TEST_CASE("a market is settled by the exact rule only") {
  CHECK(read_market(gamma_body(sample, settlement::down)).settled == settlement::down);
  CHECK(read_market(gamma_body(sample, settlement::split)).settled == settlement::split);
  const auto settled = gamma_body(sample, settlement::up);
  CHECK_FALSE(read_market(gamma_body(sample)).settled);
  CHECK_FALSE(
      read_market(replaced(settled, R"("closed":true)", R"("closed":false)")).settled);
  CHECK_FALSE(read_market(replaced(settled, R"("resolved")", R"("proposed")")).settled);
  CHECK_FALSE(
      read_market(replaced(settled, R"(,"umaResolutionStatus":"resolved")", "")).settled);
  // A price near 1 is not a winner, and neither are two zeros (polymarket-api.md 7.3).
  CHECK_FALSE(
      read_market(replaced(settled, R"([\"1\", \"0\"])", R"([\"0.9995\", \"0.0005\"])"))
          .settled);
  CHECK_FALSE(
      read_market(replaced(settled, R"([\"1\", \"0\"])", R"([\"0\", \"0\"])")).settled);
  CHECK_FALSE(
      read_market(replaced(settled, R"([\"1\", \"0\"])", R"([\"1\", \"1\"])")).settled);
}

TEST_CASE("a market without prices was never opened, which is not an error") {
  const auto body =
      replaced(gamma_body(sample), R"("outcomePrices":"[\"0.9995\", \"0.9995\"]",)", "");
  CHECK_FALSE(read_market(body).settled);
}

TEST_CASE("a reply about another market or of another form is refused with its field") {
  const auto good = gamma_body(sample);
  CHECK(market_refusal(gamma_body(next_window(btc, sample))).field == "slug");
  CHECK(market_refusal(replaced(good, R"("endDate":"2026-01-20T19:30:00Z")",
                                R"("endDate":"2026-01-20T19:31:00Z")")) ==
        decode_error{"endDate", "2026-01-20T19:30:00Z", "\"2026-01-20T19:31:00Z\""});
  CHECK(market_refusal(
            replaced(good, R"("eventStartTime":"2026)", R"("eventStartTime":"2025)"))
            .field == "eventStartTime");
  CHECK(market_refusal(replaced(good, R"([\"Up\", \"Down\"])", R"([\"Yes\", \"No\"])"))
            .field == "outcomes");
  CHECK(market_refusal(replaced(good, R"([\"Up\", \"Down\"])", R"([\"Up\", \"Up\"])"))
            .field == "outcomes");
  CHECK(market_refusal(replaced(good, R"([\"Up\", \"Down\"])", R"([\"Up\"])")).field ==
        "outcomes");
  CHECK(market_refusal(replaced(good, condition_id_of(sample), "0x12")).field ==
        "conditionId");
  CHECK(market_refusal(replaced(good, up_token_of(sample), "0x12")).field ==
        "clobTokenIds");
  CHECK(
      market_refusal(replaced(good, up_token_of(sample), down_token_of(sample))).field ==
      "clobTokenIds");
  CHECK(market_refusal(replaced(good, "0.9995", "1.5")).field == "outcomePrices");
  CHECK(market_refusal(replaced(good, R"("closed":false)", R"("closed":"no")")).field ==
        "closed");
  CHECK(market_refusal(replaced(good, R"("closed":false,)", "")).field == "closed");
  CHECK(market_refusal("[]").field.empty());
}

TEST_CASE("clob names a winner by token") {
  CHECK(read_clob(clob_body(sample, settlement::up)) == settlement::up);
  CHECK(read_clob(clob_body(sample, settlement::down)) == settlement::down);
  CHECK(read_clob(clob_body(sample, settlement::split)) == settlement::split);
  CHECK_FALSE(read_clob(clob_body(sample)));
  // A winner of an open market does not count.
  CHECK_FALSE(read_clob(replaced(clob_body(sample, settlement::up), R"("closed":true)",
                                 R"("closed":false)")));
}

TEST_CASE("a reply of clob about another market or of another form is refused") {
  const auto good = clob_body(sample, settlement::up);
  CHECK(clob_refusal(clob_body(next_window(btc, sample), settlement::up)).field ==
        "condition_id");
  CHECK(clob_refusal(replaced(good, up_token_of(sample), "17")).field == "tokens");
  CHECK(clob_refusal(replaced(good, R"("winner":false)", R"("winner":true)")) ==
        decode_error{"tokens", "at most one winner", "an array of 2"});
  CHECK(clob_refusal(replaced(good, R"("price":1)", R"("price":2)")).field ==
        "tokens[0].price");
  CHECK(clob_refusal(replaced(good, R"("winner":true)", R"("winner":null)")).field ==
        "tokens[0].winner");
}

TEST_CASE("Protocol V2: position ids, its own status, one form of the condition id") {
  const auto read = read_market(gamma_body_v2(sample, settlement::down));
  CHECK(read.condition_id == fmt::format("0x01{:060x}00", to_unix_seconds(sample.start)));
  CHECK(read.up_token == up_position_of(sample));
  CHECK(read.down_token == down_position_of(sample));
  CHECK(read.settled == settlement::down);
  CHECK_FALSE(read_market(gamma_body_v2(sample)).settled);
  const auto settled = gamma_body_v2(sample, settlement::up);
  for (const auto* state : {"inactive", "active"})
    CHECK_FALSE(
        read_market(replaced(settled, R"("resolved")", '"' + std::string{state} + '"'))
            .settled);
  CHECK_FALSE(read_market(replaced(settled, R"(,"resolutionStatus":"resolved")",
                                   R"(,"umaResolutionStatus":"resolved")"))
                  .settled);
}

TEST_CASE(
    "the protocol follows from `version` alone, not from the fields that are present") {
  const auto v1 = gamma_body(sample, settlement::up);
  // A third of the open V1 markets carry position ids too.
  const auto positions = fmt::format(R"({{"positionIds":["{}","{}"],)",
                                     up_position_of(sample), down_position_of(sample));
  for (const auto* version :
       {R"("version":"v1",)", R"("version":null,)", R"("resolutionStatus":"active",)"}) {
    const auto body = replaced(v1, "{", positions + version);
    CHECK(read_market(body) == read_market(v1));
  }
  // V1 ids that begin like V2 ones (platform-delta.md 12.3).
  const auto odd = "0x01579d0b" + std::string(56, 'd');
  CHECK(read_market(replaced(v1, condition_id_of(sample), odd)).condition_id == odd);
  CHECK(market_refusal(replaced(v1, "{", R"({"version":"v2",)")).field == "positionIds");
  CHECK(market_refusal(replaced(gamma_body_v2(sample), R"("v2")", R"("v1")")).field ==
        "clobTokenIds");
}

TEST_CASE(
    "an unknown version or state is unsupported, with the field, the value and what "
    "is known") {
  const auto version =
      market_refusal(replaced(gamma_body_v2(sample), R"("v2")", R"("v3")"));
  CHECK(version.unsupported);
  CHECK(to_string(version) == R"(version: expected one of "v1", "v2", found "v3")");
  const auto state =
      market_refusal(replaced(gamma_body_v2(sample), R"("active")", R"("annulled")"));
  CHECK(state.unsupported);
  CHECK(to_string(state) == R"(resolutionStatus: expected one of "inactive", "active", )"
                            R"("resolved", found "annulled")");
  const auto older = market_refusal(
      replaced(gamma_body(sample, settlement::up), R"("resolved")", R"("annulled")"));
  CHECK(older.unsupported);
  CHECK(older.field == "umaResolutionStatus");
  // A damaged version is not a new one, and that of another window does not count.
  CHECK_FALSE(
      market_refusal(replaced(gamma_body_v2(sample), R"("v2")", "2")).unsupported);
  const auto other = window_at(btc, sample.end);
  CHECK_FALSE(
      market_refusal(replaced(gamma_body_v2(other), R"("v2")", R"("v3")")).unsupported);
}

TEST_CASE("clob's report on a Protocol V2 market is matched by the padded id") {
  const auto v2_market = read_market(gamma_body_v2(sample));
  const auto body = [&](const std::string& condition) {
    return fmt::format(
        R"({{"condition_id":"{}","closed":true,"is_50_50_outcome":false,"tokens":[)"
        R"({{"token_id":"{}","outcome":"Up","price":1,"winner":true}},)"
        R"({{"token_id":"{}","outcome":"Down","price":0,"winner":false}}]}})",
        condition, v2_market.up_token, v2_market.down_token);
  };
  const auto settlement_for = [&](const std::string& condition) {
    return std::get<std::optional<settlement>>(
        decode_clob_settlement(body(condition), v2_market));
  };
  CHECK(settlement_for(v2_market.condition_id) == settlement::up);
  CHECK(settlement_for(v2_market.condition_id.substr(0, 64)) == settlement::up);
}

TEST_CASE("midpoint: as it is sent, and as it is documented") {
  const auto read = [](const char* body) {
    return std::get<price>(decode_midpoint(body)).micros();
  };
  CHECK(read(R"({"mid":"0.505"})") == 505'000);
  CHECK(read(R"({"mid":"0.0455"})") == 45'500);
  CHECK(read(R"({"mid":0.5})") == 500'000);
  CHECK(read(R"({"mid_price":"0.45"})") == 450'000);
  const auto refused = [](const char* body) {
    return std::get<decode_error>(decode_midpoint(body)).field;
  };
  CHECK(refused("{}") == "mid");
  CHECK(refused(R"({"mid":null})") == "mid");
  CHECK(refused(R"({"mid":""})") == "mid");
  CHECK(refused(R"({"mid":"1.5"})") == "mid");
  CHECK(refused(R"({"mid":"0.5","mid":"0.6"})") == "mid");
  CHECK(refused(R"({"mid_price":"x"})") == "mid_price");
  CHECK(midpoint_path("12") == "/midpoint?token_id=12");
}

TEST_CASE("fees: a market's own schedule") {
  CHECK(fees(gamma_fees(schedule("0.07", "1"))) == fee_schedule{70'000, 1});
  CHECK(fees(gamma_fees(schedule("0.25", "2"))) == fee_schedule{250'000, 2});
  // As the socket feed writes it.
  CHECK(fees(gamma_fees(schedule(R"("0.072")", R"("1")"))) == fee_schedule{72'000, 1});
  CHECK(fees(gamma_fees(schedule("0", "1.0"))) == fee_schedule{0, 1});
  CHECK(fees(gamma_fees(R"("feeSchedule":{"rate":0.05,"exponent":1})")) ==
        fee_schedule{50'000, 1});
}

TEST_CASE("fees: a market without fee fields has no schedule of its own") {
  for (const char* members :
       {"", R"("feesEnabled":null)", R"("feesEnabled":true,"feeType":"crypto_fees")",
        R"("feesEnabled":true,"feeSchedule":null)",
        R"("makerBaseFee":1000,"takerBaseFee":1000)"}) {
    INFO(members);
    CHECK(fees(gamma_fees(members)) == std::nullopt);
  }
}

TEST_CASE("fees: disabled fees are a schedule of zero") {
  CHECK(fees(gamma_fees(R"("feesEnabled":false,"feeType":null)")) == fee_schedule{0, 1});
}

TEST_CASE("fees: a schedule of another form is refused") {
  struct row {
    std::string members;
    std::string field;
    std::string expected;
  };
  const row rows[] = {
      {schedule("-0.01", "1"), "feeSchedule.rate", "a rate from 0 to 1"},
      {schedule("7", "1"), "feeSchedule.rate", "a rate from 0 to 1"},
      {schedule("1e400", "1"), "feeSchedule.rate", "a rate from 0 to 1"},
      {schedule("null", "1"), "feeSchedule.rate", "a decimal number"},
      {schedule("0.07", "5"), "feeSchedule.exponent", "a whole number from 0 to 4"},
      {schedule("0.07", "-1"), "feeSchedule.exponent", "a whole number from 0 to 4"},
      {schedule("0.07", "0.5"), "feeSchedule.exponent", "a whole number from 0 to 4"},
      {schedule("0.07", "\"x\""), "feeSchedule.exponent", "a decimal number"},
      {R"("feeSchedule":{})", "feeSchedule.rate", "a value"},
      {R"("feeSchedule":[])", "feeSchedule", "an object"},
      {R"("feesEnabled":"no")", "feesEnabled", "true or false"},
      {R"("feesEnabled":false,"feesEnabled":true)", "feesEnabled",
       "one member of this name"},
  };
  for (const auto& row : rows) {
    INFO(row.members);
    CHECK(fee_refusal(gamma_fees(row.members)).field == row.field);
    CHECK(fee_refusal(gamma_fees(row.members)).expected == row.expected);
  }
}
