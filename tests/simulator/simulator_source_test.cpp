// SPDX-License-Identifier: MIT
#include "tests/simulator/simulator_source.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::exchange;
using namespace std::chrono_literals;

namespace {

const timestamp noon = from_unix_seconds(1'768'936'500);

fetch_request question(const std::string& path, host target = host::gamma) {
  return {target, "/markets/slug", path, 15s, "test"};
}

} // namespace

TEST_CASE("a path is read as path and query") {
  const auto asked = request_of(host::data, "/activity?user=0xab&limit=500&empty=&flag");
  CHECK(asked.destination == host::data);
  CHECK(asked.path == "/activity");
  CHECK(asked.query ==
        std::multimap<std::string, std::string>{
            {"user", "0xab"}, {"limit", "500"}, {"empty", ""}, {"flag", ""}});
  CHECK(request_of(host::clob, "/time").path == "/time");
  CHECK(request_of(host::clob, "/time").query.empty());
}

TEST_CASE("the simulator answers as the platform at that moment") {
  simulator_source source{market_rules{}};
  const auto asked = question("/markets/slug/btc-updown-15m-1768936500");
  const auto [due, result] = source.ask(asked, noon);
  CHECK(due >= noon + 20ms);
  CHECK(due <= noon + 80ms);
  const auto* reply = std::get_if<fetch_reply>(&result.value);
  REQUIRE(reply != nullptr);
  CHECK(reply->status == 200);
  CHECK(reply->attempts == 1);
  REQUIRE(reply->date);
  // The request reaches the platform after half of the time.
  const auto arrived = noon + (due - noon) / 2;
  CHECK(*reply->body ==
        answer(request_of(host::gamma, asked.path), market_rules{}, arrived).body);
}

TEST_CASE("the same request at the same time has the same answer") {
  simulator_source one{market_rules{}};
  simulator_source other{market_rules{}};
  const auto asked = question("/time", host::clob);
  other.ask(asked, noon - 1s);
  const auto first = one.ask(asked, noon);
  const auto second = other.ask(asked, noon);
  CHECK(first.due == second.due);
  CHECK(*std::get<fetch_reply>(first.result.value).body ==
        *std::get<fetch_reply>(second.result.value).body);
}

TEST_CASE("a refusal of the simulated platform is an error of its host") {
  simulator_source source{market_rules{}};
  const auto result = source.ask(question("/markets/slug/unknown-slug"), noon).result;
  const auto* error = std::get_if<fetch_error>(&result.value);
  REQUIRE(error != nullptr);
  CHECK(error->kind == fetch_error_kind::status);
  CHECK(error->status == 404);
  CHECK(error->target == host::gamma);
  CHECK(error->endpoint == "/markets/slug");
}
