// SPDX-License-Identifier: MIT
#include "messages/strategy.hpp"

#include "actors/window/grade/accounting.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

using std::chrono::seconds;

const window sample_window{trades.market.slug, trades.market.start, trades.market.end};

window_figures traded(const std::vector<activity_event>& events) {
  return account(trades.market, std::nullopt, events, settlement::up);
}

bool fits(const strategy& mark, const window_figures& figures) {
  return matches(mark, "btc-updown-15m", sample_window, figures);
}

price cents(std::int64_t count) {
  return price::from_micros(count * 10'000);
}

shares whole(std::int64_t count) {
  return shares::from_micros(count * 1'000'000);
}

} // namespace

TEST_CASE("strategies: each mark, inside and at its edges") {
  // Bought 60 s after the start, 840 s before the end.
  const auto capture = traded({trades.buy_up("100", "0.97")});
  const auto pair = traded({trades.buy_up("10", "0.49"), trades.buy_down("8", "0.47")});
  struct row {
    std::string name;
    strategy mark;
    bool fits_capture;
    bool fits_pair;
  };
  const row rows[] = {
      {"everything", {}, true, true},
      {"the series", {"", "btc-updown-15m", {}, {}, {}, {}}, true, true},
      {"another series", {"", "eth-updown-15m", {}, {}, {}, {}}, false, false},
      {"one side", {"", "", side_count::one, {}, {}, {}}, true, false},
      {"both sides", {"", "", side_count::both, {}, {}, {}}, false, true},
      {"entry from 0.97", {"", "", {}, {cents(97), {}}, {}, {}}, true, false},
      {"entry from 0.98", {"", "", {}, {cents(98), {}}, {}, {}}, false, false},
      {"entry to 0.97", {"", "", {}, {{}, cents(97)}, {}, {}}, true, true},
      {"entry of every side", {"", "", {}, {cents(48), {}}, {}, {}}, true, false},
      {"entry in between", {"", "", {}, {cents(47), cents(49)}, {}, {}}, false, true},
      {"size of the larger side",
       {"", "", {}, {}, {whole(10), whole(10)}, {}},
       false,
       true},
      {"size from 100", {"", "", {}, {}, {whole(100), {}}, {}}, true, false},
      {"840 s before the end",
       {"", "", {}, {}, {}, {seconds{840}, seconds{840}}},
       true,
       true},
      {"in the last minute",
       {"", "", {}, {}, {}, {seconds{0}, seconds{60}}},
       false,
       false},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    CHECK(fits(row.mark, capture) == row.fits_capture);
    CHECK(fits(row.mark, pair) == row.fits_pair);
  }
}

TEST_CASE("strategies: the first match wins, and there may be none") {
  const auto figures = traded({trades.buy_up("100", "0.97")});
  const strategy pairs{"pairs", "", side_count::both, {}, {}, {}};
  const strategy late_buys{"late", "", side_count::one, {cents(95), {}}, {}, {}};
  const strategy any{"any", "", {}, {}, {}, {}};
  const auto first = [&](const std::vector<strategy>& list) {
    return match_strategy(list, "btc-updown-15m", sample_window, figures);
  };
  CHECK(first({pairs, late_buys, any}) == "late");
  CHECK(first({any, late_buys}) == "any");
  CHECK(first({pairs}).empty());
  CHECK(first({}).empty());
}

TEST_CASE("strategies: a window without a buy matches none") {
  CHECK(!fits({}, traded({})));
  CHECK(!fits({}, traded({trades.split("10")})));
}

TEST_CASE("strategies: a buy after the end is a negative time before it") {
  const auto figures = traded({later(trades.buy_up("1", "0.9"), 900)});
  CHECK(fits({"", "", {}, {}, {}, {{}, seconds{-60}}}, figures));
  CHECK(!fits({"", "", {}, {}, {}, {seconds{0}, {}}}, figures));
}
