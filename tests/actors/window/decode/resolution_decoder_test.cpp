// SPDX-License-Identifier: MIT
#include "actors/window/decode/resolution_decoder.hpp"

#include "tests/support/catch.hpp"

using namespace tracker;

namespace {

const std::string condition = "0x" + std::string(64, 'c');

std::string row(const std::string& more) {
  return R"({"condition_id":")" + condition + "\"" + more + "}";
}

std::string resolved(const std::string& pays) {
  return row(R"(,"status":"resolved","resolved_at":"2026-09-09T21:19:19Z","payouts":)" +
             pays);
}

decoded<std::vector<market_resolution>> read(const std::string& rows) {
  return decode_resolutions_v2(R"({"data":[)" + rows + "]}");
}

market_resolution first(const std::string& rows) {
  const auto result = read(rows);
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<std::vector<market_resolution>>(result).at(0);
}

std::string refused(const std::string& rows) {
  const auto result = read(rows);
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result).field;
}

} // namespace

TEST_CASE("resolution: payouts settle by the position of Up") {
  const auto up_first = first(resolved("[1000000,0]"));
  CHECK(up_first.condition_id == condition);
  CHECK(up_first.resolved_at == from_unix_seconds(1'788'988'759));
  CHECK(settlement_of(up_first, 0) == settlement::up);
  CHECK(settlement_of(up_first, 1) == settlement::down);
  CHECK(settlement_of(first(resolved("[0,1000000]")), 0) == settlement::down);
  CHECK(settlement_of(first(resolved("[500000,500000]")), 0) == settlement::split);
  CHECK(settlement_of(first(resolved("[0,0]")), 0) == std::nullopt);
  CHECK(settlement_of(first(resolved("[700000,300000]")), 0) == std::nullopt);
}

TEST_CASE(
    "resolution: an unresolved row, or one with an oracle's price, settles nothing") {
  CHECK(!settlement_of(first(row(R"(,"status":"posed","price":"69")")), 0));
  CHECK(!settlement_of(first(row(R"(,"status":"resolved","price":"0")")), 0));
  CHECK(!settlement_of(first(row(R"(,"status":"proposed","payouts":[1000000,0])")), 0));
  CHECK(!settlement_of(first(row(R"(,"status":"resolved","payouts":null)")), 0));
  CHECK(std::get<std::vector<market_resolution>>(read("")).empty());
}

TEST_CASE("resolution: a malformed row is refused with the field") {
  CHECK(refused(row("")) == "data[0].status");
  CHECK(refused(R"({"condition_id":"0x12","status":"resolved"})") ==
        "data[0].condition_id");
  CHECK(refused(resolved("[1000000,0]") + "," + resolved("[1000000]")) ==
        "data[1].payouts");
  CHECK(refused(resolved("[1000000,0,0]")) == "data[0].payouts");
  CHECK(refused(resolved("[1000001,0]")) == "data[0].payouts[0]");
  CHECK(refused(resolved("[0,-1]")) == "data[0].payouts[1]");
  CHECK(refused(resolved("[0.5,0.5]")) == "data[0].payouts[0]");
  CHECK(refused(resolved(R"(["1000000","0"])")) == "data[0].payouts[0]");
  CHECK(refused(row(R"(,"status":"resolved","resolved_at":"soon")")) ==
        "data[0].resolved_at");
  CHECK(std::get<decode_error>(decode_resolutions_v2("[]")).expected == "an object");
}

TEST_CASE("resolution: the path of the request") {
  CHECK(resolutions_path_v2("0xab") == "/v2/resolutions?condition=0xab");
}

TEST_CASE("resolution: one form of the condition id, the reporter, an unknown status") {
  const auto short_id = "0x01" + std::string(60, 'A');
  const auto padded = first(R"({"condition_id":")" + short_id +
                            R"(","status":"active","reporter":"CHAINLINK"})");
  CHECK(padded.condition_id == "0x01" + std::string(60, 'a') + "00");
  CHECK(padded.reporter == "CHAINLINK");
  CHECK(first(resolved("[1000000,0]")).reporter.empty());
  const auto odd = read(row(R"(,"status":"annulled")"));
  REQUIRE(std::holds_alternative<decode_error>(odd));
  CHECK(std::get<decode_error>(odd).unsupported);
  CHECK(std::get<decode_error>(odd).field == "data[0].status");
  CHECK(std::get<decode_error>(odd).found == "\"annulled\"");
}
