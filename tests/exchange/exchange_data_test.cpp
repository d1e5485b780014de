// SPDX-License-Identifier: MIT
#include "tests/exchange/exchange_samples.hpp"
#include "tests/simulator/bodies/gamma_body.hpp"
#include "tests/simulator/wallets/exchange_wallet_rig.hpp"
#include "tests/simulator/wallets/history.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <set>

using namespace tracker;
using namespace tracker::exchange;
using namespace tracker::test;
using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

namespace {

struct data_platform {
  market_rules rules = one_wallet();
  std::string wallet = simulated_wallets(rules).front();
  timestamp now = first_traded + 3000s;

  static market_rules one_wallet() {
    market_rules rules;
    rules.window_length = 60s;
    rules.swapped_percent = 50;
    rules.wallets.count = 1;
    rules.wallets.trading_begin = first_traded;
    return rules;
  }

  reply ask(const std::string& target) const {
    return answer(request_of(host::data, target), rules, now);
  }
  json rows(const std::string& filters, const std::string& path = "/activity") const {
    return json::parse(ask(path + "?user=" + wallet + filters).body);
  }
  std::size_t total() const {
    return history_of(wallet, {timestamp{}, now}, rules, now).size();
  }
};

std::vector<std::string> names_in_order(const json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items())
    names.push_back(name);
  return names;
}

const json& find_type(const json& rows, const std::string& type) {
  for (const auto& row : rows)
    if (row["type"] == type)
      return row;
  throw std::runtime_error{"no row of type " + type};
}

/// Whether each field has the JSON type that the recorded one has.
void check_like(const json& ours, const json& real) {
  CHECK(names_in_order(ours) == names_in_order(real));
  for (const auto& [name, value] : real.items()) {
    CAPTURE(name);
    CHECK(std::string{ours[name].type_name()} == value.type_name());
  }
}

/// Whether the positions list `held` tokens of `asset`, rounded to four places; a token
/// that is not listed counts as none held.
bool lists(const json& positions, const std::string& asset, shares held) {
  shares listed;
  for (const auto& position : positions)
    if (position["asset"] == asset)
      listed += shares::from_micros(parse_micros(position["size"].dump()).value());
  const auto gap = listed.micros() - held.micros();
  return gap >= -100 && gap <= 100;
}

} // namespace

TEST_CASE_METHOD(data_platform, "rows have the recorded fields in the recorded order") {
  const auto ours = rows("&limit=500");
  if (const auto text = recorded("dataapi-activity-bosona-2026-09-20.json")) {
    const auto real = json::parse(*text);
    for (const auto* type : {"TRADE", "REDEEM", "MERGE"})
      check_like(find_type(ours, type), find_type(real, type));
  }
  if (const auto text = recorded("datav2-activity-items.json"))
    check_like(find_type(rows("&limit=500", "/v2/activity")["data"], "TRADE"),
               json::parse(*text)[0]);
  const auto merge = find_type(ours, "MERGE");
  CHECK(merge["asset"] == "");
  CHECK(merge["side"] == "");
  CHECK(merge["price"] == 0);
  CHECK(merge["outcomeIndex"] == 999);
  CHECK(merge["usdcSize"] == merge["size"]);
}

TEST_CASE_METHOD(data_platform,
                 "a row's token, outcome and index are those of its market") {
  std::size_t lost = 0;
  const auto trades = rows("&type=TRADE&limit=500");
  for (const auto& row : trades) {
    const auto market = *find_market(row["slug"].get<std::string>(), rules);
    const bool is_up = row["outcome"] == "Up";
    CHECK(row["asset"] == (is_up ? market.up_token : market.down_token));
    CHECK(row["conditionId"] == market.condition_id);
    lost += row["outcomeIndex"] == 999 ? 1 : 0;
    if (row["outcomeIndex"] != 999)
      CHECK(row["outcomeIndex"] == (is_up == market.gamma_swapped ? 1 : 0));
  }
  CHECK(lost < trades.size() / 4);
}

TEST_CASE_METHOD(data_platform, "account-level rows name no market") {
  const auto some = rows("&type=MAKER_REBATE,TAKER_REBATE,REWARD");
  REQUIRE_FALSE(some.empty());
  for (const auto& row : some)
    for (const auto* name : {"conditionId", "slug", "eventSlug", "asset", "title"})
      CHECK(row[name] == "");
}

TEST_CASE_METHOD(data_platform, "limits are clamped, offsets refused beyond 5000") {
  rules.wallets.page_limit = 40;
  CHECK(rows("&limit=2").size() == 2);
  CHECK(rows("&limit=501").size() == 40);
  CHECK(rows("&offset=5000").empty());
  CHECK(ask("/activity?user=" + wallet + "&offset=5001").status == 400);
  CHECK(ask("/activity?user=" + wallet + "&offset=123456").status == 400);
  rules.wallets.page_limit = 500;
  CHECK(rows("").size() == 100);
}

TEST_CASE_METHOD(data_platform, "offsets page through every row, in both directions") {
  for (const std::string direction : {"ASC", "DESC"}) {
    auto all = json::array();
    for (std::size_t offset = 0; offset < total(); offset += 70)
      for (const auto& row : rows("&limit=70&sortBy=TIMESTAMP&sortDirection=" +
                                  direction + "&offset=" + std::to_string(offset)))
        all.push_back(row);
    if (direction == "DESC")
      std::reverse(all.begin(), all.end());
    const auto truth = history_of(wallet, {timestamp{}, now}, rules, now);
    REQUIRE(all.size() == truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
      CHECK(all[i]["transactionHash"] == truth[i].row.transaction);
      CHECK(all[i]["timestamp"] == to_unix_seconds(truth[i].row.time));
    }
  }
}

TEST_CASE_METHOD(data_platform, "rows can be selected by time, market, type and side") {
  const auto begin = std::to_string(to_unix_seconds(first_traded) + 600);
  const auto end = std::to_string(to_unix_seconds(first_traded) + 900);
  for (const auto& row : rows("&limit=500&start=" + begin + "&end=" + end)) {
    CHECK(row["timestamp"] >= std::stoll(begin));
    CHECK(row["timestamp"] <= std::stoll(end));
  }
  const auto market = rows("&type=TRADE")[0]["conditionId"].get<std::string>();
  const auto of_market = rows("&market=" + market);
  CHECK_FALSE(of_market.empty());
  for (const auto& row : of_market)
    CHECK(row["conditionId"] == market);
  const auto sales = rows("&side=SELL");
  CHECK_FALSE(sales.empty());
  for (const auto& row : sales)
    CHECK(row["side"] == "SELL");
  const auto by_cash = rows("&sortBy=CASH");
  CHECK(by_cash.front()["usdcSize"] >= by_cash.back()["usdcSize"]);
}

TEST_CASE_METHOD(data_platform, "cursors page through every row") {
  for (const std::string direction : {"ASC", "DESC"}) {
    std::vector<std::string> seen;
    auto query = "&limit=13&sort_direction=" + direction;
    for (std::string cursor; true;) {
      const auto page = rows(query + cursor, "/v2/activity");
      CHECK(page["data"].size() <= 13);
      for (const auto& row : page["data"])
        seen.push_back(row["transaction_hash"]);
      if (page["pagination"]["has_more"] == false) {
        CHECK(page["pagination"]["next_cursor"].is_null());
        break;
      }
      cursor = "&cursor=" + page["pagination"]["next_cursor"].get<std::string>();
    }
    if (direction == "DESC")
      std::reverse(seen.begin(), seen.end());
    const auto truth = history_of(wallet, {timestamp{}, now}, rules, now);
    REQUIRE(seen.size() == truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i)
      CHECK(seen[i] == truth[i].row.transaction);
  }
}

TEST_CASE_METHOD(data_platform,
                 "the second dialect refuses parameters that the first one tolerates") {
  for (const auto* bad : {"&limit=1001", "&offset=0", "&cursor=nonsense", "&limit=0"}) {
    const auto received = ask("/v2/activity?user=" + wallet + bad);
    CHECK(received.status == 400);
    CHECK(json::parse(received.body)["code"] == "invalid_request");
  }
  CHECK(ask("/v2/activity").status == 400);
}

TEST_CASE_METHOD(data_platform,
                 "a row appears after its delay, which the status reports") {
  rules.wallets.index_delay = 3500ms;
  rules.wallets.index_jitter = 10s;
  const auto rows_then =
      simulated_activity(wallet, *find_market("btc-updown-15m-1789942200", rules), rules);
  REQUIRE_FALSE(rows_then.empty());
  for (const auto& row : rows_then) {
    CHECK(row.visible >= row.time + 3500ms);
    CHECK(row.visible <= row.time + 13'500ms);
    const time_range second{row.time, row.time};
    CHECK(history_of(wallet, second, rules, row.visible).size() >
          history_of(wallet, second, rules, row.visible - 1ns).size());
  }
  const auto status = ask("/v2/status");
  CHECK(json::parse(status.body)["data"]["serving"]["lag_seconds"] == 14);
  // One cursor is a block behind.
  CHECK(value_of(decode_freshness_v2(status.body)) == now - 16'500ms);
}

TEST_CASE_METHOD(data_platform, "positions equal the holdings of the books") {
  std::size_t listed = 0;
  for (int i = 0; i < 20; ++i) {
    const auto market =
        *find_market("btc-updown-15m-" + std::to_string(1'789'942'200 + 60 * i), rules);
    for (const auto time : {market.start + 30s, market.end, market.end + 60s}) {
      now = time;
      const auto received =
          rows("&sizeThreshold=0&market=" + market.condition_id, "/positions");
      const auto books = simulated_books(wallet, market, rules, now);
      listed += received.size();
      CHECK(lists(received, market.up_token, books.up.held - books.up.redeemed));
      CHECK(lists(received, market.down_token, books.down.held - books.down.redeemed));
    }
  }
  CHECK(listed > 0);
  now = first_traded + 3000s;
  if (const auto text = recorded("dataapi-positions-2026-07.json"))
    check_like(rows("&sizeThreshold=0", "/positions")[0], json::parse(*text)[0]);
}

TEST_CASE_METHOD(data_platform, "the books can be requested") {
  const std::string slug = "btc-updown-15m-1789942200";
  const auto target = "/books?user=" + wallet + "&slug=" + slug;
  const auto market = *find_market(slug, rules);
  CHECK(json::parse(ask(target).body) ==
        books_body(simulated_books(wallet, market, rules)));
  now = market.start + 20s;
  CHECK(json::parse(ask(target + "&now").body) ==
        books_body(simulated_books(wallet, market, rules, now)));
  CHECK(ask("/books?user=" + wallet + "&slug=nonsense").status == 400);
}

TEST_CASE("gamma reports the fees of each market") {
  market_rules rules;
  rules.other_fees_percent = 100;
  std::set<std::string> seen;
  for (int i = 0; i < 40; ++i) {
    const auto slug = "btc-updown-15m-" + std::to_string(1'789'941'600 + 900 * i);
    const auto market = *find_market(slug, rules);
    const auto body = exchange::gamma_market(market, market.start, false);
    CHECK(body["feesEnabled"] == (market.fees.rate_micros > 0));
    CHECK(body.contains("feeSchedule") == (market.fees.rate_micros > 0));
    seen.insert(body.contains("feeSchedule") ? body["feeSchedule"]["rate"].dump() : "");
  }
  CHECK(seen == std::set<std::string>{"", "0.05", "0.072", "0.25"});
}
