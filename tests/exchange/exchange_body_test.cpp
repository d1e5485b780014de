// SPDX-License-Identifier: MIT
#include "tests/exchange/exchange_samples.hpp"
#include "tests/simulator/bodies/clob_body.hpp"
#include "tests/simulator/bodies/gamma_body.hpp"
#include "tests/simulator/market/value_text.hpp"
#include "tests/simulator/routes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <map>

using namespace tracker;
using namespace tracker::exchange;
using namespace tracker::test;
using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

namespace {

simulated_market example(market_rules rules = {}) {
  return *find_market(sample_slug, rules);
}

/// A market with this winner, found by trying seeds.
simulated_market settled_as(settlement winner) {
  market_rules rules{.split_percent = 30};
  while (example(rules).winner != winner)
    ++rules.seed;
  return example(rules);
}

timestamp middle_of(const simulated_market& market) {
  return market.start + 100s;
}
timestamp time_after_winner(const simulated_market& market) {
  return *market.clob_resolves + 1s;
}

using shape = std::map<std::string, std::string>;

/// The fields of an object and their JSON types.
shape shape_of(const json& object) {
  shape fields;
  for (const auto& [name, value] : object.items())
    fields[name] = value.type_name();
  return fields;
}

/// Fields that only one of the two shapes has, or whose types differ.
std::vector<std::string> differences(const shape& left, const shape& right) {
  std::vector<std::string> names;
  for (const auto& [name, type] : left)
    if (const auto other = right.find(name);
        other == right.end() || other->second != type)
      names.push_back(name);
  for (const auto& [name, type] : right)
    if (!left.contains(name))
      names.push_back(name);
  return names;
}

shape remove_fields(shape fields, const std::vector<std::string>& names) {
  for (const auto& name : names)
    fields.erase(name);
  return fields;
}

const std::vector<std::string> none;

} // namespace

TEST_CASE("a resolved market has the fields and types of a recorded one") {
  const auto text = recorded("gamma-market-btc-updown-5m-1789943700-closed-up.json");
  if (!text)
    return;
  const auto real = json::parse(*text);
  const auto ours = gamma_market(example(), time_after_winner(example()), false);
  CHECK(differences(shape_of(ours), shape_of(real)) == none);
  CHECK(differences(shape_of(ours["events"][0]), shape_of(real["events"][0])) == none);
  CHECK(differences(shape_of(ours["feeSchedule"]), shape_of(real["feeSchedule"])) ==
        none);
  CHECK(differences(shape_of(ours["cryptoMarketConfig"]),
                    shape_of(real["cryptoMarketConfig"])) == none);
}

TEST_CASE("values that follow from the slug and the time are as recorded") {
  const auto text = recorded("gamma-market-btc-updown-5m-1789943700-closed-up.json");
  if (!text)
    return;
  const auto real = json::parse(*text);
  const auto ours = gamma_market(example(), time_after_winner(example()), false);
  for (const auto* name :
       {"slug", "question", "description", "resolutionSource", "endDate",
        "eventStartTime", "endDateIso", "outcomes", "image", "active", "closed",
        "umaResolutionStatus", "umaResolutionStatuses", "automaticallyResolved",
        "feeSchedule", "cryptoMarketConfig", "orderMinSize", "orderPriceMinTickSize"}) {
    CAPTURE(name);
    CHECK(ours[name] == real[name]);
  }
  CHECK(ours["events"][0]["seriesSlug"] == real["events"][0]["seriesSlug"]);
  CHECK(ours["events"][0]["startTime"] == real["events"][0]["startTime"]);
}

TEST_CASE("an open market has the fields of a recorded one and those added since") {
  const auto text = recorded("gamma-market-btc-5m-1773307200-open.json");
  if (!text)
    return;
  const auto real = json::parse(*text);
  const auto ours = gamma_market(example(), middle_of(example()), false);
  const auto since_march = remove_fields(
      shape_of(ours), {"$schema", "comboStatus", "cryptoMarketConfig",
                       "cryptoMarketConfigId", "feeSchedule", "positionIds", "version"});
  CHECK(differences(since_march, shape_of(real)) == none);
  CHECK(differences(remove_fields(shape_of(ours["events"][0]), {"version"}),
                    shape_of(real["events"][0])) == none);
  CHECK(differences(shape_of(ours["events"][0]["series"][0]),
                    shape_of(real["events"][0]["series"][0])) == none);
}

TEST_CASE("a market of the clob has the fields and types of the recorded ones") {
  const auto closed = recorded("clob-market-resolved-katana.json");
  if (!closed)
    return;
  for (const auto time : {middle_of(example()), time_after_winner(example())}) {
    const auto ours = clob_market(example(), time);
    const auto real = json::parse(*closed);
    CHECK(differences(shape_of(ours), shape_of(real)) == none);
    CHECK(differences(shape_of(ours["tokens"][0]), shape_of(real["tokens"][0])) == none);
    CHECK(differences(shape_of(ours["rewards"]), shape_of(real["rewards"])) == none);
  }
}

TEST_CASE("a book has the fields, types and order of a recorded one") {
  const auto text = recorded("clob-book-btc-15m-1777434300-up-live-9min-in.json");
  if (!text)
    return;
  const auto real = json::parse(*text);
  const auto market = example();
  const auto ours = clob_book({market, outcome::up}, middle_of(market));
  CHECK(differences(shape_of(ours), shape_of(real)) == none);
  CHECK(shape_of(ours["bids"][0]) == shape_of(real["bids"][0]));
  CHECK(ours["bids"].front()["price"] == real["bids"].front()["price"]);
  CHECK(ours["asks"].front()["price"] == real["asks"].front()["price"]);
}

TEST_CASE("errors have the words of the recorded ones") {
  const auto text = recorded("errors.json");
  if (!text)
    return;
  std::map<std::string, json> known;
  for (const auto& entry : json::parse(*text))
    if (entry.contains("body"))
      known[entry["host"].get<std::string>() + ' ' +
            std::to_string(entry["status"].get<int>()) + ' ' +
            entry["body"]["error"].get<std::string>()] = entry["body"];
  const auto time = middle_of(example());
  const auto same = [&](host target, const std::string& path,
                        std::multimap<std::string, std::string> query,
                        const char* host_name) {
    const auto received = answer({target, path, std::move(query)}, {}, time);
    const auto body = json::parse(received.body);
    const auto name = std::string{host_name} + ' ' + std::to_string(received.status) +
                      ' ' + body["error"].get<std::string>();
    CAPTURE(name);
    REQUIRE(known.contains(name));
    CHECK(known[name] == body);
  };
  same(host::gamma, "/markets/slug/no-such-slug", {}, "gamma");
  same(host::gamma, "/events/slug/bad slug", {}, "gamma");
  same(host::data, "/activity", {}, "data-api");
  same(host::data, "/activity", {{"user", "0x12\r"}}, "data-api");
  same(host::data, "/activity",
       {{"user", "0x" + std::string(40, 'a')}, {"offset", "5001"}}, "data-api");
  same(host::clob, "/book", {{"token_id", "12"}}, "clob");
  same(host::clob, "/book", {{"token_id", "up"}}, "clob");
  same(host::clob, "/midpoint", {}, "clob");
}

TEST_CASE(
    "a winner is named only when the market is resolved, on each host at its time") {
  const market_rules rules{.resolution_delay = 2s, .clob_lag = 1s};
  const auto market = example(rules);
  const auto resolved = market.end + 2s;
  CHECK(gamma_market(market, resolved - 1ns, false)["closed"] == false);
  CHECK_FALSE(
      gamma_market(market, resolved - 1ns, false).contains("umaResolutionStatus"));
  CHECK(gamma_market(market, resolved, false)["umaResolutionStatus"] == "resolved");
  CHECK(gamma_market(market, resolved, false)["closedTime"] == "2026-09-20 22:40:02+00");
  CHECK(clob_market(market, resolved + 1s - 1ns)["closed"] == false);
  CHECK(clob_market(market, resolved + 1s)["closed"] == true);
}

TEST_CASE("a winner has price 1, a 50/50 settlement has none") {
  struct example_of {
    settlement winner;
    const char* prices;
    std::vector<bool> won;
    bool half;
  };
  for (const auto& [winner, prices, won, half] :
       {example_of{settlement::up, R"(["1", "0"])", {true, false}, false},
        example_of{settlement::down, R"(["0", "1"])", {false, true}, false},
        example_of{settlement::split, R"(["0.5", "0.5"])", {false, false}, true}}) {
    const auto market = settled_as(winner);
    CHECK(gamma_market(market, time_after_winner(market), false)["outcomePrices"] ==
          prices);
    const auto clob = clob_market(market, time_after_winner(market));
    CHECK(clob["tokens"][0]["winner"] == won[0]);
    CHECK(clob["tokens"][1]["winner"] == won[1]);
    CHECK(clob["is_50_50_outcome"] == half);
    for (const auto& token : clob["tokens"])
      CHECK(token["price"] == number(half ? "0.5" : token["winner"] == true ? "1" : "0"));
  }
}

TEST_CASE("swapped outcomes are swapped in every list of the host that swaps") {
  auto market = settled_as(settlement::up);
  market.gamma_swapped = true;
  market.clob_swapped = false;
  const auto gamma = gamma_market(market, time_after_winner(market), false);
  CHECK(gamma["outcomes"] == R"(["Down", "Up"])");
  CHECK(gamma["outcomePrices"] == R"(["0", "1"])");
  CHECK(gamma["clobTokenIds"] ==
        "[\"" + market.down_token + "\", \"" + market.up_token + "\"]");
  CHECK(clob_market(market, time_after_winner(market))["tokens"][0]["outcome"] == "Up");
  market.clob_swapped = true;
  const auto tokens = clob_market(market, time_after_winner(market))["tokens"];
  CHECK(tokens[0]["outcome"] == "Down");
  CHECK(tokens[0]["token_id"] == market.down_token);
  CHECK(tokens[1]["winner"] == true);
}

TEST_CASE("a market without trades has no volume and an empty book") {
  const auto market = example();
  const auto body = gamma_market(market, market.start - 1h, false);
  CHECK_FALSE(body.contains("volume"));
  CHECK_FALSE(body.contains("volumeNum"));
  CHECK_FALSE(body.contains("lastTradePrice"));
  const auto book = clob_book({market, outcome::down}, market.start - 1h);
  CHECK(book["bids"].empty());
  CHECK(book["asks"].empty());
  CHECK(book["last_trade_price"].get<std::string>().empty());
}

TEST_CASE("the midpoint is the middle of the book") {
  const auto market = example();
  for (const auto side : {outcome::up, outcome::down}) {
    const auto best = quote_of(market, side, middle_of(market));
    const auto book = clob_book({market, side}, middle_of(market));
    CHECK(book["bids"].back()["price"] == thousandths(best.bid));
    CHECK(book["asks"].back()["price"] == thousandths(best.ask));
    CHECK(clob_midpoint({market, side}, middle_of(market))["mid"] ==
          thousandths((best.bid + best.ask) / 2));
  }
}

TEST_CASE("thousandths are printed without zeros at the end") {
  CHECK(thousandths(0) == "0");
  CHECK(thousandths(5) == "0.005");
  CHECK(thousandths(505) == "0.505");
  CHECK(thousandths(500) == "0.5");
  CHECK(thousandths(1000) == "1");
}

TEST_CASE("each request belongs to the documented route it calls") {
  const auto market = example();
  struct call {
    host target;
    std::string path;
    const char* endpoint;
  };
  for (const auto& [target, path, endpoint] :
       {call{host::gamma, "/markets/slug/x", "gamma /markets/slug"},
        call{host::gamma, "/markets", "gamma /markets"},
        call{host::gamma, "/events/slug/x", "gamma /events/slug"},
        call{host::gamma, "/events", "gamma /events"},
        call{host::gamma, "/markets/slug/x/y", "gamma other"},
        call{host::gamma, "/time", "gamma other"}, call{host::data, "/", "data /"},
        call{host::data, "/activity", "data /activity"}, call{host::clob, "/", "clob /"},
        call{host::clob, "/markets/0x1", "clob /markets"},
        call{host::clob, "/book", "clob /book"}, call{host::clob, "/time", "clob /time"},
        call{host::clob, "/midpoint", "clob /midpoint"}}) {
    CAPTURE(path);
    CHECK(endpoint_of({target, path, {}}) == endpoint);
  }
}

TEST_CASE(
    "a market can be requested in every documented way, from a day before its start") {
  const auto market = example();
  const auto ask = [&](host target, const std::string& path,
                       std::multimap<std::string, std::string> query, timestamp time) {
    return json::parse(answer({target, path, std::move(query)}, {}, time).body);
  };
  const auto now = middle_of(market);
  CHECK(ask(host::gamma, "/markets/slug/" + sample_slug, {}, now)["slug"] == sample_slug);
  CHECK(ask(host::gamma, "/markets/slug/" + sample_slug, {{"include_tag", "true"}}, now)
            .contains("tags"));
  CHECK(ask(host::gamma, "/events/slug/" + sample_slug, {},
            now)["markets"][0]["conditionId"] == market.condition_id);
  CHECK_FALSE(
      ask(host::gamma, "/events/slug/" + sample_slug, {}, now)["markets"][0].contains(
          "events"));
  CHECK(ask(host::gamma, "/markets", {{"slug", sample_slug}}, now).size() == 1);
  CHECK(ask(host::gamma, "/markets", {{"slug", sample_slug}}, time_after_winner(market))
            .empty());
  CHECK(ask(host::gamma, "/markets", {{"slug", sample_slug}, {"closed", "true"}},
            time_after_winner(market))
            .size() == 1);
  CHECK(ask(host::gamma, "/events", {{"slug", sample_slug}, {"slug", "unknown"}},
            time_after_winner(market))
            .size() == 1);
  CHECK(ask(host::clob, "/markets/" + market.condition_id, {}, now)["market_slug"] ==
        sample_slug);
  CHECK(ask(host::clob, "/time", {}, now) == 1'789'943'800);
  CHECK(ask(host::data, "/", {}, now)["data"] == "OK");
  CHECK(ask(host::data, "/activity", {{"user", "0x" + std::string(40, 'B')}}, now) ==
        json::array());
  const auto early = market.start - 24h - 1ns;
  CHECK(answer({host::gamma, "/markets/slug/" + sample_slug, {}}, {}, early).status ==
        404);
  CHECK(
      answer({host::gamma, "/markets/slug/" + sample_slug, {}}, {}, early + 1ns).status ==
      200);
  CHECK(answer({host::clob, "/markets/" + market.condition_id, {}}, {}, early).status ==
        404);
}

TEST_CASE("the book of a window ends with the window") {
  const auto market = example();
  const request asked{host::clob, "/book", {{"token_id", market.up_token}}};
  CHECK(answer(asked, {}, market.end - 1ns).status == 200);
  CHECK(answer(asked, {}, market.end - 1ns).body.back() == '\n');
  CHECK(answer(asked, {}, market.end).status == 404);
}
