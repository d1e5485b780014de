// SPDX-License-Identifier: MIT
// The platform's own recorded trades, where the recordings are available.
#include "actors/wallet/trades.hpp"
#include "tests/actors/wallet/decoded_rows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <nlohmann/json.hpp>

using namespace tracker;
using namespace tracker::test;
using nlohmann::json;

TEST_CASE("recorded: the trades of a wallet in a window") {
  const struct {
    const char* name;
    std::size_t rows;
    std::size_t sells;
    const char* size;
    std::int64_t newest;
  } files[] = {
      {"dataapi-trades-btc15m-2026-01-baguette_trades.json", 35, 4, "1265.599208",
       1'767'838'487},
      {"dataapi-trades-btc15m-2026-01-gabagool_10pm.json", 30, 0, "546.118400",
       1'767'841'819},
      {"dataapi-trades-btc15m-2026-01-gabagool_btc_930pm.json", 17, 0, "295.073600",
       1'767'839'731},
      {"dataapi-trades-btc15m-2026-01-gabagool_trades.json", 37, 0, "662.406100",
       1'767'838'473},
  };
  for (const auto& file : files) {
    const auto body = recorded(file.name);
    if (!body)
      return;
    INFO(file.name);
    const auto wallet = json::parse(*body).at(0).at("proxyWallet").get<std::string>();
    const auto trades = must(decode_trades_v1(*body, wallet, after_recordings));
    REQUIRE(trades.size() == file.rows);
    shares size;
    std::size_t sells = 0;
    for (const auto& trade : trades) {
      size += trade.size;
      sells += trade.side == activity_type::sell ? 1 : 0;
    }
    CHECK(to_string(size) == file.size);
    CHECK(sells == file.sells);
    CHECK(trades.front().time == from_unix_seconds(file.newest));
  }
  CHECK(recorded_files("dataapi-trades-btc15m-").size() == std::size(files));
}

TEST_CASE("recorded: trades of several wallets, row by row") {
  if (const auto body = recorded("dataapi-trades-2026-07.json")) {
    std::vector<std::string> sizes;
    for (const auto& row : json::parse(*body)) {
      const auto trades = must(decode_trades_v1(json::array({row}).dump(),
                                                row.at("proxyWallet").get<std::string>(),
                                                after_recordings));
      REQUIRE(trades.size() == 1);
      sizes.push_back(to_string(trades[0].size));
    }
    REQUIRE(sizes.size() == 5);
    CHECK(sizes[0] == "30974.624038");
    CHECK(std::holds_alternative<decode_error>(decode_trades_v1(
        *body, json::parse(*body).at(0).at("proxyWallet").get<std::string>(),
        after_recordings)));
  }
  if (const auto items = recorded("datav2-trades-items.json")) {
    std::vector<wallet_trade> trades;
    for (const auto& row : json::parse(*items)) {
      const auto page = must(decode_trades_v2(envelope_of(json::array({row}).dump()),
                                              row.at("proxy_wallet").get<std::string>(),
                                              after_recordings));
      REQUIRE(page.trades.size() == 1);
      trades.push_back(page.trades.front());
    }
    REQUIRE(trades.size() == 2);
    CHECK(trades[0].side == activity_type::buy);
    CHECK(to_string(trades[0].size) == "78.550000");
    CHECK(to_string(trades[0].at_price) == "0.620000");
    CHECK(trades[1].side == activity_type::sell);
    CHECK(to_string(trades[1].size) == "0.070000");
    CHECK(trades[1].time == from_unix_seconds(1'788'887'014));
  }
}
