// SPDX-License-Identifier: MIT
// Recorded frames of feeds and lists that the tracker does not request: its strict JSON
// reader accepts every byte of them and finds their values.
#include "actors/platform/json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <functional>
#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

using reader = std::function<std::string(const json_cursor&)>;

/// What `read` finds in a recorded file; nothing when the file is not available.
std::optional<std::string> value_in(const std::string& file, const reader& read) {
  const auto body = recorded(file);
  if (!body)
    return std::nullopt;
  auto result = decode(*body, read);
  if (const auto* error = std::get_if<decode_error>(&result))
    return to_string(*error);
  return std::get<std::string>(result);
}

reader text_at(std::string name) {
  return
      [name = std::move(name)](const json_cursor& root) { return root.at(name).text(); };
}

reader payload_value(std::string name) {
  return [name = std::move(name)](const json_cursor& root) {
    return root.at("topic").text() + ' ' +
           std::string{root.at("payload").at(name).decimal()};
  };
}

std::string first_price(const json_cursor& root) {
  const auto prices = root.at("payload").at("data").elements();
  return std::to_string(prices.front().at("timestamp").integer()) + ' ' +
         std::string{prices.front().at("value").decimal()};
}

/// Frames of a session: its lines, each with the frame as a string inside.
std::size_t readable_frames(const std::string& session) {
  std::size_t readable = 0;
  std::istringstream lines{session};
  for (std::string line; std::getline(lines, line);) {
    const auto frame =
        decode(line, [](const json_cursor& root) { return root.at("payload").text(); });
    REQUIRE(std::holds_alternative<std::string>(frame));
    readable +=
        std::holds_alternative<json_value>(parse_json(std::get<std::string>(frame))) ? 1
                                                                                     : 0;
  }
  return readable;
}

} // namespace

TEST_CASE("recorded: frames and lists are read with their values") {
  struct row {
    const char* file;
    reader read;
    const char* value;
  };
  const std::vector<row> rows{
      {"dataapi-leaderboard-2026-07.json",
       [](const json_cursor& root) {
         const auto first = root.elements().front();
         return first.at("userName").text() + ' ' +
                std::string{first.at("pnl").decimal()};
       },
       "DEEDDIT 8052184.542897382"},
      {"rtds-chainlink-subscribe-2026-09.json", first_price,
       "1789697325000 76607.90942633283"},
      {"rtds-crypto_prices-subscribe.json", first_price, "1780726209000 61164.12"},
      {"rtds-crypto_prices_chainlink-btc-subscribe-dump.json", first_price,
       "1777434808000 76959.323"},
      {"rtds-crypto_prices-update.json", payload_value("full_accuracy_value"),
       "crypto_prices 61035.86000000"},
      {"rtds-crypto_prices_chainlink-btc-update.json", payload_value("value"),
       "crypto_prices_chainlink 76966.52921845097"},
      {"ws-best_bid_ask-docs-example.json", text_at("best_ask"), "0.77"},
      {"ws-last_trade_price-docs-example.json", text_at("price"), "0.51"},
      {"ws-last_trade_price-generic.json", text_at("price"), "0.491"},
      {"ws-tick_size_change-docs-example.json", text_at("new_tick_size"), "0.01"},
      {"ws-tick_size_change-generic.json", text_at("new_tick_size"), "0.001"},
      {"ws-market-market_resolved-btc-5m.json", text_at("winning_outcome"), "Up"},
      {"ws-market-new_market-15m.json", text_at("slug"), "sol-updown-15m-1777453200"},
      {"ws-market-new_market-bnb-5m-1777452900.json", text_at("slug"),
       "bnb-updown-5m-1777452900"},
      {"ws-market-price_change-15m.json",
       [](const json_cursor& root) {
         return root.at("price_changes").elements().back().at("best_ask").text();
       },
       "0.51"},
      {"ws-market-initial-book-array-15m-1777434300.json",
       [](const json_cursor& root) {
         return root.elements().front().at("bids").elements().front().at("size").text();
       },
       "1441.85"},
      {"ws-book-generic.json",
       [](const json_cursor& root) {
         return root.at("asks").elements().front().at("size").text();
       },
       "10500100"},
  };
  for (const auto& [file, read, value] : rows) {
    INFO(file);
    if (const auto text = value_in(file, read))
      CHECK(*text == value);
  }
}

TEST_CASE("recorded: every file of JSON is JSON to the strict reader") {
  for (const auto& name : recorded_files("")) {
    if (!name.ends_with(".json"))
      continue;
    INFO(name);
    const auto body = recorded(name);
    REQUIRE(body);
    CHECK(std::holds_alternative<json_value>(parse_json(*body)));
  }
}

TEST_CASE("recorded: a session of the feeds reads frame by frame") {
  if (const auto session = recorded("ws-clob-rtds-session-15m-1777434300.jsonl"))
    CHECK(readable_frames(*session) == 30);
}
