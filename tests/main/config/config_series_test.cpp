// SPDX-License-Identifier: MIT
// Plain names of series beside slug prefixes.
#include "main/config/check.hpp"
#include "tests/main/config/config_support.hpp"

#include <fmt/format.h>

namespace tracker::test {

namespace {

std::vector<std::string> watched(const std::string& names, const std::string& more = {}) {
  std::vector<std::string> result;
  const auto effective = good(load_text("[tracker]\nseries = [" + names + "]\n" + more));
  for (const auto& one : effective.watched_series)
    result.push_back(one.name);
  return result;
}

using names = std::vector<std::string>;

} // namespace

TEST_CASE("plain names and slug prefixes can be mixed, each series counts once") {
  CHECK(watched(R"("btc-15m", "eth-1h", "sol-1d")") ==
        names{"btc-updown-15m", "eth-1h", "sol-1d"});
  CHECK(watched(R"("btc-all")") ==
        names{"btc-updown-5m", "btc-updown-15m", "btc-1h", "btc-updown-4h", "btc-1d"});
  CHECK(watched(R"("btc-updown-5m", "btc-5m", "btc-all")").size() == 5);
  CHECK(watched(R"("all-5m", "all-15m", "all-1h", "all-4h", "all-1d")").size() == 38);
}

TEST_CASE("the first name of a series decides how its windows are found") {
  const auto first_of = [](const std::string& list) {
    return good(load_text("[tracker]\nseries = [" + list + "]\n")).watched_series.front();
  };
  CHECK(first_of(R"("btc-updown-5m", "btc-5m")").listing.empty());
  CHECK(first_of(R"("btc-5m", "btc-updown-5m")").listing == "btc-up-or-down-5m");
}

TEST_CASE("names of more than 64 series are refused with their number") {
  std::string list = R"("all-5m", "all-15m", "all-1h", "all-4h", "all-1d")";
  for (int i = 0; i < 27; ++i)
    list += fmt::format(", \"x{}-updown-5m\"", i);
  const auto text = bad(load_text("[tracker]\nseries = [" + list + "]\n"));
  CHECK(contains(text, "its names stand for 65 series; allowed: up to 64"));
}

TEST_CASE("a strategy names its series as tracker.series does") {
  const auto s = good(load_text("[tracker]\nseries = [\"btc-15m\", \"btc-1h\"]\n"
                                "strategies = [{ name = \"a\", series = \"btc-15m\" }, "
                                "{ name = \"b\", series = \"btc-updown-15m\" }, "
                                "{ name = \"c\", series = \"btc-1h\" }]\n"));
  CHECK(s.strategies[0].series == "btc-updown-15m");
  CHECK(s.strategies[1].series == "btc-updown-15m");
  CHECK(s.strategies[2].series == "btc-1h");
}

TEST_CASE("check shows what a plain name stands for") {
  const auto text = check_listing(good(
      load_text("[tracker]\nseries = [\"btc-1h\", \"eth-1d\", \"sol-updown-5m\"]\n")));
  INFO(text);
  CHECK(contains(text, "  btc-1h    bitcoin-up-or-down-november-28-2026-3pm-et, an hour; "
                       "the Binance 1H candle of BTC/USDT"));
  CHECK(contains(text,
                 "  eth-1d    ethereum-up-or-down-on-november-29-2026, from noon to "
                 "noon in New York; "));
  CHECK(contains(text, "a tie is 50-50\n"));
  CHECK_FALSE(contains(text, "  sol-5m"));
  CHECK_FALSE(contains(check_listing(good(load_text(""))), "each with one of its slugs"));
}

} // namespace tracker::test
