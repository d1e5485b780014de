// SPDX-License-Identifier: MIT
#include "messages/money.hpp"

#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <limits>
#include <type_traits>

using namespace tracker;

TEST_CASE("the platform's decimals round once to the nearest millionth") {
  struct row {
    const char* text;
    std::optional<std::int64_t> micros;
  };
  const row rows[] = {
      {"0", 0},
      {"12.5", 12'500'000},
      {"-0.5", -500'000},
      {"2538.2661200000002", 2'538'266'120},
      {"0.860000001148", 860'000},
      {"0.7300000029", 730'000},
      {"0.0000004999", 0},
      {"0.0000005", 1},
      {"-0.0000005", -1},
      {"1e-3", 1'000},
      {"1.5E+2", 150'000'000},
      {"25e-1", 2'500'000},
      {"9e-64", 0},
      {"5e-7", 1},
      {"9200000000000", 9'200'000'000'000'000'000},
      {"99999999999999", std::nullopt},
      {"1e30", std::nullopt},
      {"", std::nullopt},
      {"-", std::nullopt},
      {".5", std::nullopt},
      {"5.", std::nullopt},
      {"1e", std::nullopt},
      {"1e+", std::nullopt},
      {"+1", std::nullopt},
      {"0x10", std::nullopt},
      {"1,5", std::nullopt},
      {" 1", std::nullopt},
      {"1 ", std::nullopt},
      {"NaN", std::nullopt},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(parse_micros(row.text) == row.micros);
  }
}

TEST_CASE("a quantity with six places is parsed as the same quantity") {
  CHECK(rc::check([] {
    const auto count = *rc::gen::inRange<std::int64_t>(-9'000'000'000'000'000'000,
                                                       9'000'000'000'000'000'000);
    RC_ASSERT(parse_micros(format_micros(count)) == count);
  }));
}

TEST_CASE("signed dollars are rounded to cents") {
  CHECK(format_signed_dollars(usdc::from_micros(17'667'472)) == "+$17.67");
  CHECK(format_signed_dollars(usdc::from_micros(-400'000)) == "-$0.40");
  CHECK(format_signed_dollars(usdc::from_micros(-4'999)) == "$0.00");
  CHECK(format_signed_dollars(usdc::from_micros(5'000)) == "+$0.01");
  CHECK(format_signed_dollars(usdc{}) == "$0.00");
  CHECK(format_signed_dollars(usdc::from_micros(
            std::numeric_limits<std::int64_t>::min())) == "-$9223372036854.78");
}

template <class Left, class Right>
concept addable = requires(Left left, Right right) {
  left + right;
};
template <class Left, class Right>
concept comparable = requires(Left left, Right right) {
  left < right;
};

TEST_CASE("quantities of different units do not mix") {
  STATIC_REQUIRE(addable<usdc, usdc>);
  STATIC_REQUIRE_FALSE(addable<usdc, shares>);
  STATIC_REQUIRE_FALSE(addable<shares, price>);
  STATIC_REQUIRE_FALSE(comparable<usdc, price>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::int64_t, usdc>);
}

TEST_CASE("shown quantities are rounded half away from zero") {
  CHECK(format_rounded(490'000, 2) == "0.49");
  CHECK(format_rounded(10'000'000, 1) == "10.0");
  CHECK(format_rounded(-49'999, 1) == "0.0");
  CHECK(format_rounded(-50'000, 1) == "-0.1");
  CHECK(format_rounded(1'999'999, 0) == "2");
  CHECK(format_rounded(1'499'999, 0) == "1");
  CHECK(format_rounded(1, 6) == "0.000001");
  CHECK(format_rounded(std::numeric_limits<std::int64_t>::min(), 6) ==
        "-9223372036854.775808");
}
