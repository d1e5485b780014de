// SPDX-License-Identifier: MIT
// The platform's own recorded positions and trades, where they are at hand.
#include "actors/wallet/positions_v1.hpp"
#include "actors/wallet/positions_v2.hpp"
#include "actors/wallet/trades.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <nlohmann/json.hpp>

using namespace tracker;
using namespace tracker::test;
using nlohmann::json;

namespace {

const timestamp now = from_unix_seconds(1'800'000'000);

template <class T>
T must(decoded<T> result) {
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<T>(std::move(result));
}

/// Rows as a page of the second dialect.
std::string envelope_of(const std::string& rows) {
  return R"({"data":)" + rows + R"(,"pagination":{"has_more":false}})";
}

} // namespace

TEST_CASE("recorded: positions that are held") {
  const struct {
    const char* file;
    const char* wallet;
    std::vector<std::string> sizes;
  } files[] = {
      {"dataapi-positions-2026-04.json",
       "0x6a72f61820b26b1fe4d956e17b6dc2a1ea3033ee",
       {"271790.100000", "241141.299700", "237243.772500", "179694.485100",
        "128160.940000"}},
      {"dataapi-positions-2026-07.json",
       "0x09b428f7c2b469786286214aa5c90dd9015f7320",
       {"2251963.123700", "440000.000000"}},
  };
  for (const auto& at : files) {
    const auto body = recorded(at.file);
    if (!body)
      return;
    INFO(at.file);
    std::vector<std::string> sizes;
    for (const auto& position : must(decode_positions_v1(*body, at.wallet)))
      sizes.push_back(to_string(position.size));
    CHECK(sizes == at.sizes);
  }
  CHECK(recorded_files("dataapi-positions-").size() == std::size(files));
}

TEST_CASE("recorded: positions that were closed") {
  const auto body = recorded("dataapi-closed-positions-2026-04.json");
  if (!body)
    return;
  const auto list = must(
      decode_closed_positions_v1(*body, "0x6a72f61820b26b1fe4d956e17b6dc2a1ea3033ee"));
  const struct {
    const char* bought;
    const char* pnl;
    std::int64_t second;
  } expected[] = {{"1500000.000000", "1095000.000000", 1'768'957'706},
                  {"2000000.296094", "986792.146091", 1'770'616'967},
                  {"1000000.000000", "580000.000000", 1'768'958'662},
                  {"906751.875274", "481565.946687", 1'764'169'631},
                  {"682999.721853", "417465.138990", 1'763'263'509}};
  REQUIRE(list.size() == std::size(expected));
  for (std::size_t i = 0; i < list.size(); ++i) {
    CHECK(to_string(list[i].bought) == expected[i].bought);
    CHECK(to_string(list[i].realized_pnl) == expected[i].pnl);
    CHECK(list[i].closed_at == from_unix_seconds(expected[i].second));
  }
}

TEST_CASE("recorded: positions of the second dialect") {
  const auto closed = recorded("datav2-positions-closed.json");
  const auto items = recorded("datav2-positions-items.json");
  if (!closed || !items)
    return;
  const auto page =
      must(decode_positions_v2(*closed, "0x379a410a36c101e3b8dfb6c90d1176eb0def4b1a"));
  REQUIRE(page.positions.size() == 2);
  CHECK(page.end.more);
  CHECK(page.end.cursor.substr(0, 8) == "eyJkYXRh");
  const auto& paris = page.positions.front();
  CHECK(paris.status == position_status::closed);
  CHECK(paris.size == shares{});
  CHECK(to_string(paris.total_size) == "449.700000");
  CHECK(to_string(paris.entry_fees) == "5.201260");
  CHECK(to_string(paris.realized_pnl) == "281.108800");
  CHECK(paris.last_event_at == from_unix_seconds(1'787'437'197));
  const auto open = must(decode_positions_v2(
      envelope_of(*items), "0x7c3db723f1d4d8cb9c550095203b686cb11e5c6b"));
  REQUIRE(open.positions.size() == 2);
  for (const auto& position : open.positions) {
    CHECK(position.status == position_status::open);
    CHECK(to_string(position.size) == "400000.000000");
    CHECK(to_string(position.total_size) == "10386654.000000");
  }
  CHECK(to_string(open.positions[0].total_pnl) == "101800.000000");
  CHECK(to_string(open.positions[1].total_pnl) == "-101800.000000");
}

TEST_CASE("recorded: the trades of a wallet in a window") {
  const struct {
    const char* file;
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
  for (const auto& at : files) {
    const auto body = recorded(at.file);
    if (!body)
      return;
    INFO(at.file);
    const auto wallet = json::parse(*body).at(0).at("proxyWallet").get<std::string>();
    const auto trades = must(decode_trades_v1(*body, wallet, now));
    REQUIRE(trades.size() == at.rows);
    shares size;
    std::size_t sells = 0;
    for (const auto& trade : trades) {
      size += trade.size;
      sells += trade.side == activity_type::sell ? 1 : 0;
    }
    CHECK(to_string(size) == at.size);
    CHECK(sells == at.sells);
    CHECK(trades.front().at == from_unix_seconds(at.newest));
  }
  CHECK(recorded_files("dataapi-trades-btc15m-").size() == std::size(files));
}

TEST_CASE("recorded: trades of several wallets, row by row") {
  if (const auto body = recorded("dataapi-trades-2026-07.json")) {
    std::vector<std::string> sizes;
    for (const auto& row : json::parse(*body)) {
      const auto trades = must(decode_trades_v1(
          json::array({row}).dump(), row.at("proxyWallet").get<std::string>(), now));
      REQUIRE(trades.size() == 1);
      sizes.push_back(to_string(trades[0].size));
    }
    REQUIRE(sizes.size() == 5);
    CHECK(sizes[0] == "30974.624038");
    CHECK(std::holds_alternative<decode_error>(decode_trades_v1(
        *body, json::parse(*body).at(0).at("proxyWallet").get<std::string>(), now)));
  }
  if (const auto items = recorded("datav2-trades-items.json")) {
    std::vector<wallet_trade> trades;
    for (const auto& row : json::parse(*items)) {
      const auto page =
          must(decode_trades_v2(envelope_of(json::array({row}).dump()),
                                row.at("proxy_wallet").get<std::string>(), now));
      REQUIRE(page.trades.size() == 1);
      trades.push_back(page.trades.front());
    }
    REQUIRE(trades.size() == 2);
    CHECK(trades[0].side == activity_type::buy);
    CHECK(to_string(trades[0].size) == "78.550000");
    CHECK(to_string(trades[0].at_price) == "0.620000");
    CHECK(trades[1].side == activity_type::sell);
    CHECK(to_string(trades[1].size) == "0.070000");
    CHECK(trades[1].at == from_unix_seconds(1'788'887'014));
  }
}
