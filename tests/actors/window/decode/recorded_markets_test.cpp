// SPDX-License-Identifier: MIT
// The platform's own recorded replies, where they are available.
#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/decode/resolution_decoder.hpp"
#include "actors/window/series/series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/decoded_value.hpp"
#include "tests/support/recorded.hpp"

#include <nlohmann/json.hpp>

using namespace tracker;
using namespace tracker::test;

namespace {

window window_of(const std::string& series_name, std::int64_t start) {
  return window_at(*parse_series(series_name), from_unix_seconds(start));
}

} // namespace

TEST_CASE("recorded: a closed 15m window that went Down") {
  const auto body = recorded("gamma-market-sol-updown-15m-1789943400-closed-down.json");
  if (!body)
    return;
  const auto listed = window_of("sol-updown-15m", 1'789'943'400);
  const auto read = must(decode_window_market(*body, listed));
  CHECK(read.condition_id ==
        "0x53228d5ca6ad708002388359d2c23315a463093e4955a50ce2074ac286a40ee6");
  CHECK(read.up_token ==
        "65002565137398802597163367499713295769950459257637542767702789304697396234388");
  CHECK(read.down_token ==
        "83449596569056164005275674174631921400345595707743040556659200989203629009731");
  CHECK(read.closed);
  CHECK(read.settled == settlement::down);
  // 53 s after the end.
  CHECK(read.closed_at == listed.end + std::chrono::seconds{53});
  CHECK(read.fees == fee_schedule{70'000, 1});
}

TEST_CASE("recorded: closed 5m windows") {
  struct row {
    const char* file;
    std::int64_t start;
    settlement settled;
  };
  const row rows[] = {
      {"gamma-market-btc-updown-5m-1789943700-closed-up.json", 1'789'943'700,
       settlement::up},
      {"gamma-market-btc-updown-5m-1784869500-resolved-fastest.json", 1'784'869'500,
       settlement::up},
      {"gamma-market-btc-updown-5m-1784887800-resolved-down.json", 1'784'887'800,
       settlement::down},
  };
  for (const auto& sample : rows) {
    const auto body = recorded(sample.file);
    if (!body)
      return;
    INFO(sample.file);
    const auto read =
        must(decode_window_market(*body, window_of("btc-updown-5m", sample.start)));
    CHECK(read.settled == sample.settled);
    CHECK(read.closed_at > read.end);
    CHECK(read.fees == fee_schedule{70'000, 1});
  }
}

TEST_CASE("recorded: an open 5m window has a price and no winner") {
  const auto body = recorded("gamma-market-btc-5m-1773307200-open.json");
  if (!body)
    return;
  const auto read =
      must(decode_window_market(*body, window_of("btc-updown-5m", 1'773'307'200)));
  CHECK_FALSE(read.closed);
  CHECK_FALSE(read.settled);
  // Fees are enabled, and a schedule is not sent yet in March 2026.
  CHECK_FALSE(read.fees);
  const auto any = must(decode_gamma_market(*body));
  CHECK((*any.prices)[0] == price::from_micros(505'000));
  CHECK((*any.prices)[1] == price::from_micros(495'000));
}

TEST_CASE("recorded: markets of other kinds") {
  struct row {
    const char* file;
    const char* first_outcome;
    bool closed;
    bool resolved;
    fee_schedule fees;
  };
  const row rows[] = {
      {"gamma-market-2026-04.json", "Yes", false, false, {0, 1}},
      {"gamma-market-resolved-katana.json", "Yes", true, true, {0, 1}},
      {"gamma-market-resolved-accepting-true.json", "Yes", true, false, {0, 1}},
      {"gamma-market-closed-zero-zero-legacy.json", "Yes", true, false, {0, 1}},
      {"gamma-market-bitcoin-hourly-2026-09-10-10am-closed-up.json",
       "Up",
       true,
       true,
       {70'000, 1}},
  };
  for (const auto& sample : rows) {
    const auto body = recorded(sample.file);
    if (!body)
      return;
    INFO(sample.file);
    const auto read = must(decode_gamma_market(*body));
    CHECK(read.outcomes[0] == sample.first_outcome);
    CHECK(read.closed == sample.closed);
    CHECK(read.resolved == sample.resolved);
    CHECK(read.fees == sample.fees);
  }
}

TEST_CASE("recorded: 146 resolved 5m windows of one day") {
  const auto lines = recorded_gz("gamma-markets-btc5m-resolved-146-2026-07-24.jsonl.gz");
  if (!lines)
    return;
  std::size_t up = 0;
  std::size_t down = 0;
  std::istringstream stream{*lines};
  for (std::string line; std::getline(stream, line);) {
    const auto raw = nlohmann::json::parse(line).at("raw");
    const auto slug = raw.at("slug").get<std::string>();
    INFO(slug);
    const auto start = std::stoll(slug.substr(slug.rfind('-') + 1));
    const auto read =
        must(decode_window_market(raw.dump(), window_of("btc-updown-5m", start)));
    REQUIRE(read.settled);
    CHECK(read.fees == fee_schedule{70'000, 1});
    // By the recorded prices: the price of the winner is 1.
    const auto prices = raw.at("outcomePrices").get<std::string>();
    CHECK((*read.settled == settlement::up) == (prices == R"(["1", "0"])"));
    (*read.settled == settlement::up ? up : down) += 1;
  }
  CHECK(up + down == 146);
  CHECK(up > 0);
  CHECK(down > 0);
}

TEST_CASE("recorded: pages of open, stuck and phantom windows") {
  for (const auto& file : recorded_files("gamma-markets-page-")) {
    INFO(file);
    const auto page = nlohmann::json::parse(*recorded(file));
    const auto markets = must(decode_gamma_markets(page.at("markets").dump()));
    CHECK(markets.size() == page.at("markets").size());
    for (std::size_t i = 0; i < markets.size(); ++i) {
      CHECK_FALSE((markets[i].closed && markets[i].resolved));
      // Of December 2025 to March 2026: fees are off, or on without a schedule.
      const bool charges = page.at("markets")[i].at("feesEnabled").get<bool>();
      CHECK(markets[i].fees == (charges ? std::nullopt : std::optional{fee_schedule{}}));
    }
  }
}

TEST_CASE("recorded: a stuck window names a likely winner for weeks and has none") {
  const auto file = recorded("gamma-markets-page-STUCK-xrp-updown-15m-1768911300.json");
  if (!file)
    return;
  const auto page = nlohmann::json::parse(*file);
  for (const auto& raw : page.at("markets")) {
    if (raw.at("slug") != "xrp-updown-15m-1768911300")
      continue;
    const auto read = must(
        decode_window_market(raw.dump(), window_of("xrp-updown-15m", 1'768'911'300)));
    CHECK_FALSE(read.settled);
    CHECK_FALSE(read.closed);
    return;
  }
  FAIL("the window is not on the page");
}

TEST_CASE("recorded: events") {
  struct row {
    const char* file;
    std::size_t markets;
  };
  for (const auto& sample : {row{"gamma-event-2026-04.json", 0},
                             row{"gamma-event-multi-market-2026-05.json", 0}}) {
    const auto body = recorded(sample.file);
    if (!body)
      return;
    INFO(sample.file);
    const auto expected = nlohmann::json::parse(*body).at("markets").size();
    CHECK(must(decode_gamma_event(*body)).size() == expected);
    CHECK(expected > 0);
  }
}

TEST_CASE("recorded: clob's markets") {
  const auto body = recorded("clob-market-resolved-katana.json");
  if (!body)
    return;
  const auto katana = must(decode_clob_market(*body));
  CHECK(katana.closed);
  CHECK_FALSE(katana.is_split);
  REQUIRE(katana.tokens.size() == 2);
  CHECK(katana.tokens[0].outcome == "Yes");
  CHECK_FALSE(katana.tokens[0].winner);
  CHECK(katana.tokens[1].winner);
  CHECK(katana.tokens[1].price == price::from_micros(1'000'000));
  const auto generic = must(decode_clob_market(*recorded("clob-market-generic.json")));
  CHECK(generic.tokens.size() == 2);
}

TEST_CASE("recorded: resolutions") {
  const auto body = recorded("datav2-resolutions.json");
  const auto items = recorded("datav2-resolutions-items.json");
  if (!body || !items)
    return;
  CHECK(must(decode_resolutions_v2(*body)) ==
        std::vector<market_resolution>{
            {"0x789f0872f66cfffd21a33020e5c90e11f95f947e03be77ac2df7e86b0cb71527",
             "resolved", payouts{price::from_micros(1'000'000), price::from_micros(0)},
             // 2026-09-09T21:19:19Z
             from_unix_seconds(1'788'988'759)}});
  const auto older = must(decode_resolutions_v2("{\"data\":" + *items + "}"));
  REQUIRE(older.size() == 2);
  CHECK(older[0].status == "resolved");
  CHECK(older[1].status == "posed");
  for (const auto& row : older) {
    CHECK_FALSE(row.pays);
    CHECK_FALSE(settlement_of(row, 0));
  }
}
