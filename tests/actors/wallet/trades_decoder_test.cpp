// SPDX-License-Identifier: MIT
#include "actors/wallet/trades.hpp"
#include "tests/actors/wallet/activity_rows.hpp"
#include "tests/actors/wallet/decoded_rows.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

/// A trade as `/trades` lists it: without type and cash.
const row_text sample = row_text::trade().without_field("type").without_field("usdcSize");

std::string refused_v1(const row_text& row) {
  return error_of(decode_trades_v1(page_v1({sample, row}), row_wallet, after_rows)).field;
}

std::string refused_v2(const row_text& row) {
  return error_of(decode_trades_v2(page_v2({sample, row}), row_wallet, after_rows)).field;
}

} // namespace

TEST_CASE("trades: every field, in both dialects") {
  const auto sell = sample.set("side", "\"SELL\"").set("outcomeIndex", "999");
  const auto first =
      must(decode_trades_v1(page_v1({sample, sell}), row_wallet, after_rows));
  REQUIRE(first.size() == 2);
  CHECK(first[0] == wallet_trade{activity_type::buy, row_condition,
                                 "btc-updown-5m-1789943700", row_token,
                                 from_unix_seconds(1'789'943'818),
                                 shares::from_micros(80'000'000),
                                 price::from_micros(720'000), row_transaction});
  CHECK(first[1].side == activity_type::sell);
  const auto second =
      decode_trades_v2(page_v2({sample, sell}, "c"), row_wallet, after_rows);
  REQUIRE(std::holds_alternative<trades_page_v2>(second));
  const auto& page = std::get<trades_page_v2>(second);
  CHECK(page.trades == first);
  CHECK(page.end.more);
  CHECK(page.end.cursor == "c");
  CHECK(must(decode_trades_v1("[]", row_wallet, after_rows)).empty());
}

TEST_CASE("trades: one bad row refuses the whole reply, with its index and field") {
  const struct {
    row_text row;
    const char* v1;
    const char* v2;
  } rows[] = {
      {sample.set("proxyWallet", row_text::quoted(hex(40, '1'))), "[1].proxyWallet",
       "data[1].proxy_wallet"},
      {sample.set("side", "\"\""), "[1].side", "data[1].side"},
      {sample.set("size", "-1"), "[1].size", "data[1].size"},
      {sample.set("price", "1.1"), "[1].price", "data[1].price"},
      {sample.set("asset", "\"\""), "[1].asset", "data[1].token_id"},
      {sample.set("timestamp", "1789944061"), "[1].timestamp", "data[1].timestamp"},
      {sample.without_field("transactionHash"), "[1].transactionHash",
       "data[1].transaction_hash"},
      {sample.with_duplicate("conditionId"), "[1].conditionId", "data[1].condition_id"},
  };
  for (const auto& bad : rows) {
    INFO(bad.row.v1());
    CHECK(refused_v1(bad.row) == bad.v1);
    CHECK(refused_v2(bad.row) == bad.v2);
  }
}
