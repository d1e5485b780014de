// SPDX-License-Identifier: MIT
#include "tests/exchange/edge_cache.hpp"
#include "tests/exchange/exchange_samples.hpp"
#include "tests/exchange/fault.hpp"
#include "tests/exchange/misbehave.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

using namespace tracker;
using namespace tracker::exchange;
using namespace tracker::test;
using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

namespace {

const auto fault_time = sample_start + 100s;
const request about_market{host::gamma, "/markets/slug/" + sample_slug, {}};

fault of_kind(fault_kind kind) {
  return {.kind = kind};
}

delivery delivery_under(const fault& chosen, const request& asked = about_market,
                        std::uint64_t salt = 0) {
  return misbehave({chosen, salt}, asked, answer(asked, {}, fault_time), {}, fault_time);
}

reply reply_under(const fault& chosen, const request& asked = about_market,
                  std::uint64_t salt = 0) {
  return std::get<reply>(delivery_under(chosen, asked, salt).content);
}

int count_faults(fault_schedule& schedule, std::string_view endpoint,
                 std::uint64_t requests) {
  int count = 0;
  for (std::uint64_t n = 0; n < requests; ++n)
    count += schedule.next(endpoint, n) ? 1 : 0;
  return count;
}

} // namespace

TEST_CASE("every kind of fault has a name of its own") {
  for (const auto kind : all_fault_kinds())
    CHECK(parse_fault_kind(to_string(kind)) == kind);
  CHECK_FALSE(parse_fault_kind("no such fault"));
}

TEST_CASE("a rule holds for the host or the endpoint it names") {
  CHECK(names_endpoint("", "gamma /markets"));
  CHECK(names_endpoint("gamma", "gamma /markets"));
  CHECK(names_endpoint("gamma /markets", "gamma /markets"));
  CHECK_FALSE(names_endpoint("gamma /markets", "gamma /markets/slug"));
  CHECK_FALSE(names_endpoint("gam", "gamma /markets"));
  CHECK_FALSE(names_endpoint("clob", "gamma /markets"));
}

TEST_CASE("a share of the requests meets a fault, the same ones with the same seed") {
  const auto faults_of = [](std::uint64_t seed) {
    fault_schedule schedule{seed};
    schedule.add({.endpoints = "clob",
                  .faults = {of_kind(fault_kind::cut), of_kind(fault_kind::reset)},
                  .per_mille = 330});
    std::string drawn;
    for (std::uint64_t n = 0; n < 3000; ++n) {
      const auto due = schedule.next("clob /markets", n);
      drawn += !due ? '-' : due->chosen.kind == fault_kind::cut ? 'c' : 'r';
    }
    CHECK(count_faults(schedule, "gamma /markets", 100) == 0);
    return drawn;
  };
  const auto drawn = faults_of(1);
  CHECK(drawn == faults_of(1));
  CHECK(drawn != faults_of(2));
  CHECK(std::count(drawn.begin(), drawn.end(), '-') > 1900);
  CHECK(std::count(drawn.begin(), drawn.end(), '-') < 2120);
  CHECK(std::count(drawn.begin(), drawn.end(), 'c') > 400);
  CHECK(std::count(drawn.begin(), drawn.end(), 'r') > 400);
}

TEST_CASE("a rule with a number of times is used up, and then the one before it counts") {
  fault_schedule schedule{1};
  schedule.add({.endpoints = "", .faults = {of_kind(fault_kind::html)}});
  schedule.add(
      {.endpoints = "gamma", .faults = {of_kind(fault_kind::stall)}, .times = 2});
  const auto kind = [&](std::uint64_t n) {
    return schedule.next("gamma /markets", n)->chosen.kind;
  };
  CHECK(kind(0) == fault_kind::stall);
  CHECK(kind(1) == fault_kind::stall);
  CHECK(kind(2) == fault_kind::html);
  schedule.clear();
  CHECK_FALSE(schedule.next("gamma /markets", 3));
  CHECK_THROWS_AS(schedule.add({.endpoints = "", .faults = {}}), std::invalid_argument);
}

TEST_CASE("a wrong status comes with its host's own error body") {
  const auto gamma = reply_under({.kind = fault_kind::status, .code = 500});
  CHECK(gamma.status == 500);
  CHECK(json::parse(gamma.body) ==
        json({{"type", "internal error"}, {"error", "cannot get the information"}}));
  const request asked{host::data, "/activity", {}};
  const auto data = reply_under({.kind = fault_kind::status, .code = 429}, asked);
  CHECK(json::parse(data.body) == json({{"error", "Too Many Requests"}}));
}

TEST_CASE("Retry-After comes in both its forms") {
  const auto seconds = reply_under({.kind = fault_kind::rate_limited, .retry_after = 7s});
  CHECK(seconds.status == 429);
  CHECK(seconds.headers.front() ==
        std::pair<std::string, std::string>{"Retry-After", "7"});
  const auto date =
      reply_under({.kind = fault_kind::rate_limited_until, .retry_after = 10s});
  CHECK(date.headers.front().second == "Sun, 20 Sep 2026 22:36:50 GMT");
}

TEST_CASE("the answer for another market is the right one for the next window") {
  const auto rules = market_rules{};
  const auto market = *find_market(sample_slug, rules);
  const auto next = *find_market("btc-updown-5m-1789944000", rules);
  const fault other = of_kind(fault_kind::wrong_market);
  CHECK(json::parse(reply_under(other).body)["slug"] == next.slug);
  const request list{host::gamma, "/markets", {{"slug", sample_slug}}};
  CHECK(json::parse(reply_under(other, list).body)[0]["slug"] == next.slug);
  const request clob{host::clob, "/markets/" + market.condition_id, {}};
  CHECK(json::parse(reply_under(other, clob).body)["condition_id"] == next.condition_id);
  const request book{host::clob, "/book", {{"token_id", market.down_token}}};
  CHECK(json::parse(reply_under(other, book).body)["asset_id"] == next.down_token);
}

TEST_CASE("one field is removed, replaced or corrupted, and no other") {
  const auto good = json::parse(answer(about_market, {}, fault_time).body);
  const auto removed =
      reply_under({.kind = fault_kind::wrong_field, .field = "outcomes"});
  CHECK_FALSE(json::parse(removed.body).contains("outcomes"));
  const auto replaced = json::parse(
      reply_under(
          {.kind = fault_kind::wrong_field, .field = "closed", .value = "\"yes\""})
          .body);
  CHECK(replaced["closed"] == "yes");
  CHECK(replaced["slug"] == good["slug"]);
  for (std::uint64_t salt = 0; salt < 200; ++salt) {
    const auto body = json::parse(
        reply_under(of_kind(fault_kind::wrong_field), about_market, salt).body);
    int changed = 0;
    for (const auto& [name, value] : good.items())
      changed += !body.contains(name) || body[name].type() != value.type() ? 1 : 0;
    CHECK(changed == 1);
  }
}

TEST_CASE("bodies are truncated, replaced or mislabelled as the fault says") {
  const auto good = answer(about_market, {}, fault_time);
  CHECK(reply_under(of_kind(fault_kind::cut)).body ==
        good.body.substr(0, good.body.size() / 2));
  CHECK(reply_under(of_kind(fault_kind::wrong_type)).body == good.body);
  CHECK(reply_under(of_kind(fault_kind::wrong_type)).content_type.find("text/plain") ==
        0);
  CHECK(reply_under(of_kind(fault_kind::error_in_ok)).status == 200);
  CHECK(reply_under(of_kind(fault_kind::html)).body.find("Cloudflare") !=
        std::string::npos);
  CHECK(reply_under(of_kind(fault_kind::edge_ban)).body == "error code: 1015");
  CHECK_FALSE(json::accept(reply_under(of_kind(fault_kind::garbage)).body));
  CHECK(reply_under(of_kind(fault_kind::redirect)).status == 302);
  const auto late = delivery_under({.kind = fault_kind::delay, .pause = 3s});
  CHECK(late.pause == 3s);
  CHECK(std::get<reply>(late.content) == good);
}

TEST_CASE("half an answer announces the whole") {
  const auto good = answer(about_market, {}, fault_time);
  const auto steps =
      std::get<script>(delivery_under(of_kind(fault_kind::truncated)).content);
  REQUIRE(steps.size() == 1);
  const auto sent = std::get<send_bytes>(steps.front()).bytes;
  const auto body = sent.substr(sent.find("\r\n\r\n") + 4);
  CHECK(body == good.body.substr(0, good.body.size() / 2));
  CHECK(sent.find("Content-Length: " + std::to_string(good.body.size()) + "\r\n") !=
        std::string::npos);
}

TEST_CASE("a huge body is exactly as long as announced") {
  const auto steps = std::get<script>(
      delivery_under({.kind = fault_kind::huge, .size = 200'001}).content);
  std::uint64_t bytes = 0;
  for (const auto& step : steps) {
    const auto& part = std::get<send_bytes>(step);
    bytes += part.bytes.size() * part.times;
  }
  const auto& head = std::get<send_bytes>(steps.front()).bytes;
  CHECK(bytes - head.size() == 200'001);
  CHECK(head.find("Content-Length: 200001\r\n") != std::string::npos);
}

TEST_CASE("a cache serves the old body with its age until it is too old") {
  edge_cache cache;
  cache.set_max_age("gamma", 300s);
  const std::string endpoint = "gamma /markets/slug";
  reply first;
  first.body = "first";
  const auto fresh = cache.pass(endpoint, "url", first, fault_time);
  CHECK(fresh.headers.front().second == "public, max-age=300");
  const auto kept = cache.find(endpoint, "url", fault_time + 67'500ms);
  REQUIRE(kept);
  CHECK(kept->body == "first");
  CHECK(kept->headers.front() == std::pair<std::string, std::string>{"Age", "67"});
  CHECK_FALSE(cache.find(endpoint, "url?limit=1", fault_time));
  CHECK_FALSE(cache.find(endpoint, "url", fault_time + 300s));
  CHECK_FALSE(cache.find("clob /book", "url", fault_time));
  cache.set_max_age("", 0s);
  CHECK_FALSE(cache.find(endpoint, "url", fault_time));
}

TEST_CASE("a cache keeps no error and no reply of other hosts") {
  edge_cache cache;
  cache.set_max_age("gamma", 300s);
  const auto error = error_reply(host::gamma, 404, "slug not found");
  CHECK(cache.pass("gamma /markets/slug", "url", error, fault_time) == error);
  CHECK_FALSE(cache.find("gamma /markets/slug", "url", fault_time));
  CHECK(cache.pass("clob /time", "url", reply{}, fault_time) == reply{});
}
