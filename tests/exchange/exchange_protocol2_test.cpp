// SPDX-License-Identifier: MIT
// The simulated platform of today: Protocol V2 beside V1, `/v2/resolutions`, and what a
// host reports about its freshness. The tracker's decoders read its bodies, which have
// the fields of the recorded ones.
#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/decode/resolution_decoder.hpp"
#include "actors/window/series/series.hpp"
#include "tests/exchange/exchange_samples.hpp"
#include "tests/simulator/routes.hpp"
#include "tests/simulator/simulator_source.hpp"
#include "tests/simulator/wallets/activity.hpp"
#include "tests/simulator/wallets/history.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

using namespace tracker;
using namespace tracker::exchange;
using namespace tracker::test;
using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

namespace {

const series btc = *parse_series("btc-updown-15m");

struct two_protocols {
  market_rules rules = half_protocol2();
  timestamp now = first_traded + 2h;

  static market_rules half_protocol2() {
    market_rules rules;
    rules.protocol2_percent = 50;
    rules.wallets.count = 1;
    rules.wallets.trading_begin = first_traded;
    return rules;
  }
  reply ask(host destination, const std::string& target) const {
    return answer(request_of(destination, target), rules, now);
  }
  /// Consecutive windows from the start on.
  std::vector<simulated_market> markets(std::int64_t count) const {
    std::vector<simulated_market> result;
    for (std::int64_t i = 0; i < count; ++i)
      result.push_back(*find_market(
          "btc-updown-15m-" + std::to_string(to_unix_seconds(first_traded) + 900 * i),
          rules));
    return result;
  }
  market read(const simulated_market& listed) const {
    const auto body = ask(host::gamma, "/markets/slug/" + listed.slug).body;
    const auto result = decode_window_market(body, window_at(btc, listed.start));
    if (const auto* refused = std::get_if<decode_error>(&result))
      FAIL(to_string(*refused));
    return std::get<market>(result);
  }
  std::optional<settlement> clob_word(const market& listed) const {
    return std::get<std::optional<settlement>>(decode_clob_settlement(
        ask(host::clob, "/markets/" + listed.condition_id).body, listed));
  }
  std::vector<market_resolution> resolutions(const std::string& condition) const {
    return std::get<std::vector<market_resolution>>(
        decode_resolutions_v2(ask(host::data, resolutions_path_v2(condition)).body));
  }
};

std::set<std::string> names_of(const json& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.items())
    names.insert(name);
  return names;
}

} // namespace

TEST_CASE_METHOD(two_protocols, "three sources name one winner, in either protocol") {
  std::set<bool> protocols;
  for (const auto& listed : markets(7)) {
    const auto market = read(listed);
    CHECK(market.condition_id == listed.condition_id);
    CHECK(market.up_token == listed.up_token);
    CHECK(market.down_token == listed.down_token);
    CHECK(market.settled == listed.winner);
    CHECK(clob_word(market) == listed.winner);
    const auto rows = resolutions(market.condition_id);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].condition_id == market.condition_id);
    CHECK(settlement_of(rows[0], listed.gamma_swapped ? 1 : 0) == listed.winner);
    CHECK(rows[0].reporter == (listed.is_protocol2 ? "CHAINLINK" : ""));
    protocols.insert(listed.is_protocol2);
  }
  CHECK(protocols.size() == 2);
}

TEST_CASE_METHOD(two_protocols, "only gamma uses the short id of Protocol V2") {
  for (const auto& listed : markets(8)) {
    if (!listed.is_protocol2)
      continue;
    const auto gamma = json::parse(ask(host::gamma, "/markets/slug/" + listed.slug).body);
    const auto id = gamma["conditionId"].get<std::string>();
    CHECK(id.size() == 64);
    CHECK(gamma["clobTokenIds"].is_null());
    CHECK(gamma["positionIds"].is_array());
    CHECK_FALSE(gamma.contains("umaResolutionStatus"));
    CHECK(ask(host::clob, "/markets/" + id).status == 404);
    const auto refused = ask(host::data, "/v2/resolutions?condition=" + id);
    CHECK(refused.status == 400);
    CHECK(json::parse(refused.body)["error"] == "invalid resolution condition id: " + id);
    if (const auto recorded_body = recorded("protocol2-resolutions-62hex-400.json"))
      CHECK(names_of(json::parse(refused.body)) == names_of(json::parse(*recorded_body)));
    return;
  }
  FAIL("no window of Protocol V2");
}

TEST_CASE_METHOD(two_protocols, "rows of /v2/resolutions have the recorded fields") {
  const auto v2 = recorded("protocol2-resolutions-resolved-up.json");
  const auto active = recorded("protocol2-resolutions-active.json");
  const auto v1 = recorded("datav2-resolutions-v1-resolved-no-hash-2026-09-26.json");
  if (!v2 || !active || !v1)
    return;
  const auto fields_of = [](const std::string& body) {
    return names_of(json::parse(body)["data"][0]);
  };
  for (const auto& listed : markets(8)) {
    const auto body = ask(host::data, resolutions_path_v2(listed.condition_id)).body;
    if (now > listed.end)
      CHECK(fields_of(body) == fields_of(listed.is_protocol2 ? *v2 : *v1));
    else if (listed.is_protocol2 && now >= listed.start)
      CHECK(fields_of(body) == fields_of(*active));
  }
}

TEST_CASE_METHOD(two_protocols, "a stuck source reports no winner, the two others do") {
  rules.stuck_source_percent = 100;
  std::set<platform_source> seen;
  for (const auto& listed : markets(7)) {
    seen.insert(*listed.stuck_source);
    now = listed.start + 1s;
    const auto market = read(listed);
    now = first_traded + 2h;
    const auto gamma = ask(host::gamma, "/markets/slug/" + listed.slug);
    const auto clob = ask(host::clob, "/markets/" + listed.condition_id);
    const auto rows = resolutions(listed.condition_id);
    const auto forgets = [&](platform_source source) {
      return listed.stuck_source == source && listed.is_forgotten;
    };
    CHECK(gamma.status == (forgets(platform_source::gamma) ? 404 : 200));
    CHECK(clob.status == (forgets(platform_source::clob) ? 404 : 200));
    CHECK(rows.empty() == forgets(platform_source::resolutions));
    int words = gamma.status == 200 && read(listed).settled ? 1 : 0;
    words += clob.status == 200 && clob_word(market) ? 1 : 0;
    words += !rows.empty() && settlement_of(rows[0], 0) ? 1 : 0;
    CHECK(words == 2);
  }
  CHECK(seen.size() > 1);
}

TEST_CASE_METHOD(two_protocols, "sources that disagree, and an unknown version") {
  rules.disagreeing_percent = 100;
  for (const auto& listed : markets(5)) {
    const auto market = read(listed);
    const auto up = listed.gamma_swapped ? 1U : 0U;
    const std::array words{market.settled, clob_word(market),
                           settlement_of(resolutions(listed.condition_id).at(0), up)};
    CHECK(std::count(words.begin(), words.end(), listed.winner) == 2);
  }
  rules.odd_version_percent = 100;
  const auto listed = markets(1)[0];
  const auto body = ask(host::gamma, "/markets/slug/" + listed.slug).body;
  const auto refused = decode_window_market(body, window_at(btc, listed.start));
  REQUIRE(std::holds_alternative<decode_error>(refused));
  CHECK(std::get<decode_error>(refused).unsupported);
}

TEST_CASE_METHOD(two_protocols, "a cursor is accepted only with its filters") {
  const auto wallet = simulated_wallets(rules).front();
  const auto begin = "&start=" + std::to_string(to_unix_seconds(first_traded));
  const auto base = "/v2/activity?user=" + wallet + "&limit=5";
  const auto first =
      json::parse(ask(host::data, base + begin + "&sort_direction=ASC").body);
  REQUIRE(first["pagination"]["has_more"] == true);
  auto cursor = "&cursor=" + first["pagination"]["next_cursor"].get<std::string>();
  CHECK(ask(host::data, base + begin + "&sort_direction=ASC" + cursor).status == 200);
  CHECK(ask(host::data, base + begin + cursor).status == 400);
  CHECK(ask(host::data, base + "&sort_direction=ASC" + cursor).status == 400);
  const auto of_another = "/v2/activity?user=0x" + std::string(40, 'a') + "&limit=5";
  CHECK(ask(host::data, of_another + begin + "&sort_direction=ASC" + cursor).status ==
        400);
}

TEST_CASE_METHOD(two_protocols,
                 "late rows appear in the end, and the status reports its lags") {
  const auto wallet = simulated_wallets(rules).front();
  const auto on_time = history_of(wallet, {timestamp{}, now}, rules, now).size();
  rules.wallets.late_percent = 100;
  rules.wallets.late_by = 2h;
  CHECK(history_of(wallet, {timestamp{}, now}, rules, now).size() < on_time);
  CHECK(history_of(wallet, {timestamp{}, now}, rules, now + 2h).size() == on_time);
  const auto status = [&] {
    return json::parse(ask(host::data, "/v2/status").body)["data"];
  };
  rules.wallets.serving_lag = 25s;
  rules.wallets.ingestion_lag = 600s;
  CHECK(status()["serving"]["lag_seconds"] == 25);
  CHECK(status()["ingestion"]["most_lagged"]["behind_max"] == 400);
  CHECK(status()["age_seconds"] == 0);
  rules.data_frozen_since = now - 1h;
  CHECK(status()["age_seconds"] == 3600);
  const auto newest = [&] {
    const auto rows = json::parse(
        ask(host::data, "/v2/activity?user=" + wallet + "&limit=1").body)["data"];
    return rows.empty() ? 0 : rows[0]["timestamp"].get<std::int64_t>();
  };
  CHECK(newest() <= to_unix_seconds(now - 1h));
  if (const auto body = recorded("datav2-status-2026-09-28.json")) {
    const auto real = json::parse(*body)["data"];
    CHECK(names_of(status()) == names_of(real));
    CHECK(names_of(status()["serving"]) == names_of(real["serving"]));
    CHECK(names_of(status()["ingestion"]) == names_of(real["ingestion"]));
  }
}

TEST_CASE_METHOD(two_protocols, "the first dialect can end while the second remains") {
  const auto wallet = simulated_wallets(rules).front();
  for (const int status : {404, 410}) {
    rules.data_v1_status = status;
    CHECK(ask(host::data, "/activity?user=" + wallet).status == status);
    CHECK(ask(host::data, "/positions?user=" + wallet).status == status);
    CHECK(ask(host::data, "/v2/activity?user=" + wallet).status == 200);
  }
}
