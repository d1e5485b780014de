// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_decoder.hpp"
#include "tests/actors/wallet/activity_rows.hpp"
#include "tests/actors/wallet/decoded_rows.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

activity_page read_v1(const std::vector<row_text>& rows) {
  return must(decode_activity_v1(page_v1(rows), row_wallet, after_rows));
}

activity_page read_v2(const std::vector<row_text>& rows) {
  return must(decode_activity_v2(page_v2(rows), row_wallet, after_rows));
}

} // namespace

TEST_CASE("activity: a trade, every field") {
  const auto page = read_v1({row_text::trade()});
  REQUIRE(page.events.size() == 1);
  const auto& event = page.events.front();
  CHECK(event.type == activity_type::buy);
  CHECK(event.platform_type.empty());
  CHECK(event.wallet == row_wallet);
  CHECK(event.condition_id == row_condition);
  CHECK(event.slug == "btc-updown-5m-1789943700");
  CHECK(event.asset == row_token);
  CHECK(event.time == from_unix_seconds(1'789'943'818));
  CHECK(to_string(event.size) == "80.000000");
  CHECK(to_string(event.cash) == "58.728960");
  CHECK(to_string(event.at_price) == "0.720000");
  CHECK(to_string(event.quoted) == "57.600000");
  CHECK(event.transaction == row_transaction);
  CHECK(event.occurrence == 0);
  CHECK(page.rows == 1);
  CHECK(page.oldest == event.time);
  CHECK(page.newest == event.time);
  CHECK(!page.more);
}

TEST_CASE("activity: both dialects decode to the same rows") {
  const std::vector<row_text> rows{
      row_text::trade(),
      row_text::trade().set("side", "\"SELL\"").set("timestamp", "1789943819"),
      row_text::of_type("MERGE"),
      row_text::of_type("SPLIT"),
      row_text::of_type("REDEEM"),
      row_text::of_type("REDEEM").set("asset", row_text::quoted(row_token)),
      row_text::of_account("MAKER_REBATE"),
      row_text::of_account("DEPOSIT"),
      row_text::trade().set("size", "-1")};
  const auto first = read_v1(rows);
  const auto second = read_v2(rows);
  CHECK(first.events == second.events);
  CHECK(first.account_events == second.account_events);
  CHECK(first.set_aside == second.set_aside);
  CHECK(first.events.size() == 6);
  CHECK(first.account_events.size() == 2);
  CHECK(first.set_aside.size() == 1);
  CHECK(first.rows == 9);
  CHECK(second.rows == 9);
  CHECK(second.more == false);
}

TEST_CASE("activity: the event for each type of row") {
  struct row {
    row_text text;
    activity_type type;
    bool of_account = false;
  };
  const row rows[] = {
      {row_text::trade(), activity_type::buy},
      {row_text::trade().set("side", "\"SELL\""), activity_type::sell},
      // A valid trade may have index 999 and no outcome.
      {row_text::trade().set("outcomeIndex", "999").set("outcome", "\"\""),
       activity_type::buy},
      {row_text::of_type("SPLIT"), activity_type::split},
      {row_text::of_type("MERGE"), activity_type::merge},
      {row_text::of_type("REDEEM"), activity_type::redeem},
      {row_text::of_type("REDEEM").set("usdcSize", "0"), activity_type::redeem},
      {row_text::of_type("CONVERSION"), activity_type::conversion},
      {row_text::of_type("MAKER_REBATE"), activity_type::maker_rebate},
      {row_text::of_account("REWARD"), activity_type::reward, true},
      {row_text::of_account("MAKER_REBATE"), activity_type::maker_rebate, true},
      {row_text::of_account("TAKER_REBATE"), activity_type::taker_rebate, true},
      {row_text::of_account("REFERRAL_REWARD"), activity_type::referral_reward, true},
      {row_text::of_account("YIELD"), activity_type::yield, true},
      {row_text::of_account("DEPOSIT"), activity_type::other, true},
      {row_text::of_account("TIP").set("side", "\"OUT\""), activity_type::other, true},
      {row_text::of_account("SOMETHING_NEW"), activity_type::other, true},
  };
  for (const auto& row : rows) {
    INFO(row.text.v1());
    const auto page = read_v1({row.text});
    REQUIRE(page.set_aside.empty());
    const auto& shelf = row.of_account ? page.account_events : page.events;
    REQUIRE(shelf.size() == 1);
    CHECK(shelf.front().type == row.type);
  }
  const auto kept = read_v1({row_text::of_account("SOMETHING_NEW")}).account_events;
  CHECK(kept.front().platform_type == "SOMETHING_NEW");
}

TEST_CASE("activity: numbers are rounded once, from their text") {
  struct row {
    std::string size;
    std::string price;
    std::string expected_size;
    std::string expected_price;
    std::string quoted;
  };
  const row rows[] = {
      {"2538.2661200000002", "0.7946504698512138", "2538.266120", "0.794650",
       "2017.034365"},
      {"55.597408", "0.7300000029", "55.597408", "0.730000", "40.586108"},
      {"\"80\"", "\"0.72\"", "80.000000", "0.720000", "57.600000"},
      {"1e2", "5e-1", "100.000000", "0.500000", "50.000000"},
      {"0.0000005", "1", "0.000001", "1.000000", "0.000001"},
      {"0.00000049", "1.0000001", "0.000000", "1.000000", "0.000000"},
  };
  for (const auto& row : rows) {
    INFO(row.size << " at " << row.price);
    const auto page =
        read_v1({row_text::trade().set("size", row.size).set("price", row.price)});
    REQUIRE(page.events.size() == 1);
    CHECK(to_string(page.events.front().size) == row.expected_size);
    CHECK(to_string(page.events.front().at_price) == row.expected_price);
    CHECK(to_string(page.events.front().quoted) == row.quoted);
  }
}

TEST_CASE("activity: a bad row is set aside, with its field, and the rest is booked") {
  struct row {
    row_text text;
    std::string field;
    std::string found;
  };
  const auto trade = row_text::trade();
  const row rows[] = {
      {trade.set("type", "\"LOAN\""), "type", "\"LOAN\""},
      {trade.set("type", "7"), "type", "7"},
      {trade.set("size", "-1"), "size", "-1"},
      {trade.set("size", "\"many\""), "size", "\"many\""},
      {trade.set("size", "null"), "size", "null"},
      {trade.set("size", "1000000000.1"), "size", "1000000000.1"},
      {trade.set("size", "1e20"), "size", "1e20"},
      {trade.set("size", "1e400"), "size", "1e400"},
      {trade.set("price", "-1e-400"), "price", "-1e-400"},
      {trade.set("usdcSize", "-0.5"), "usdcSize", "-0.5"},
      {trade.set("price", "1.01"), "price", "1.01"},
      {trade.set("price", "-0.01"), "price", "-0.01"},
      {trade.set("proxyWallet", row_text::quoted(hex(40, '1'))), "proxyWallet",
       row_text::quoted("0x11111111…111111")},
      // Clocks that differ by a minute are accepted.
      {trade.set("timestamp", "1789944061"), "timestamp", "1789944061"},
      {trade.set("timestamp", "0"), "timestamp", "0"},
      {trade.set("timestamp", "1789943818.5"), "timestamp", "1789943818.5"},
      {trade.set("timestamp", "\"1789943818\""), "timestamp", "\"1789943818\""},
      {trade.set("side", "\"\""), "side", "\"\""},
      {trade.set("side", "\"buy\""), "side", "\"buy\""},
      {trade.set("asset", "\"\""), "asset", "\"\""},
      {trade.set("asset", "\"0x12\""), "asset", "\"0x12\""},
      {trade.set("asset", "12"), "asset", "12"},
      {trade.set("conditionId", "\"\""), "conditionId", "\"\""},
      {trade.set("transactionHash", "\"0x12\""), "transactionHash", "\"0x12\""},
      {trade.without_field("usdcSize"), "usdcSize", "nothing"},
      {trade.without_field("transactionHash"), "transactionHash", "nothing"},
      {trade.without_field("asset"), "asset", "nothing"},
      {trade.with_duplicate("size"), "size", "two"},
      {trade.with_duplicate("type"), "type", "two"},
      {row_text::of_type("MIGRATION"), "type", "\"MIGRATION\""},
      {row_text::of_type("MERGE").set("conditionId", "\"\""), "conditionId", "\"\""},
  };
  for (const auto& row : rows) {
    INFO(row.text.v1());
    const auto page = read_v1({trade, row.text, trade});
    CHECK(page.events.size() == 2);
    CHECK(page.rows == 3);
    REQUIRE(page.set_aside.size() == 1);
    CHECK(page.set_aside.front().why.field == row.field);
    CHECK(page.set_aside.front().why.found == row.found);
    CHECK(page.set_aside.front().near == from_unix_seconds(1'789'943'818));
  }
}

TEST_CASE("activity: a set-aside row keeps the fields that are readable") {
  const auto bad = row_text::trade().set("size", "-1");
  const auto known = read_v1({bad}).set_aside.front();
  CHECK(known.slug == "btc-updown-5m-1789943700");
  CHECK(known.condition_id == row_condition);
  CHECK(known.transaction == row_transaction);
  const auto unknown = read_v1({bad.set("slug", "3")
                                    .without_field("conditionId")
                                    .without_field("transactionHash")})
                           .set_aside.front();
  CHECK(unknown.slug.empty());
  CHECK(unknown.condition_id.empty());
  CHECK(unknown.transaction.empty());
  const auto page = must(decode_activity_v1("[7,null,\"x\",[]]", row_wallet, after_rows));
  CHECK(page.rows == 4);
  CHECK(page.set_aside.size() == 4);
  CHECK(!page.newest);
}

TEST_CASE("activity: a duplicate field is an error only where the field is used") {
  const auto page =
      read_v1({row_text::trade().with_duplicate("title").with_duplicate("outcome")});
  CHECK(page.events.size() == 1);
}

TEST_CASE("activity: a local clock that is a minute slow is accepted") {
  const auto page = read_v1({row_text::trade().set("timestamp", "1789944060")});
  CHECK(page.events.size() == 1);
}

TEST_CASE("activity: the address may be written in capitals") {
  auto capitals = row_wallet;
  for (auto& c : capitals)
    if (c >= 'a' && c <= 'f')
      c = static_cast<char>(c - 'a' + 'A');
  const auto asked =
      must(decode_activity_v1(page_v1({row_text::trade()}), capitals, after_rows));
  CHECK(asked.events.size() == 1);
  const auto sent = read_v1({row_text::trade().set("proxyWallet", '"' + capitals + '"')});
  REQUIRE(sent.events.size() == 1);
  CHECK(sent.events.front().wallet == row_wallet);
}

TEST_CASE("activity: the order of a page is detected") {
  const auto row_of = [](const std::string& second) {
    return row_text::trade().set("timestamp", second);
  };
  const auto early = row_of("1789943800");
  const auto late = row_of("1789943900");
  CHECK(read_v1({}).ascending);
  CHECK(read_v1({early, early, late}).ascending);
  CHECK(!read_v1({late, early}).ascending);
  const auto mixed = read_v1({early, late, early});
  CHECK(!mixed.ascending);
  CHECK(mixed.oldest == from_unix_seconds(1'789'943'800));
  CHECK(mixed.newest == from_unix_seconds(1'789'943'900));
  // The time of a bad row counts as well, unless the time itself is bad.
  CHECK(!read_v1({late, early.set("size", "-1")}).ascending);
  const auto future = read_v1({late, row_of("9789943900"), late});
  CHECK(future.ascending);
  CHECK(future.newest == from_unix_seconds(1'789'943'900));
}

TEST_CASE("activity: an empty array is a page, anything else is an error") {
  CHECK(read_v1({}).rows == 0);
  CHECK(read_v2({}).rows == 0);
  const auto v1 = [](std::string_view body) {
    return error_of(decode_activity_v1(body, row_wallet, after_rows));
  };
  CHECK(v1(R"({"error":"Too Many Requests"})").expected == "an array");
  CHECK(v1("").expected == "JSON");
  CHECK(v1("[{").expected == "JSON");
  CHECK(v1("<html>").expected == "JSON");
  const auto v2 = [](std::string_view body) {
    return error_of(decode_activity_v2(body, row_wallet, after_rows));
  };
  CHECK(v2("[]").expected == "an object");
  CHECK(v2(R"({"error":"x","code":"internal","retryable":true})").field == "data");
  CHECK(v2(R"({"data":[]})").field == "pagination");
  CHECK(v2(R"({"data":null,"pagination":{"has_more":false}})").field == "data");
  CHECK(v2(R"({"data":[],"pagination":{"has_more":"no"}})").field ==
        "pagination.has_more");
  CHECK(v2(R"({"data":[],"pagination":{"has_more":true,"next_cursor":""}})").field ==
        "pagination.next_cursor");
}

TEST_CASE("activity: a cursor is passed on, percent-encoded") {
  const auto page = must(
      decode_activity_v2(page_v2({row_text::trade()}, "a+/=b"), row_wallet, after_rows));
  CHECK(page.more == true);
  CHECK(page.cursor == "a+/=b");
  CHECK(
      activity_path_v2("0xab", {from_unix_seconds(7), 0, "a+/=b"}) ==
      "/v2/activity?user=0xab&limit=1000&start=7&sort_direction=ASC&cursor=a%2B%2F%3Db");
  CHECK(activity_path_v2("0xab", {from_unix_seconds(7), 0, ""}) ==
        "/v2/activity?user=0xab&limit=1000&start=7&sort_direction=ASC");
  CHECK(activity_path_v1("0xab", {from_unix_seconds(7), 500, ""}) ==
        "/activity?user=0xab&limit=500&offset=500&start=7&sortBy=TIMESTAMP"
        "&sortDirection=ASC");
}

TEST_CASE("activity: rows that cannot belong to a window are skipped, not set aside") {
  const auto bad = [](const row_text& row) { return row.set("size", "-1"); };
  const auto page =
      read_v1({bad(row_text::of_type("CONVERSION")), bad(row_text::of_account("REWARD")),
               bad(row_text::of_account("DEPOSIT")),
               bad(row_text::of_account("TIP").set("side", "\"IN\"")),
               bad(row_text::trade().with_field("isCombo", "true"))});
  CHECK(page.rows == 5);
  CHECK(page.set_aside.empty());
  REQUIRE(page.skipped.size() == 5);
  CHECK(page.skipped[0].kind == "CONVERSION");
  CHECK(page.skipped[0].row.why.field == "size");
  CHECK(page.skipped[4].kind == "COMBO TRADE");
  CHECK(page.drift.empty());
  // A row that may belong to a window, by its type or market, is set aside.
  const auto doubts = read_v1({bad(row_text::trade()), bad(row_text::of_type("REWARD")),
                               bad(row_text::of_account("NEW_TYPE")),
                               bad(row_text::trade().with_field("isCombo", "false"))});
  CHECK(doubts.set_aside.size() == 4);
  CHECK(doubts.set_aside[0].asset == row_token);
}

TEST_CASE("activity: an unknown name is reported once per page") {
  const auto page =
      read_v1({row_text::trade().with_field("foo", "1").with_field("bar", "null"),
               row_text::trade().with_field("foo", "2"), row_text::of_account("NEW_TYPE"),
               row_text::of_type("MERGE").set("side", "\"LEFT\"")});
  CHECK(page.drift_count == 5);
  REQUIRE(page.drift.size() == 4);
  CHECK(page.drift[0].word == "foo");
  CHECK(page.drift[0].slug == "btc-updown-5m-1789943700");
  CHECK(page.drift[1].word == "bar");
  CHECK(page.drift[2].kind == drift_kind::type);
  CHECK(page.drift[2].word == "NEW_TYPE");
  CHECK(page.drift[3].kind == drift_kind::side);
  CHECK(page.drift[3].word == "LEFT");
  // The number of reported names is bounded.
  auto row = row_text::trade();
  for (int i = 0; i < 100; ++i)
    row = row.with_field("n" + std::to_string(i), "0");
  CHECK(read_v1({row}).drift.size() == 16);
}

TEST_CASE("activity: the slug is only a label") {
  for (const auto& row :
       {row_text::trade().without_field("slug"), row_text::trade().set("slug", "null"),
        row_text::trade().set("slug", "\"\"")}) {
    const auto page = read_v1({row});
    REQUIRE(page.events.size() == 1);
    CHECK(activity_identity(page.events[0]) ==
          activity_identity(read_v1({row_text::trade()}).events[0]));
  }
}

TEST_CASE("activity: rows differ exactly when their identities differ") {
  const auto event = [](const row_text& row) { return read_v1({row}).events.front(); };
  const auto trade = row_text::trade();
  const auto base = event(trade);
  const auto same = [&](const row_text& row) {
    return activity_identity(event(row)) == activity_identity(base);
  };
  CHECK(
      same(trade.set("title", "\"x\"").set("name", "\"y\"").set("outcomeIndex", "999")));
  CHECK(same(trade.set("price", "0.7200000004")));
  CHECK(!same(trade.set("size", "80.000001")));
  CHECK(!same(trade.set("usdcSize", "58.728961")));
  CHECK(!same(trade.set("price", "0.720001")));
  CHECK(!same(trade.set("side", "\"SELL\"")));
  CHECK(!same(trade.set("asset", "\"1\"")));
  CHECK(!same(trade.set("conditionId", row_text::quoted(hex(64, 'd')))));
  CHECK(!same(trade.set("transactionHash", row_text::quoted(hex(64, 'd')))));
  auto twin = base;
  twin.occurrence = 1;
  CHECK(activity_identity(twin) != activity_identity(base));
  CHECK(activity_kind(twin) == activity_kind(base));

  const auto account = [](const std::string& type) {
    const auto page = read_v1({row_text::of_account(type)});
    return activity_identity(page.account_events.front());
  };
  CHECK(account("DEPOSIT") != account("WITHDRAWAL"));
}
