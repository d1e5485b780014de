// SPDX-License-Identifier: MIT
// The platform's own recorded order books and resolutions, where they are at hand.
#include "actors/window/decode/book_decoder.hpp"
#include "actors/window/decode/resolution_decoder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <nlohmann/json.hpp>

using namespace tracker;
using namespace tracker::test;

namespace {

template <class T>
T must(decoded<T> result) {
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<T>(std::move(result));
}

/// `0.05 x 104.020000`, the level as it is written.
std::string text(const std::optional<book_level>& level) {
  return level ? to_string(level->price) + " x " + to_string(level->size) : "none";
}

} // namespace

TEST_CASE("recorded: books") {
  const struct {
    const char* file;
    const char* bid;
    const char* ask;
    std::int64_t changed_ms;
  } books[] = {
      {"clob-book-btc-15m-1777434300-up-live-9min-in.json", "0.050000 x 104.020000",
       "0.060000 x 279.430000", 1'777'434'859'734},
      {"clob-book-btc-15m-1777434300-down-live-9min-in.json", "0.940000 x 253.620000",
       "0.950000 x 117.840000", 1'777'434'859'971},
      {"clob-book-sol-15m-1777434300-up-live.json", "0.130000 x 45.970000",
       "0.140000 x 5.000000", 1'777'434'860'620},
      {"clob-book-btc-15m-1777452300-up-EMPTY-23h43m-before-start.json", "none", "none",
       1'777'366'470'133},
      {"clob-book-btc-15m-1777452300-down-EMPTY-23h43m-before-start.json", "none", "none",
       1'777'366'470'133},
      {"clob-book-generic.json", "0.100000 x 125.000000", "0.140000 x 705.000000",
       1'728'799'418'260},
  };
  for (const auto& at : books) {
    const auto body = recorded(at.file);
    if (!body)
      return;
    INFO(at.file);
    const auto token = nlohmann::json::parse(*body).at("asset_id").get<std::string>();
    const auto top = must(decode_book(*body, token));
    CHECK(text(top.bid) == at.bid);
    CHECK(text(top.ask) == at.ask);
    CHECK(top.changed_at == timestamp{std::chrono::milliseconds{at.changed_ms}});
  }
  CHECK(recorded_files("clob-book-").size() == std::size(books));
}

TEST_CASE("recorded: both books of a market show the same offers from either side") {
  const auto body = recorded("clob-books-2026-05.json");
  if (!body)
    return;
  const char* const midpoints[] = {"0.005500", "0.006500", "0.006500", "0.980500",
                                   "0.002500"};
  const auto books = nlohmann::json::parse(*body);
  REQUIRE(books.size() == 2 * std::size(midpoints));
  const auto top_of = [&](std::size_t i) {
    return must(decode_book(books[i].dump(), books[i].at("asset_id").get<std::string>()));
  };
  for (std::size_t i = 0; i < std::size(midpoints); ++i) {
    const auto yes = top_of(2 * i);
    const auto no = top_of(2 * i + 1);
    CHECK(to_string(*midpoint_of(yes)) == midpoints[i]);
    CHECK(midpoint_of(yes)->micros() + midpoint_of(no)->micros() == 1'000'000);
    CHECK(yes.bid->size == no.ask->size);
    CHECK(yes.ask->size == no.bid->size);
  }
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
