// SPDX-License-Identifier: MIT
// The pinned shapes compared with 10,000 bodies of every endpoint, recorded and
// simulated, and with mutations of them.
#include "actors/notifier/drift/reply_shape.hpp"
#include "actors/text/time_text.hpp"
#include "tests/simulator/market/calendar.hpp"
#include "tests/simulator/simulator_source.hpp"
#include "tests/simulator/wallets/activity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr std::size_t wanted_bodies = 10'000;
constexpr int wanted_mutations = 200;

/// The body of a reply and its origin.
struct seen_body {
  host source = host::gamma;
  std::string endpoint;
  std::string body;
};

/// Every endpoint that the tracker requests.
const std::vector<std::pair<host, std::string>> all_endpoints{
    {host::gamma, "/markets/slug"},  {host::gamma, "/events/keyset"},
    {host::gamma, "/series"},        {host::clob, "/markets"},
    {host::clob, "/midpoint"},       {host::clob, "/rebates/current"},
    {host::data, "/v2/resolutions"}, {host::data, "/v2/status"},
    {host::data, "/v2/activity"},    {host::data, "/activity"},
    {host::data, "/v2/trades"},      {host::data, "/v2/positions"},
    {host::data, "/v2/user-volume"}, {host::data, "/v2/user-pnl"},
};

const known_shape& shape_of(const seen_body& one) {
  const auto* shape = find_shape(to_string(one.source), one.endpoint);
  REQUIRE(shape != nullptr);
  return *shape;
}

/// Requests one window after the other from the simulated platform: markets of both
/// protocols, with every fault of content that it has.
class body_source {
public:
  body_source() {
    rules_.seed = 19;
    rules_.protocol2_percent = 50;
    rules_.stuck_source_percent = 20;
    rules_.disagreeing_percent = 10;
    rules_.split_percent = 10;
    rules_.swapped_percent = 30;
    rules_.other_fees_percent = 50;
    rules_.wallets.count = 3;
    rules_.wallets.trading_begin = start;
    rules_.wallets.history_windows = 4;
    rules_.wallets.old_redemption_percent = 20;
    wallets_ = exchange::simulated_wallets(rules_);
  }

  /// The replies of the next window, with status 200.
  std::vector<seen_body> next() {
    const auto window_start = start + 15min * number_;
    const auto slug =
        fmt::format("btc-updown-15m-{}", window_start.time_since_epoch() / 1s);
    const auto& wallet =
        wallets_[static_cast<std::size_t>(number_) / 4 % wallets_.size()];
    // Times before, within and after the window.
    const auto now = window_start + 4min * (number_ % 12) - 10min;
    ++number_;
    std::vector<seen_body> bodies;
    const auto ask = [&](host source, const char* endpoint, const std::string& path) {
      const auto reply =
          exchange::answer(exchange::request_of(source, path), rules_, now);
      if (reply.status == 200)
        bodies.push_back({source, endpoint, reply.body});
    };
    const auto day = day_text(now);
    const auto market = exchange::find_market(slug, rules_);
    ask(host::gamma, "/markets/slug", "/markets/slug/" + slug);
    ask(host::gamma, "/markets/slug", "/markets/slug/" + slug + "?include_tag=true");
    ask(host::gamma, "/series", "/series?slug=btc-up-or-down-hourly");
    if (market) {
      ask(host::clob, "/markets", "/markets/" + market->condition_id);
      ask(host::clob, "/midpoint", "/midpoint?token_id=" + market->up_token);
      ask(host::data, "/v2/resolutions",
          "/v2/resolutions?condition=" + market->condition_id);
    }
    ask(host::data, "/v2/status", "/v2/status");
    // The simulator needs most of its time for these.
    if (number_ % 4 != 0 || !market)
      return bodies;
    ask(host::gamma, "/events/keyset",
        fmt::format("/events/keyset?series_id={}&end_date_min={}T00:00:00Z&end_date_max="
                    "{}T06:00:00Z&limit={}",
                    exchange::gamma_series_id("btc-up-or-down-hourly"), day, day,
                    1 + number_ / 4 % 2));
    ask(host::data, "/v2/positions",
        fmt::format("/v2/positions?user={}&condition={}&limit=10", wallet,
                    market->condition_id));
    for (const auto* route : {"/v2/activity", "/activity"})
      ask(host::data, route,
          fmt::format("{}?user={}&limit={}", route, wallet, 1 + number_ % 40));
    ask(host::data, "/v2/trades",
        fmt::format("/v2/trades?user={}&taker_only=false&limit={}", wallet,
                    1 + number_ % 40));
    ask(host::data, "/v2/user-volume", "/v2/user-volume?user=" + wallet);
    ask(host::data, "/v2/user-pnl",
        "/v2/user-pnl?user=" + wallet + "&interval=all&fidelity=1d");
    ask(host::clob, "/rebates/current",
        fmt::format("/rebates/current?date={}&maker_address={}", day, wallet));
    return bodies;
  }

private:
  static constexpr timestamp start{1'790'553'600s};

  exchange::market_rules rules_;
  std::vector<std::string> wallets_;
  std::int64_t number_ = 0;
};

/// The recorded replies whose file names begin with a prefix. Items and lists that were
/// recorded without their page get one.
std::vector<seen_body> recorded_bodies() {
  struct recorded_set {
    const char* prefix;
    host source;
    const char* endpoint;
    /// The member with the rows of a page; empty: the body itself.
    const char* rows;
  };
  const recorded_set sets[] = {
      {"gamma-market-", host::gamma, "/markets/slug", ""},
      {"gamma-events-keyset-", host::gamma, "/events/keyset", "events"},
      {"gamma-event-", host::gamma, "/events/keyset", "events"},
      {"clob-market-", host::clob, "/markets", ""},
      {"clob-rebates-current-", host::clob, "/rebates/current", ""},
      {"datav2-resolutions-", host::data, "/v2/resolutions", "data"},
      {"datav2-status", host::data, "/v2/status", ""},
      {"datav2-activity-", host::data, "/v2/activity", "data"},
      {"dataapi-activity-", host::data, "/activity", ""},
      {"datav2-trades-", host::data, "/v2/trades", "data"},
      {"datav2-position", host::data, "/v2/positions", "data"},
      {"datav2-user-volume-", host::data, "/v2/user-volume", ""},
      {"datav2-user-pnl-", host::data, "/v2/user-pnl", ""},
  };
  std::vector<seen_body> bodies;
  for (const auto& name : all_recorded_files()) {
    const auto set = std::find_if(std::begin(sets), std::end(sets), [&](const auto& one) {
      return name.starts_with(one.prefix);
    });
    if (set == std::end(sets) || name.find("-error-") != std::string::npos)
      continue;
    const auto text = recorded(name);
    if (!text)
      continue;
    auto body = json::parse(*text);
    const std::string rows = set->rows;
    if (name.find("user-pnl-point") != std::string::npos)
      body = {{"data", {{"points", json::array({body})}}}};
    else if (!rows.empty() && (body.is_array() || !body.contains(rows))) {
      body = {{rows, body.is_array() ? body : json::array({body})}};
      if (rows == "data" && std::string{set->endpoint} != "/v2/resolutions")
        body["pagination"] = json::object();
    }
    if (rows.empty() && body.is_array() && set->source == host::gamma)
      body = body.at(0);
    bodies.push_back({set->source, set->endpoint, body.dump()});
  }
  if (const auto lines =
          recorded_gz("gamma-markets-btc5m-resolved-146-2026-07-24.jsonl.gz")) {
    std::istringstream stream{*lines};
    for (std::string line; std::getline(stream, line);)
      bodies.push_back({host::gamma, "/markets/slug", json::parse(line)["raw"].dump()});
  }
  return bodies;
}

/// The JSON pointers of all values in a body.
void collect(const json& value, const json::json_pointer& path,
             std::vector<json::json_pointer>& out) {
  if (value.is_object())
    for (const auto& [name, member] : value.items()) {
      out.push_back(path / name);
      collect(member, path / name, out);
    }
  else if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) {
      out.push_back(path / i);
      collect(value[i], path / i, out);
    }
}

} // namespace

TEST_CASE("drift: every endpoint that is requested has a shape", "[drift]") {
  for (const auto& [source, endpoint] : all_endpoints) {
    INFO(to_string(source) << ' ' << endpoint);
    CHECK(find_shape(to_string(source), endpoint) != nullptr);
  }
  CHECK(known_shapes().size() == all_endpoints.size());
}

TEST_CASE("drift: 10,000 recorded and simulated bodies match their shapes", "[drift]") {
  std::map<std::string, std::size_t> counts;
  std::set<std::string> news;
  std::size_t total = 0;
  const auto compare = [&](const seen_body& one) {
    ++total;
    const auto name = fmt::format("{} {}", to_string(one.source), one.endpoint);
    ++counts[name];
    for (const auto& difference : find_differences(shape_of(one), one.body))
      news.insert(name + ": " + difference);
  };
  for (const auto& one : recorded_bodies())
    compare(one);
  const auto recorded_count = total;
  body_source simulated;
  while (total < wanted_bodies)
    for (const auto& one : simulated.next())
      compare(one);
  UNSCOPED_INFO(recorded_count << " recorded bodies of " << total);
  for (const auto& [name, count] : counts)
    UNSCOPED_INFO(name << ": " << count);
  CHECK(news == std::set<std::string>{});
  CHECK(counts.size() == all_endpoints.size());
  for (const auto& [name, count] : counts)
    CHECK(count > 100);
}

TEST_CASE("drift: each of 200 mutations of replies is noticed", "[drift]") {
  std::mt19937 random{20261130};
  // The largest body of each endpoint.
  std::map<std::string, seen_body> largest;
  const auto keep = [&](const seen_body& one) {
    // An open shape reports only what the decoder reads.
    if (shape_of(one).is_open)
      return;
    auto& known = largest[to_string(one.source) + one.endpoint];
    if (known.body.size() < one.body.size() && one.body.size() < 20'000)
      known = one;
  };
  body_source simulated;
  for (int i = 0; i < 40; ++i)
    for (const auto& one : simulated.next())
      keep(one);
  // Rebates are paid for finished days.
  keep({host::clob, "/rebates/current",
        R"([{"date":"2026-09-25T00:00:00Z","condition_id":"0x12","asset_address":"0xC0",)"
        R"("maker_address":"0xCc","rebated_fees_usdc":"0.990878"}])"});
  REQUIRE(largest.size() == all_endpoints.size() - 1);
  std::map<std::string, int> kinds;
  auto place = largest.begin();
  for (int number = 0; number < wanted_mutations; ++number) {
    const auto& original = place->second;
    if (++place == largest.end())
      place = largest.begin();
    auto body = json::parse(original.body);
    std::vector<json::json_pointer> paths;
    collect(body, json::json_pointer{}, paths);
    REQUIRE_FALSE(paths.empty());
    const auto path = paths[random() % paths.size()];
    auto& parent = body[path.parent_pointer()];
    std::string change;
    switch (parent.is_object() ? random() % 3 : 1) {
    case 0:
      change = "new member";
      parent[fmt::format("new{}", number)] = number;
      break;
    case 1:
      change = "another kind";
      body[path] = json::parse(R"({"nested": 1})");
      break;
    default:
      change = "new name";
      parent["renamed" + path.back()] = parent[path.back()];
      parent.erase(path.back());
    }
    ++kinds[change];
    INFO(original.endpoint << ": " << change << " at " << path.to_string());
    CHECK_FALSE(find_differences(shape_of(original), body.dump()).empty());
  }
  CHECK(kinds.size() == 3);
}

TEST_CASE("drift: an unknown word in each closed set and each missing required member "
          "are noticed",
          "[drift]") {
  std::size_t words = 0;
  std::size_t missing = 0;
  body_source simulated;
  std::set<std::string> seen;
  for (int i = 0; i < 40; ++i)
    for (const auto& one : simulated.next()) {
      const auto& shape = shape_of(one);
      const auto original = json::parse(one.body);
      std::vector<json::json_pointer> paths;
      collect(original, json::json_pointer{}, paths);
      for (const auto& path : paths) {
        // Turns `/data/0/side` into `data[].side`.
        std::string name;
        for (auto rest = path; !rest.empty(); rest = rest.parent_pointer()) {
          const bool is_index = original[rest.parent_pointer()].is_array();
          name = (is_index ? "[]" : rest.back()) +
                 (name.empty() || name.front() == '[' ? "" : ".") + name;
        }
        const auto known =
            std::find_if(shape.members.begin(), shape.members.end(),
                         [&](const auto& member) { return member.path == name; });
        if (known == shape.members.end() ||
            !seen.insert(std::string{shape.endpoint} + ' ' + name).second)
          continue;
        INFO(shape.endpoint << ' ' << name);
        if (!known->values.empty()) {
          auto body = original;
          body[path] = "NEWS";
          CHECK_FALSE(find_differences(shape, body.dump()).empty());
          ++words;
        }
        if (known->is_required) {
          auto body = original;
          body[path.parent_pointer()].erase(path.back());
          CHECK(find_differences(shape, body.dump()) ==
                std::vector<std::string>{name + ": missing"});
          ++missing;
        }
      }
    }
  CHECK(words >= 8);
  CHECK(missing >= 20);
}
