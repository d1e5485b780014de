// SPDX-License-Identifier: MIT
#include "tests/exchange/exchange_client.hpp"
#include "tests/exchange/exchange_samples.hpp"
#include "tests/exchange/server.hpp"
#include "tests/support/catch.hpp"

#include <curl/curl.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <future>

using namespace tracker;
using namespace tracker::exchange;
using namespace tracker::test;
using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

namespace {

/// A platform whose clock moves only when a test sets it.
struct standing_clock {
  std::atomic<std::int64_t> seconds{to_unix_seconds(sample_start) + 100};

  server_options options(market_rules rules = {}) {
    server_options result;
    result.rules = rules;
    result.now = [this] { return from_unix_seconds(seconds); };
    return result;
  }
};

struct running_exchange : standing_clock {
  server exchange{options()};
  http_client client;

  std::string market_url() const {
    return exchange.gamma_url() + "/markets/slug/" + sample_slug;
  }
  void set_only_fault(const fault& chosen) {
    exchange.behave();
    exchange.misbehave({.endpoints = "", .faults = {chosen}});
  }
};

using clock_type = std::chrono::steady_clock;

} // namespace

TEST_CASE_METHOD(running_exchange, "three hosts answer on their own ports") {
  CHECK(json::parse(client.get(market_url()).body)["slug"] == sample_slug);
  CHECK(client.get(exchange.clob_url() + "/time").body == "1789943800");
  CHECK(client.get(exchange.data_url() + "/").body == R"({"data":"OK"})");
  CHECK(client.get(exchange.data_url() + "/time").status == 404);
}

TEST_CASE_METHOD(running_exchange,
                 "a window is polled over HTTP until its winner is known") {
  const auto truth = *find_market(sample_slug, {});
  CHECK(json::parse(client.get(market_url()).body)["closed"] == false);
  seconds = to_unix_seconds(truth.end) + 10;
  const auto market = json::parse(client.get(market_url()).body);
  CHECK(market["closed"] == true);
  CHECK(market["outcomePrices"] ==
        (truth.winner == settlement::up ? R"(["1", "0"])" : R"(["0", "1"])"));
  const auto cid = market["conditionId"].get<std::string>();
  const auto clob = json::parse(client.get(exchange.clob_url() + "/markets/" + cid).body);
  for (const auto& token : clob["tokens"])
    CHECK(token["winner"] ==
          (token["token_id"] ==
           (truth.winner == settlement::up ? truth.up_token : truth.down_token)));
}

TEST_CASE_METHOD(running_exchange, "replies carry their date and keep the connection") {
  const auto first = client.get(market_url());
  CHECK(first.header("date") == "Sun, 20 Sep 2026 22:36:40 GMT");
  CHECK(first.header("content-type") == "application/json");
  CHECK(client.new_connections() == 1);
  for (int i = 0; i < 200; ++i)
    client.get(market_url());
  CHECK(client.new_connections() == 0);
  exchange.misbehave(
      {.endpoints = "", .faults = {{.kind = fault_kind::status}}, .times = 1});
  CHECK(client.get(market_url()).header("date") == "Sun, 20 Sep 2026 22:36:40 GMT");
  CHECK(client.new_connections() == 0);
}

TEST_CASE_METHOD(running_exchange, "requests are counted by endpoint and kept in order") {
  client.get(market_url() + "?include_tag=true");
  client.get(exchange.clob_url() + "/time");
  CHECK(client.post(exchange.data_url() + "/activity", "x").status == 405);
  CHECK(exchange.count() == 3);
  CHECK(exchange.count("gamma") == 1);
  CHECK(exchange.count("gamma /markets/slug") == 1);
  CHECK(exchange.count("clob /time") == 1);
  const auto log = exchange.requests();
  REQUIRE(log.size() == 3);
  CHECK(log[0].method == "GET");
  CHECK(log[0].target == "/markets/slug/" + sample_slug + "?include_tag=true");
  CHECK(log[0].status == 200);
  CHECK_FALSE(log[0].met);
  CHECK(log[0].headers.size() == 2);
  CHECK(log[2].method == "POST");
}

TEST_CASE_METHOD(running_exchange, "faults in valid HTTP arrive unchanged") {
  struct example {
    fault chosen;
    long status;
    const char* type;
  };
  for (const auto& [chosen, status, type] :
       {example{{.kind = fault_kind::status, .code = 503}, 503, "application/json"},
        example{{.kind = fault_kind::rate_limited}, 429, "application/json"},
        example{{.kind = fault_kind::rate_limited_until}, 429, "application/json"},
        example{{.kind = fault_kind::edge_ban}, 429, "text/plain; charset=UTF-8"},
        example{{.kind = fault_kind::error_in_ok}, 200, "application/json"},
        example{{.kind = fault_kind::cut}, 200, "application/json"},
        example{{.kind = fault_kind::wrong_type}, 200, "text/plain; charset=utf-8"},
        example{{.kind = fault_kind::html}, 403, "text/html; charset=UTF-8"},
        example{{.kind = fault_kind::garbage}, 200, "application/json"},
        example{{.kind = fault_kind::redirect}, 302, "text/html"},
        example{{.kind = fault_kind::wrong_market}, 200, "application/json"},
        example{{.kind = fault_kind::wrong_field}, 200, "application/json"}}) {
    CAPTURE(to_string(chosen.kind));
    set_only_fault(chosen);
    const auto answer = client.get(market_url());
    CHECK(answer.error == CURLE_OK);
    CHECK(answer.status == status);
    CHECK(answer.header("content-type") == type);
    CHECK(exchange.requests().back().met == chosen.kind);
  }
}

TEST_CASE_METHOD(running_exchange, "faults below HTTP break the transfer as expected") {
  struct example {
    fault chosen;
    int error;
  };
  for (const auto& [chosen, error] :
       {example{{.kind = fault_kind::reset}, CURLE_RECV_ERROR},
        example{{.kind = fault_kind::truncated}, CURLE_PARTIAL_FILE},
        example{{.kind = fault_kind::noise}, CURLE_UNSUPPORTED_PROTOCOL},
        example{{.kind = fault_kind::stall, .pause = 20ms}, CURLE_GOT_NOTHING},
        example{{.kind = fault_kind::half, .pause = 20ms}, CURLE_PARTIAL_FILE},
        example{{.kind = fault_kind::huge}, CURLE_WRITE_ERROR},
        example{{.kind = fault_kind::endless}, CURLE_WRITE_ERROR}}) {
    CAPTURE(to_string(chosen.kind));
    set_only_fault(chosen);
    // A new connection each time: curl would repeat a reset request on a kept one.
    http_client fresh;
    CHECK(fresh.get(market_url()).error == error);
    CHECK(exchange.requests().back().status == 0);
  }
  exchange.behave();
  CHECK(client.get(market_url()).status == 200);
}

TEST_CASE_METHOD(running_exchange, "a huge body that fits arrives whole") {
  set_only_fault({.kind = fault_kind::huge, .size = 1'000'000});
  CHECK(client.get(market_url()).body.size() == 1'000'000);
}

TEST_CASE_METHOD(running_exchange, "a delayed answer is late and right") {
  set_only_fault({.kind = fault_kind::delay, .pause = 100ms});
  const auto start_time = clock_type::now();
  const auto answer = client.get(market_url());
  CHECK(clock_type::now() - start_time >= 100ms);
  CHECK(json::parse(answer.body)["slug"] == sample_slug);
}

TEST_CASE_METHOD(running_exchange,
                 "a stalled answer sends no byte for as long as the client waits") {
  for (const auto kind : {fault_kind::stall, fault_kind::half, fault_kind::delay}) {
    set_only_fault({.kind = kind, .pause = 10min});
    CHECK(http_client{}.get(market_url(), 100ms).error == CURLE_OPERATION_TIMEDOUT);
  }
}

TEST_CASE("a server with stalled, endless and idle connections stops at once") {
  standing_clock clock;
  auto exchange = std::make_unique<server>(clock.options());
  const auto url = exchange->clob_url() + "/time";
  const auto ask = [](const std::string& target) {
    return http_client{}.get(target).error;
  };
  http_client idle;
  REQUIRE(idle.get(url).status == 200);
  std::vector<std::future<int>> stuck;
  for (const auto kind : {fault_kind::stall, fault_kind::half, fault_kind::delay}) {
    exchange->misbehave({.endpoints = "", .faults = {{.kind = kind, .pause = 10min}}});
    stuck.push_back(std::async(std::launch::async, ask, url));
    while (exchange->count() <= stuck.size())
      std::this_thread::yield();
  }
  const auto start_time = clock_type::now();
  exchange.reset();
  CHECK(clock_type::now() - start_time < 2s);
  for (auto& each : stuck)
    CHECK(each.get() != CURLE_OK);
}

TEST_CASE_METHOD(running_exchange,
                 "a host that is down refuses, and is back on its port") {
  const auto url = market_url();
  REQUIRE(client.get(url).status == 200);
  exchange.take_down(host::gamma);
  exchange.take_down(host::gamma);
  CHECK(client.get(url).error == CURLE_COULDNT_CONNECT);
  CHECK(client.get(exchange.clob_url() + "/time").status == 200);
  exchange.bring_up(host::gamma);
  exchange.bring_up(host::gamma);
  CHECK(client.get(url).status == 200);
  CHECK(market_url() == url);
}

TEST_CASE_METHOD(running_exchange, "a cached reply stays the same and has its age") {
  exchange.cache("gamma", 300s);
  const auto first = client.get(market_url());
  CHECK(first.header("cache-control") == "public, max-age=300");
  CHECK(first.header("age").empty());
  seconds += 290;
  const auto second = client.get(market_url());
  CHECK(second.body == first.body);
  CHECK(second.header("age") == "290");
  CHECK(client.get(market_url() + "?include_tag=false").header("age").empty());
  seconds += 10;
  const auto third = client.get(market_url());
  CHECK(third.header("age").empty());
  CHECK(json::parse(third.body)["closed"] == true);
}

TEST_CASE("a taken port is an error, not a shared port") {
  const server first;
  server_options options;
  options.port = first.port(host::gamma);
  CHECK_THROWS_AS(server{options}, std::runtime_error);
}

TEST_CASE("many concurrent clients get their own answers") {
  standing_clock clock;
  server exchange{clock.options()};
  exchange.misbehave(
      {.endpoints = "", .faults = {{.kind = fault_kind::reset}}, .per_mille = 100});
  const auto ask = [&](int number) {
    http_client client;
    const auto own = "btc-updown-5m-" + std::to_string(1'789'943'700 + 300 * number);
    int right = 0;
    for (int i = 0; i < 50; ++i) {
      const auto answer = client.get(exchange.gamma_url() + "/markets/slug/" + own);
      right +=
          answer.error == CURLE_OK && json::parse(answer.body)["slug"] == own ? 1 : 0;
    }
    return right;
  };
  std::vector<std::future<int>> clients;
  clients.reserve(16);
  for (int number = 0; number < 16; ++number)
    clients.push_back(std::async(std::launch::async, ask, number));
  int right = 0;
  for (auto& each : clients)
    right += each.get();
  const auto log = exchange.requests();
  const auto reset =
      std::count_if(log.begin(), log.end(),
                    [](const logged_request& entry) { return entry.met.has_value(); });
  CHECK(exchange.count() == log.size());
  // curl repeats a request by itself when a kept connection is reset.
  CHECK(log.size() - static_cast<std::size_t>(reset) == static_cast<std::size_t>(right));
  CHECK(reset > 30);
}
