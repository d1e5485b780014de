// SPDX-License-Identifier: MIT
#include "actors/window/decode/book_decoder.hpp"

#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>

using namespace tracker;

namespace {

const std::string token(77, '7');

std::string level(const std::string& at, const std::string& size) {
  return R"({"price":)" + at + R"(,"size":)" + size + "}";
}

std::string book(const std::string& bids, const std::string& asks,
                 const std::string& changed = R"("1777434859734")") {
  return R"({"market":"0x1","asset_id":")" + token + R"(","timestamp":)" + changed +
         R"(,"hash":"","bids":[)" + bids + R"(],"asks":[)" + asks +
         R"(],"tick_size":"0.01","last_trade_price":"0.940"})";
}

order_book_top must(const std::string& body) {
  const auto result = decode_book(body, token);
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<order_book_top>(result);
}

decode_error refusal(const std::string& body) {
  const auto result = decode_book(body, token);
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result);
}

book_level at(std::int64_t price_micros, std::int64_t size_micros) {
  return {price::from_micros(price_micros), shares::from_micros(size_micros)};
}

} // namespace

TEST_CASE("book: the best offers stand last") {
  const auto top =
      must(book(level(R"("0.01")", R"("1000")") + "," + level(R"("0.1")", R"("125.5")"),
                level(R"("0.98")", R"("5000")") + "," + level(R"("0.140")", R"("705")")));
  CHECK(top.bid == at(100'000, 125'500'000));
  CHECK(top.ask == at(140'000, 705'000'000));
  CHECK(top.changed_at == timestamp{std::chrono::milliseconds{1'777'434'859'734}});
  CHECK(midpoint_of(top) == price::from_micros(120'000));
}

TEST_CASE("book: a new market has an empty one") {
  const auto top = must(book("", ""));
  CHECK(!top.bid);
  CHECK(!top.ask);
  CHECK(!midpoint_of(top));
}

TEST_CASE("book: one side alone has no midpoint") {
  const auto one = must(book(level(R"("0.5")", R"("1")"), ""));
  CHECK(one.bid == at(500'000, 1'000'000));
  CHECK(!midpoint_of(one));
}

TEST_CASE("book: a level without tokens offers nothing") {
  const auto top =
      must(book(level(R"("0.4")", R"("1")") + "," + level(R"("0.5")", R"("0")"),
                level(R"("0.6")", R"("0.0")")));
  CHECK(top.bid == at(400'000, 1'000'000));
  CHECK(!top.ask);
}

TEST_CASE("book: the order of the levels does not matter") {
  CHECK(rc::check([] {
    auto prices = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 1000)));
    std::string levels;
    for (const int thousandths : prices)
      levels += (levels.empty() ? "" : ",") +
                level('"' + format_micros(thousandths * 1000) + '"', R"("3")");
    const auto top = std::get<order_book_top>(decode_book(book(levels, levels), token));
    const auto [lowest, highest] = std::minmax_element(prices.begin(), prices.end());
    RC_ASSERT(top.bid == at(*highest * 1000, 3'000'000));
    RC_ASSERT(top.ask == at(*lowest * 1000, 3'000'000));
  }));
}

TEST_CASE("book: anything else is refused with the field") {
  const auto good = level(R"("0.5")", R"("1")");
  CHECK(refusal(book(level(R"("1.01")", R"("1")"), "")).field == "bids[0].price");
  CHECK(refusal(book(good + "," + level(R"("-0.1")", R"("1")"), "")).field ==
        "bids[1].price");
  CHECK(refusal(book("", level(R"("0.5")", R"("-1")"))).field == "asks[0].size");
  CHECK(refusal(book("", level(R"("0.5")", "null"))).field == "asks[0].size");
  CHECK(refusal(book("", "7")).field == "asks[0]");
  CHECK(refusal(book("", R"({"price":"0.5"})")).field == "asks[0].size");
  CHECK(refusal(book("", "", "1777434859734")).field == "timestamp");
  CHECK(refusal(book("", "", R"("-1")")).field == "timestamp");
  CHECK(refusal(book("", "", R"("9223372036855")")).field == "timestamp");
  CHECK(refusal(book("", "", R"("2026-09-20T22:45:53Z")")).field == "timestamp");
  CHECK(refusal(R"({"error":"No orderbook exists for the requested token id"})").field ==
        "asset_id");
  CHECK(refusal("[]").expected == "an object");
  const auto other = decode_book(book("", ""), std::string(77, '8'));
  CHECK(std::get<decode_error>(other).field == "asset_id");
}

TEST_CASE("midpoint: as it is sent, and as it is documented") {
  const auto read = [](const char* body) {
    return std::get<price>(decode_midpoint(body)).micros();
  };
  CHECK(read(R"({"mid":"0.505"})") == 505'000);
  CHECK(read(R"({"mid":"0.0455"})") == 45'500);
  CHECK(read(R"({"mid":0.5})") == 500'000);
  CHECK(read(R"({"mid_price":"0.45"})") == 450'000);
  const auto refused = [](const char* body) {
    return std::get<decode_error>(decode_midpoint(body)).field;
  };
  CHECK(refused("{}") == "mid");
  CHECK(refused(R"({"mid":null})") == "mid");
  CHECK(refused(R"({"mid":""})") == "mid");
  CHECK(refused(R"({"mid":"1.5"})") == "mid");
  CHECK(refused(R"({"mid":"0.5","mid":"0.6"})") == "mid");
  CHECK(refused(R"({"mid_price":"x"})") == "mid_price");
}

TEST_CASE("book: what is asked for") {
  CHECK(book_path("12") == "/book?token_id=12");
  CHECK(midpoint_path("12") == "/midpoint?token_id=12");
}
