// SPDX-License-Identifier: MIT
#include "actors/window/decode/fee_decoder.hpp"

#include "tests/support/catch.hpp"

using namespace tracker;

namespace {

decoded<std::optional<fee_schedule>> gamma_fees(const std::string& members) {
  return decode("{" + members + "}", read_gamma_fees);
}

std::optional<fee_schedule> fees(const decoded<std::optional<fee_schedule>>& result) {
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<std::optional<fee_schedule>>(result);
}

decode_error refusal(const decoded<std::optional<fee_schedule>>& result) {
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result);
}

std::string schedule(const std::string& rate, const std::string& exponent) {
  return R"("feesEnabled":true,"feeSchedule":{"rate":)" + rate + R"(,"exponent":)" +
         exponent + R"(,"takerOnly":true,"rebateRate":0.2})";
}

const std::string condition = "0x" + std::string(64, 'c');

decoded<std::optional<fee_schedule>> clob_fees(const std::string& fees) {
  return decode_clob_fees(
      R"({"c":")" + condition + R"(","mbf":1000,"tbf":1000)" + fees + "}", condition);
}

} // namespace

TEST_CASE("fees: a market's own schedule") {
  CHECK(fees(gamma_fees(schedule("0.07", "1"))) == fee_schedule{70'000, 1});
  CHECK(fees(gamma_fees(schedule("0.25", "2"))) == fee_schedule{250'000, 2});
  // As the socket feed writes it.
  CHECK(fees(gamma_fees(schedule(R"("0.072")", R"("1")"))) == fee_schedule{72'000, 1});
  CHECK(fees(gamma_fees(schedule("0", "1.0"))) == fee_schedule{0, 1});
  CHECK(fees(gamma_fees(R"("feeSchedule":{"rate":0.05,"exponent":1})")) ==
        fee_schedule{50'000, 1});
}

TEST_CASE("fees: a market that says nothing has no schedule of its own") {
  for (const char* members :
       {"", R"("feesEnabled":null)", R"("feesEnabled":true,"feeType":"crypto_fees")",
        R"("feesEnabled":true,"feeSchedule":null)",
        R"("makerBaseFee":1000,"takerBaseFee":1000)"}) {
    INFO(members);
    CHECK(fees(gamma_fees(members)) == std::nullopt);
  }
}

TEST_CASE("fees: a market without fees says so") {
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
    CHECK(refusal(gamma_fees(row.members)).field == row.field);
    CHECK(refusal(gamma_fees(row.members)).expected == row.expected);
  }
}

TEST_CASE("fees: what clob says of a market") {
  CHECK(fees(clob_fees(R"(,"fd":{"r":0.05,"e":1,"to":true})")) ==
        fee_schedule{50'000, 1});
  CHECK(fees(clob_fees("")) == std::nullopt);
  CHECK(fees(clob_fees(R"(,"fd":null)")) == std::nullopt);
  CHECK(refusal(clob_fees(R"(,"fd":{"r":2,"e":1})")).field == "fd.r");
  CHECK(refusal(clob_fees(R"(,"fd":{"r":0.05})")).field == "fd.e");
  CHECK(refusal(decode_clob_fees(R"({"c":"0x12"})", condition)).field == "c");
  const auto other = "0x" + std::string(64, 'd');
  CHECK(refusal(decode_clob_fees(R"({"c":")" + other + "\"}", condition)) ==
        decode_error{"c", '"' + condition + '"', '"' + other.substr(0, 60) + "...\""});
}
