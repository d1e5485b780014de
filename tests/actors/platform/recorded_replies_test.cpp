// SPDX-License-Identifier: MIT
// All recorded replies together, where the recordings are available.
#include "actors/wallet/activity_decoder.hpp"
#include "actors/wallet/trades.hpp"
#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/decode/resolution_decoder.hpp"
#include "actors/window/series/series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

using namespace tracker;
using namespace tracker::test;

namespace {

const timestamp now = from_unix_seconds(1'800'000'000);
const char* const wallet = "0xc2ad03f79ca3f3c17d8c7de2612ce0c89b7d40ed";

template <class T>
bool refused(const decoded<T>& result) {
  return std::holds_alternative<decode_error>(result);
}

} // namespace

// Recorded beside the replies: the socket feeds, a leaderboard and positions, which the
// tracker never requests, and notes.
TEST_CASE("recorded: each reply has a decoder and a test") {
  constexpr std::array<std::string_view, 12> tested{
      "gamma-market-",     "gamma-markets-",   "gamma-event-",       "clob-market-",
      "clob-clobmarkets-", "clob-book-",       "clob-books-",        "dataapi-activity-",
      "dataapi-trades-",   "datav2-activity-", "datav2-resolutions", "datav2-trades-"};
  constexpr std::array<std::string_view, 10> other{
      "datav2-status.json",   "errors.json",      "ws-",        "rtds-",
      "dataapi-leaderboard-", "extra-",           "SOURCES.md", "dataapi-positions-",
      "dataapi-closed-",      "datav2-positions-"};
  for (const auto& name : recorded_files("")) {
    INFO(name);
    const auto begins = [&](std::string_view prefix) {
      return name.rfind(prefix, 0) == 0;
    };
    CHECK((std::any_of(tested.begin(), tested.end(), begins) ||
           std::any_of(other.begin(), other.end(), begins)));
  }
}

TEST_CASE("recorded: no decoder accepts an error as its reply") {
  const auto file = recorded("errors.json");
  if (!file)
    return;
  const auto expected =
      window_at(*parse_series("btc-updown-15m"), from_unix_seconds(900));
  for (const auto& entry : nlohmann::json::parse(*file)) {
    const auto body = entry.contains("body") ? entry.at("body").dump()
                                             : entry.at("body_text").get<std::string>();
    INFO(body);
    CHECK(refused(decode_window_market(body, expected)));
    CHECK(refused(decode_gamma_markets(body)));
    CHECK(refused(decode_gamma_event(body)));
    CHECK(refused(decode_clob_market(body)));
    CHECK(refused(decode_clob_settlement(body, market{})));
    CHECK(refused(decode_midpoint(body)));
    CHECK(refused(decode_resolutions_v2(body)));
    CHECK(refused(decode_activity_v1(body, wallet, now)));
    CHECK(refused(decode_activity_v2(body, wallet, now)));
    CHECK(refused(decode_freshness_v2(body)));
    CHECK(refused(decode_trades_v1(body, wallet, now)));
    CHECK(refused(decode_trades_v2(body, wallet, now)));
  }
}
