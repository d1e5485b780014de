// SPDX-License-Identifier: MIT
#include "tests/simulator/market/calendar.hpp"
#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/market/market.hpp"
#include "tests/simulator/market/market_text.hpp"
#include "tests/simulator/market/value_text.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <map>
#include <set>

using namespace tracker;
using namespace tracker::exchange;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t quarter = 1'768'936'500;

std::string slug_at(std::int64_t start) {
  return "btc-updown-15m-" + std::to_string(start);
}

/// The number of windows that `is_counted` accepts among a thousand in a row.
template <class Predicate>
int count_windows(const market_rules& rules, Predicate is_counted) {
  int count = 0;
  for (std::int64_t i = 0; i < 1000; ++i)
    count += is_counted(*find_market(slug_at(quarter + 900 * i), rules)) ? 1 : 0;
  return count;
}

} // namespace

TEST_CASE("an identifier is read back as its content, with its own seed only") {
  REQUIRE(rc::check([] {
    const auto kind = static_cast<id_kind>(*rc::gen::inRange(0, 4));
    const auto prefix = *rc::gen::container<std::string>(rc::gen::inRange('a', 'z'));
    const auto number = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 40);
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const identity content{kind, prefix.substr(0, 22) + '-' + std::to_string(number)};
    const auto bits = make_id(content, seed);
    RC_ASSERT(bits.has_value());
    RC_ASSERT(read_id(*bits, seed) == content);
    RC_ASSERT(!read_id(*bits, seed + 1).has_value());
    RC_ASSERT(parse_hex(to_hex(*bits)) == bits);
    RC_ASSERT(parse_decimal(to_decimal(*bits)) == bits);
  }));
}

TEST_CASE("an identifier is converted to decimal and back") {
  CHECK(to_decimal({0, 0, 0, 0}) == "0");
  CHECK(to_decimal({0, 0, 1, 0}) == "18446744073709551616");
  const id_bits largest{~0ULL, ~0ULL, ~0ULL, ~0ULL};
  CHECK(to_decimal(largest) ==
        "115792089237316195423570985008687907853269984665640564039457584007913129639935");
  CHECK(to_hex(largest) == "0x" + std::string(64, 'f'));
  CHECK_FALSE(parse_decimal(
      "115792089237316195423570985008687907853269984665640564039457584007913129639936"));
  CHECK_FALSE(parse_decimal(""));
  CHECK_FALSE(parse_decimal("12x"));
  CHECK_FALSE(parse_hex("0x12"));
  CHECK_FALSE(parse_hex("0x" + std::string(63, 'f') + "g"));
}

TEST_CASE("a slug that could not be read back has no identifier") {
  for (const auto* slug :
       {"", "btc", "btc-updown-15m-", "btc-updown-15m-0900",
        "a-prefix-much-longer-than-22-900", "btc-updown-15m-1099511627776"})
    CHECK_FALSE(make_id({id_kind::condition, slug}, 1));
}

TEST_CASE("a window exists when its start is a multiple of its length") {
  struct example {
    std::string slug;
    std::chrono::seconds override;
    std::chrono::seconds length;
  };
  for (const auto& [slug, override, length] : {
           example{"btc-updown-5m-1789943700", 0s, 5min},
           example{"sol-updown-15m-1789943400", 0s, 15min},
           example{"eth-updown-4h-1773259200", 0s, 4h},
           example{"eth-updown-4h-1767747600", 0s, 4h},
           example{"btc-updown-6s-1789943700", 0s, 6s},
           example{"btc-updown-15m-1789943406", 6s, 6s},
           example{"btc-updown-test-1789943406", 6s, 6s},
       }) {
    CAPTURE(slug);
    const auto market = find_market(slug, {.window_length = override});
    REQUIRE(market);
    CHECK(market->slug == slug);
    CHECK(market->end - market->start == length);
  }
}

TEST_CASE("a text that is not the slug of a window names no market") {
  for (const auto* slug :
       {"", "btc-updown-15m-1768936501", "btc-updown-15m-", "btc-updown-15m--900",
        "btc-updown-15m-99999999999900", "btc-updown-1768936500",
        "-updown-15m-1768936500", "btc-updown-0m-1768936500", "btc-updown-15d-1768936500",
        "bitcoin-up-or-down-900"}) {
    CAPTURE(slug);
    CHECK_FALSE(find_market(slug, {}));
  }
}

TEST_CASE("a market is found by each of its identifiers") {
  const market_rules rules{.seed = 7};
  const auto market = find_market(slug_at(quarter), rules);
  REQUIRE(market);
  CHECK(market_of_condition(market->condition_id, rules)->slug == market->slug);
  CHECK(find_token(market->up_token, rules)->side == outcome::up);
  CHECK(find_token(market->down_token, rules)->side == outcome::down);
  CHECK(find_token(market->down_token, rules)->market.slug == market->slug);
  CHECK_FALSE(market_of_condition(market->question_id, rules));
  CHECK_FALSE(market_of_condition(market->condition_id, {.seed = 8}));
  CHECK_FALSE(find_token(std::string(77, '7'), rules));
}

TEST_CASE("identifiers have the platform's lengths and are unique") {
  std::set<std::string> seen;
  count_windows({}, [&](const simulated_market& market) {
    CHECK(market.condition_id.size() == 66);
    for (const auto& token : {market.up_token, market.down_token}) {
      CHECK(token.size() >= 74);
      CHECK(token.size() <= 78);
    }
    seen.insert(
        {market.condition_id, market.question_id, market.up_token, market.down_token});
    return true;
  });
  CHECK(seen.size() == 4000);
}

TEST_CASE("both outcomes win about equally often, and the rules set the other shares") {
  const auto up = count_windows(
      {}, [](const auto& market) { return market.winner == settlement::up; });
  CHECK(up > 400);
  CHECK(up < 600);
  const market_rules odd{.split_percent = 20,
                         .swapped_percent = 30,
                         .stuck_percent = 10,
                         .misleading_percent = 40};
  const auto check_share = [&](int percent, auto is_counted) {
    const auto count = count_windows(odd, is_counted);
    CHECK(count > 10 * percent - 60);
    CHECK(count < 10 * percent + 60);
  };
  check_share(20, [](const auto& market) { return market.winner == settlement::split; });
  check_share(30, [](const auto& market) { return market.gamma_swapped; });
  check_share(30, [](const auto& market) { return market.clob_swapped; });
  check_share(10, [](const auto& market) { return !market.gamma_resolves; });
  check_share(40, [](const auto& market) { return market.misleading; });
}

TEST_CASE("winners change with the seed and nothing else") {
  const auto winners = [](std::uint64_t seed) {
    std::vector<settlement> list;
    count_windows({.seed = seed}, [&](const simulated_market& market) {
      list.push_back(market.winner);
      return true;
    });
    return list;
  };
  CHECK(winners(1) == winners(1));
  CHECK(winners(1) != winners(2));
}

TEST_CASE("the resolution comes within its delay and spread, and later on the clob") {
  const market_rules rules{
      .resolution_delay = 2s, .resolution_spread = 3s, .clob_lag = 700ms};
  std::set<timespan> delays;
  count_windows(rules, [&](const simulated_market& market) {
    const auto delay = *market.gamma_resolves - market.end;
    CHECK(delay >= 2s);
    CHECK(delay <= 5s);
    CHECK(*market.clob_resolves - *market.gamma_resolves == 700ms);
    delays.insert(delay);
    return true;
  });
  CHECK(delays.size() > 500);
}

TEST_CASE("the two books of a market mirror one another and end near the winner") {
  for (const bool misleading : {false, true}) {
    const market_rules rules{.misleading_percent = misleading ? 100U : 0U};
    const auto ends_right = count_windows(rules, [&](const simulated_market& market) {
      for (const auto time : {market.start - 1h, market.start, market.start + 400s,
                              market.end - 1s, market.end + 1h}) {
        const auto up = quote_of(market, outcome::up, time);
        const auto down = quote_of(market, outcome::down, time);
        CHECK(up.bid + down.ask == 1000);
        CHECK(up.ask + down.bid == 1000);
        CHECK(up.bid >= 10);
        CHECK(up.ask <= 990);
        CHECK(up.bid < up.ask);
      }
      const bool ends_high = quote_of(market, outcome::up, market.end).bid > 900;
      return ends_high == ((market.winner == settlement::up) != misleading);
    });
    CHECK(ends_right == 1000);
  }
}

TEST_CASE("titles give New York time, daylight saving included") {
  // From the recorded markets btc-updown-5m-1789943700, -1773307200 and xrp-…-1768911300.
  CHECK(title_span(from_unix_seconds(1'789'943'700), from_unix_seconds(1'789'944'000)) ==
        "September 20, 6:35PM-6:40PM ET");
  CHECK(title_span(from_unix_seconds(1'773'307'200), from_unix_seconds(1'773'307'500)) ==
        "March 12, 5:20AM-5:25AM ET");
  CHECK(title_span(from_unix_seconds(1'768'911'300), from_unix_seconds(1'768'912'200)) ==
        "January 20, 7:15AM-7:30AM ET");
  CHECK(title_span(from_unix_seconds(1'768'885'200), from_unix_seconds(1'768'885'206)) ==
        "January 20, 12:00AM-12:00:06AM ET");
}

TEST_CASE(
    "New York's clocks change on the second Sunday of March and the first of November") {
  // 2026-03-08 07:00 UTC and 2026-11-01 06:00 UTC.
  CHECK(new_york_offset(from_unix_seconds(1'772'953'200) - 1ns) == -5h);
  CHECK(new_york_offset(from_unix_seconds(1'772'953'200)) == -4h);
  CHECK(new_york_offset(from_unix_seconds(1'793'512'800) - 1ns) == -4h);
  CHECK(new_york_offset(from_unix_seconds(1'793'512'800)) == -5h);
}

TEST_CASE("times are written in each of the platform's formats") {
  const auto time = from_unix_seconds(1'789'944'053);
  CHECK(date_text(time) == "2026-09-20");
  CHECK(rfc3339(time) == "2026-09-20T22:40:53Z");
  CHECK(closed_time_text(time) == "2026-09-20 22:40:53+00");
  CHECK(http_date(time) == "Sun, 20 Sep 2026 22:40:53 GMT");
  CHECK(rfc3339_micros(time) == "2026-09-20T22:40:53Z");
  CHECK(rfc3339_micros(time + 175'560us) == "2026-09-20T22:40:53.17556Z");
  CHECK(rfc3339_micros(time + 1us) == "2026-09-20T22:40:53.000001Z");
}

// -- Protocol V2 --------------------------------------------------------------------

TEST_CASE("a position id is built as the platform's and read back with its seed only") {
  REQUIRE(rc::check([] {
    const auto asset = *rc::gen::element<std::string>("btc", "eth", "doge", "hype", "x");
    const auto duration = *rc::gen::element<std::string>("5m", "15m", "4h", "6s");
    const auto number = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 40);
    const auto index = static_cast<std::uint8_t>(*rc::gen::inRange(0, 2));
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const position place{asset + "-updown-" + duration + '-' + std::to_string(number),
                         index};
    const auto bits = make_position_id(place, seed);
    RC_ASSERT(bits.has_value());
    RC_ASSERT(read_position_id(*bits, seed) == place);
    RC_ASSERT(read_position_id(*bits, seed + 1) != place);
    // Module 1, a hash of 128 bits, zeros, the index in the low byte.
    RC_ASSERT(to_hex(*bits).substr(0, 4) == "0x01");
    RC_ASSERT(to_hex(*bits).substr(36) ==
              std::string(28, '0') + (index == 0 ? "00" : "01"));
    RC_ASSERT(to_decimal(*bits).size() == 75);
  }));
  for (const auto* bad : {"btc-15m-900", "btc-updown-15m", "BTC-updown-15m-900",
                          "btcbtcbtc-updown-15min-900", "btc-updown-15m-0900"})
    CHECK_FALSE(make_position_id({bad, 0}, 1));
}

TEST_CASE("markets of both protocols are in one series and are found by their ids") {
  const market_rules rules{.protocol2_percent = 40, .swapped_percent = 50};
  std::set<std::string> seen;
  const auto of_v2 = count_windows(rules, [&](const simulated_market& market) {
    const auto found = market_of_condition(market.condition_id, rules);
    REQUIRE(found);
    CHECK(found->slug == market.slug);
    for (const auto side : {outcome::up, outcome::down}) {
      const auto token =
          find_token(side == outcome::up ? market.up_token : market.down_token, rules);
      REQUIRE(token);
      CHECK(token->market.slug == market.slug);
      CHECK(token->side == side);
    }
    seen.insert({market.condition_id, market.up_token, market.down_token});
    CHECK(market.version == (market.is_protocol2 ? "v2" : "v1"));
    return market.is_protocol2;
  });
  CHECK(of_v2 > 340);
  CHECK(of_v2 < 460);
  CHECK(seen.size() == 3000);
}

TEST_CASE("a window has at most one stuck source, and two others to settle it") {
  const market_rules rules{.stuck_source_percent = 100};
  std::map<platform_source, int> stuck;
  count_windows(rules, [&](const simulated_market& market) {
    REQUIRE(market.stuck_source);
    ++stuck[*market.stuck_source];
    CHECK(market.settles.has_value());
    CHECK(market.gamma_resolves.has_value() + market.clob_resolves.has_value() +
              market.data_resolves.has_value() ==
          2);
    return true;
  });
  CHECK(stuck.size() == 3);
  for (const auto& [source, count] : stuck)
    CHECK(count > 250);
  const market_rules odd{.disagreeing_percent = 100};
  count_windows(odd, [](const simulated_market& market) {
    int right = 0;
    for (const auto source :
         {platform_source::gamma, platform_source::clob, platform_source::resolutions})
      right += word_of(market, source) == market.winner ? 1 : 0;
    CHECK(right == 2);
    return true;
  });
}
