// SPDX-License-Identifier: MIT
#include "actors/wallet/positions_v1.hpp"
#include "actors/wallet/positions_v2.hpp"
#include "tests/actors/wallet/activity_rows.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

template <class T>
T must(const decoded<T>& result) {
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<T>(result);
}

template <class T>
std::string refused(const decoded<T>& result) {
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result).field;
}

std::string changed(std::string row, const std::string& from, const std::string& to) {
  const auto at = row.find(from);
  REQUIRE(at != std::string::npos);
  return row.replace(at, from.size(), to);
}

/// A row of each kind, of `row_wallet`.
const std::string held = R"({"proxyWallet":")" + row_wallet + R"(","conditionId":")" +
                         row_condition + R"(","asset":")" + row_token +
                         R"(","size":12.5,"avgPrice":0.72})";
const std::string closed =
    R"({"proxyWallet":")" + row_wallet + R"(","conditionId":")" + row_condition +
    R"(","asset":")" + row_token +
    R"(","totalBought":80,"realizedPnl":-57.6,"timestamp":1768957706})";
const std::string second =
    R"({"proxy_wallet":")" + row_wallet + R"(","condition_id":")" + row_condition +
    R"(","token_id":")" + row_token +
    R"(","current_size":0.0,"total_size":449.7,"entry_fees_usdc":5.20126,)"
    R"("realized_pnl":281.1088,"total_pnl":-0.5,"status":"CLOSED","last_event_at":1787437197})";

auto read_held(const std::string& rows) {
  return decode_positions_v1("[" + rows + "]", row_wallet);
}
auto read_closed(const std::string& rows) {
  return decode_closed_positions_v1("[" + rows + "]", row_wallet);
}
auto read_v2(const std::string& rows) {
  return decode_positions_v2(R"({"data":[)" + rows +
                                 R"(],"pagination":{"limit":2,"has_more":false}})",
                             row_wallet);
}

} // namespace

TEST_CASE("positions: what is held") {
  CHECK(must(read_held(held)) ==
        std::vector<held_position>{
            {row_condition, row_token, shares::from_micros(12'500'000)}});
  CHECK(must(read_held("")).empty());
  CHECK(positions_path_v1("0xab", "0xcd") ==
        "/positions?user=0xab&market=0xcd&sizeThreshold=0&limit=500");
}

TEST_CASE("positions: what was closed") {
  CHECK(must(read_closed(closed)) ==
        std::vector<closed_position>{
            {row_condition, row_token, shares::from_micros(80'000'000),
             usdc::from_micros(-57'600'000), from_unix_seconds(1'768'957'706)}});
  CHECK(must(read_closed("")).empty());
  CHECK(closed_positions_path_v1("0xab", "0xcd") ==
        "/closed-positions?user=0xab&market=0xcd&limit=50");
}

TEST_CASE("positions: both kinds in the second dialect") {
  const auto page = must(read_v2(second));
  CHECK(page.positions ==
        std::vector<position_v2>{
            {row_condition, row_token, position_status::closed, shares{},
             shares::from_micros(449'700'000), usdc::from_micros(5'201'260),
             usdc::from_micros(281'108'800), usdc::from_micros(-500'000),
             from_unix_seconds(1'787'437'197)}});
  CHECK(!page.end.more);
  CHECK(page.end.cursor.empty());
  const struct {
    const char* word;
    position_status status;
  } words[] = {{"OPEN", position_status::open},
               {"REDEEMABLE", position_status::redeemable},
               {"REDEEMABLE_LOST", position_status::redeemable_lost},
               {"MERGEABLE", position_status::mergeable}};
  for (const auto& at : words) {
    INFO(at.word);
    CHECK(must(read_v2(changed(second, "CLOSED", at.word))).positions.at(0).status ==
          at.status);
    CHECK(positions_path_v2("0xab", "0xcd", at.status) ==
          std::string{"/v2/positions?user=0xab&condition=0xcd&status="} + at.word);
  }
  CHECK(positions_path_v2("0xab", "0xcd", position_status::closed, "a=") ==
        "/v2/positions?user=0xab&condition=0xcd&status=CLOSED&cursor=a%3D");
}

TEST_CASE("positions: a page that goes on says where") {
  const auto read = [](const std::string& pagination) {
    return decode_positions_v2(R"({"data":[],"pagination":)" + pagination + "}",
                               row_wallet);
  };
  const auto page = must(read(R"({"has_more":true,"next_cursor":"x"})"));
  CHECK(page.end.more);
  CHECK(page.end.cursor == "x");
  CHECK(refused(read(R"({"has_more":true})")) == "pagination.next_cursor");
  CHECK(refused(read(R"({"has_more":1})")) == "pagination.has_more");
  CHECK(refused(read("null")) == "pagination");
}

TEST_CASE("positions: refused as a whole for one bad row, with its place and field") {
  const auto other = hex(40, '1');
  CHECK(refused(read_held(held + "," + changed(held, row_wallet, other))) ==
        "[1].proxyWallet");
  CHECK(refused(read_held(changed(held, "12.5", "-1"))) == "[0].size");
  CHECK(refused(read_held(changed(held, "12.5", "\"x\""))) == "[0].size");
  CHECK(refused(read_held(changed(held, row_token, "0x12"))) == "[0].asset");
  CHECK(refused(read_held(changed(held, row_condition, "0x12"))) == "[0].conditionId");
  CHECK(refused(decode_positions_v1(R"({"error":"x"})", row_wallet)).empty());

  CHECK(refused(read_closed(closed + "," + changed(closed, row_wallet, other))) ==
        "[1].proxyWallet");
  CHECK(refused(read_closed(changed(closed, ":80", ":-80"))) == "[0].totalBought");
  CHECK(refused(read_closed(changed(closed, "-57.6", "-1000000001"))) ==
        "[0].realizedPnl");
  CHECK(refused(read_closed(changed(closed, "-57.6", "null"))) == "[0].realizedPnl");
  CHECK(refused(read_closed(changed(closed, "1768957706", "0"))) == "[0].timestamp");
  CHECK(refused(read_closed(changed(closed, "1768957706", "9223372037"))) ==
        "[0].timestamp");

  CHECK(refused(read_v2(second + "," + changed(second, row_wallet, other))) ==
        "data[1].proxy_wallet");
  CHECK(refused(read_v2(changed(second, "CLOSED", "GONE"))) == "data[0].status");
  CHECK(refused(read_v2(changed(second, "449.7", "1e400"))) == "data[0].total_size");
  CHECK(refused(read_v2(changed(second, "5.20126", "-5"))) == "data[0].entry_fees_usdc");
  CHECK(refused(read_v2(changed(second, "token_id", "asset"))) == "data[0].token_id");
}

TEST_CASE("positions: four places are no gap") {
  const std::vector<held_position> listed{
      {"0x1", "12", shares::from_micros(126'597'400)}};
  const auto gap = [&](const char* asset, std::int64_t booked) {
    return position_gap(listed, asset, shares::from_micros(booked)).micros();
  };
  CHECK(gap("12", 126'597'408) == 0);
  CHECK(gap("12", 126'597'300) == 0);
  CHECK(gap("12", 126'597'501) == 101);
  CHECK(gap("12", 126'000'000) == -597'400);
  CHECK(gap("13", 5'000'000) == 5'000'000);
  CHECK(gap("13", 0) == 0);
}
