// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/row_parts.hpp"
#include "tests/support/catch.hpp"

namespace {

using namespace tracker;
using texts = std::vector<std::string>;

TEST_CASE("live table: a position becomes shorter") {
  using form = position_form;
  const std::string both = "main UP 271.1@0.48 DN 14.0@0.47";
  CHECK(shorten_position(both, form::full) == both);
  CHECK(shorten_position(both, form::brief) == "main U271@.48 D14@.47");
  CHECK(shorten_position(both, form::sizes) == "main U271 D14");
  CHECK(shorten_position("w2 UP 0.5 DN 1442.9@1.00", form::brief) ==
        "w2 U0.5 D1443@1.00");
  CHECK(shorten_position("UP 99.9@0.97", form::brief) == "U99.9@.97");
  CHECK(shorten_position("w3 UP 100.5", form::sizes) == "w3 U101");
  // A wallet's name may look like a side.
  CHECK(shorten_position("UP UP 7.0@0.50", form::sizes) == "UP U7");
  CHECK(shorten_position("waiting for market data", form::sizes) ==
        "waiting for market data");
}

TEST_CASE("live table: the time left in the largest unit that is exact enough") {
  CHECK(time_left_text(0) == "0s");
  CHECK(time_left_text(899) == "899s");
  CHECK(time_left_text(1000) == "16m");
  CHECK(time_left_text(5'999) == "99m");
  CHECK(time_left_text(6'000) == "1h40m");
  CHECK(time_left_text(86'399) == "23h59m");
}

TEST_CASE("live table: items fill the rows, the rest is counted") {
  const texts items{"one", "two", "three", "four"};
  CHECK(wrap_items(items, 10, 20, 3).rows == texts{"one, two", "three, four"});
  CHECK(wrap_items(items, 10, 20, 3).left_out == 0);
  const auto cut = wrap_items(items, 12, 12, 1);
  CHECK(cut.rows == texts{"one, two +2"});
  CHECK(cut.left_out == 2);
  CHECK(wrap_items({"a,", "b;"}, 10, 10, 1, " ").rows == texts{"a, b;"});
  CHECK(wrap_items({"too long"}, 4, 4, 2).left_out == 1);
  CHECK(without_updown("btc-updown-5m-1768936500") == "btc-5m-1768936500");
  CHECK(without_updown("btc-1h") == "btc-1h");
}

} // namespace
