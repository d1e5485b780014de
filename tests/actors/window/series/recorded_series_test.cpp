// SPDX-License-Identifier: MIT
// Recorded hourly, daily and shorter markets: the right window, winner and tie rule.
#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/series/series_listing.hpp"
#include "actors/window/series/series_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;

namespace {

struct recorded_market {
  const char* file;
  const char* series;
  std::optional<settlement> winner;
};

const std::vector<recorded_market> markets{
    {"gamma-event-bitcoin-daily-2026-09-28-resolved-down.json", "btc-1d",
     settlement::down},
    {"gamma-event-bitcoin-hourly-2026-09-28-12pm-resolved-up.json", "btc-1h",
     settlement::up},
    {"gamma-event-btc-updown-15m-1790616600-resolved-up.json", "btc-15m", settlement::up},
    {"gamma-event-btc-updown-5m-1790617500-resolved-down.json", "btc-5m",
     settlement::down},
    {"gamma-market-ethereum-hourly-2026-09-10-11am-closed-down.json", "eth-1h",
     settlement::down},
    {"gamma-market-solana-hourly-2026-09-10-10am-closed-up.json", "sol-1h",
     settlement::up},
    {"gamma-market-bitcoin-hourly-2026-09-10-10am-closed-up.json", "btc-1h",
     settlement::up},
    {"gamma-market-btc-updown-15m-1791241200-open-version-v1.json", "btc-15m",
     std::nullopt}};

/// The market decodes as the window that its slug names; its text has the table's tie.
market decode_checked(const nlohmann::json& body, const series& expected) {
  const auto slug = body["slug"].get<std::string>();
  INFO(slug);
  const auto found = series_of_slug(slug);
  REQUIRE(found);
  CHECK(*found == expected);
  const auto window = window_of_slug(expected, slug);
  REQUIRE(window);
  const auto read = decode_window_market(body.dump(), *window);
  if (const auto* refused = std::get_if<decode_error>(&read))
    FAIL(to_string(*refused));
  // The slug that the formula gives is the recorded one.
  CHECK(window_at(expected, window->start).slug == slug);
  const auto text = body["description"].get<std::string>();
  const bool is_even = text.find("resolve 50-50") != std::string::npos;
  CHECK((rule_of(expected)->tie == "50-50") == is_even);
  CHECK((rule_of(expected)->tie == "Up") ==
        (text.find("greater than or equal to") != std::string::npos));
  return std::get<market>(read);
}

} // namespace

TEST_CASE("recorded markets of every length decode to their windows and winners") {
  for (const auto& [file, name, winner] : markets) {
    INFO(file);
    const auto text = recorded(file);
    if (!text)
      continue;
    auto body = nlohmann::json::parse(*text);
    if (body.contains("markets"))
      body = body["markets"][0];
    CHECK(decode_checked(body, find_series(name).at(0)).settled == winner);
  }
}

TEST_CASE("recorded pages of March 2026 have slugs without a year") {
  std::size_t windows = 0;
  for (const auto* file : {"gamma-markets-page-open-updown-daily-2026-03-11.json",
                           "gamma-markets-page-open-updown-hourly-2026-03-11.json",
                           "gamma-markets-page-open-updown-15m-4h-2026-03-11.json",
                           "gamma-markets-page-open-updown-5m-15m-2026-03-11.json"}) {
    const auto text = recorded(file);
    if (!text)
      return;
    const auto page = nlohmann::json::parse(*text);
    for (const auto& body : page.is_object() ? page["markets"] : page) {
      const auto found = series_of_slug(body["slug"].get<std::string>());
      if (!found)
        continue;
      ++windows;
      CHECK_FALSE(decode_checked(body, *found).settled);
    }
  }
  CHECK(windows > 40);
}

TEST_CASE("the recorded list of a series names its windows by their starts") {
  const auto text = recorded("gamma-events-keyset-series10192-2026-10-05.json");
  if (!text)
    return;
  const auto read = decode_listing(*text, find_series("btc-15m").at(0));
  REQUIRE(std::holds_alternative<listing_page>(read));
  const auto& page = std::get<listing_page>(read);
  REQUIRE(page.windows.size() == 2);
  CHECK(page.windows[0].slug == "btc-updown-15m-1791241200");
  CHECK(to_unix_seconds(page.windows[0].start) == 1'791'241'200);
  CHECK(page.others == 0);
  CHECK_FALSE(page.next_cursor.empty());
  // The list has no window of another series.
  const auto other = decode_listing(*text, find_series("eth-15m").at(0));
  CHECK(std::get<listing_page>(other).windows.empty());
  CHECK(std::get<listing_page>(other).others == 2);
}
