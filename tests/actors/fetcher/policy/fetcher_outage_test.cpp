// SPDX-License-Identifier: MIT
// What the dispatcher does about hosts and endpoints that fail, and what it says of it.
#include "tests/actors/fetcher/policy/fetcher_scene.hpp"

#include <algorithm>

namespace tracker {
namespace {

using scene = test::dispatcher_scene;
using test::answer_of;
using test::no_connection;
using test::plain_options;
using kind = fetch_error_kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("an unreachable host is reported once, refuses at once, and is probed by one") {
  scene of;
  const auto first = of.ask("/a", "/x", seconds{60});
  of.fail_three_times("https://gamma/a");
  CHECK(of.error(first).kind == kind::connect);
  CHECK(of.error(first).attempts == 3);
  REQUIRE(of.lines("host-unreachable") == 1);
  CHECK(of.notices.at(of.notices.size() - 2).text ==
        "gamma: unreachable (no connection: connection refused), next try in 1s");
  CHECK(of.error(first).host_paused);
  const auto refused = of.ask("/b", "/y");
  CHECK(of.error(refused).kind == kind::connect);
  CHECK(of.error(refused).endpoint == "/y");
  CHECK(of.error(refused).attempts == 0);
  CHECK(of.error(refused).retryable);
  CHECK(of.ask("/c", "/x", seconds{5}, host::data) != 0);
  CHECK(of.in_transfer.size() == 1);
  of.pass(seconds{41});
  CHECK(of.desk.describe_hosts(of.now) ==
        "gamma unreachable for 41 s, data ok, clob not asked yet");
  const auto probe = of.ask("/d");
  const auto behind = of.ask("/e");
  CHECK(of.in_transfer.size() == 1);
  of.land("https://gamma/d", no_connection());
  CHECK(of.error(probe).kind == kind::connect);
  CHECK(of.error(behind).attempts == 0);
  of.pass(seconds{2});
  const auto again = of.ask("/d");
  const auto with_it = of.ask("/e");
  of.land("https://gamma/d", answer_of(404, R"({"error":"slug not found"})"));
  CHECK(of.error(again).status == 404);
  CHECK(of.in_transfer.size() == 1);
  of.land("https://gamma/e", answer_of(200, "{}"));
  CHECK(of.reply(with_it).status == 200);
  CHECK(of.lines("host-unreachable") == 1);
  CHECK(of.lines("host-back") == 1);
}

TEST_CASE("that no host has answered since the start is said once") {
  scene of;
  const auto ask_in_vain = [&](host which) {
    of.ask("/a", "/x", seconds{60}, which);
    of.fail_three_times("https://" + std::string{to_string(which)} + "/a");
  };
  ask_in_vain(host::gamma);
  CHECK(of.lines("platform-unreachable") == 1);
  CHECK(of.notices.back().text.find("main/run demo") != std::string::npos);
  ask_in_vain(host::data);
  CHECK(of.lines("host-unreachable") == 2);
  CHECK(of.lines("platform-unreachable") == 1);
}

TEST_CASE("one host away is not the platform away") {
  scene of;
  of.ask("/c", "/x", seconds{5}, host::data);
  of.land("https://data/c", answer_of(404, R"({"error":"not found"})"));
  of.ask("/a", "/x", seconds{60});
  of.fail_three_times("https://gamma/a");
  CHECK(of.lines("host-unreachable") == 1);
  CHECK(of.lines("platform-unreachable") == 0);
}

TEST_CASE("deadlines that pass in vain count as the host's timeouts") {
  scene of;
  for (auto i = 0; i < 3; ++i) {
    of.ask("/" + std::to_string(i), "/x", seconds{1});
    of.pass(seconds{1});
  }
  CHECK(of.lines("host-unreachable") == 1);
  CHECK(of.error(of.ask("/y")).kind == kind::timeout);
}

TEST_CASE("a cancelled probe lets the next one go") {
  scene of;
  for (auto i = 0; i < 3; ++i) {
    of.ask("/" + std::to_string(i), "/x", seconds{1});
    of.pass(seconds{1});
  }
  of.pass(seconds{1});
  of.ask("/probe");
  const auto behind = of.ask("/behind", "/x", seconds{15}, host::gamma, "other");
  of.desk.cancel("window");
  of.keep_orders();
  of.look();
  CHECK(of.in_transfer.size() == 1);
  of.land("https://gamma/behind", answer_of(200, "{}"));
  CHECK(of.reply(behind).status == 200);
}

TEST_CASE(
    "a block by the edge holds the host for a minute, and is not tried again before") {
  scene of;
  const auto first = of.ask("/a", "/x", seconds{300});
  of.land("https://gamma/a", answer_of(429, "error code: 1015"));
  CHECK(of.error(first).status == 429);
  CHECK(of.error(first).host_paused);
  CHECK(of.lines("host-blocked") == 1);
  CHECK(of.notices.back().text ==
        "gamma: blocked (429: error code: 1015), next try in 60s");
  const auto refused = of.ask("/b");
  CHECK(of.error(refused).detail == "blocked: error code: 1015");
  CHECK(of.error(refused).host_paused);
  of.pass(milliseconds{59'999});
  CHECK(of.error(of.ask("/b")).detail == of.error(refused).detail);
  of.pass(milliseconds{1});
  const auto probe = of.ask("/c");
  of.land("https://gamma/c", answer_of(200, "{}"));
  CHECK(of.reply(probe).status == 200);
  CHECK(of.lines("host-back") == 1);
}

TEST_CASE("one odd reply is a failure of its request, not of the host") {
  const http_answer replies[] = {answer_of(500, "<html><title>500</title>"),
                                 answer_of(502, "<html><title>502 Bad Gateway</title>"),
                                 answer_of(503, "<html>busy"),
                                 answer_of(429, "slow down"),
                                 answer_of(404, "404 page not found"),
                                 answer_of(200, "<html><title>Hotel</title>"),
                                 answer_of(200, "[1,")};
  for (const auto& reply : replies) {
    INFO(reply.status << *reply.body);
    scene of;
    const auto who = of.ask("/a", "/x");
    of.land("https://gamma/a", reply);
    CHECK(of.is_open(who));
    of.ask("/b", "/y");
    of.land("https://gamma/b", answer_of(200, "{}"));
    of.pass(seconds{1});
    of.land("https://gamma/a", answer_of(200, "{}"));
    CHECK(of.reply(who).attempts == 2);
    CHECK(std::all_of(of.notices.begin(), of.notices.end(), [](const auto& notice) {
      return notice.level == log_level::debug;
    }));
  }
}

TEST_CASE("Retry-After of a text is obeyed, for five minutes at most, then by a probe") {
  const auto status =
      GENERATE(std::uint16_t{429}, std::uint16_t{500}, std::uint16_t{503});
  scene of;
  auto busy = answer_of(status, "slow down");
  busy.retry_after = "86400";
  of.ask("/a", "/x", seconds{600});
  of.land("https://gamma/a", busy);
  const auto behind = of.ask("/b", "/x", seconds{600});
  CHECK(of.lines("endpoint-paused") == 1);
  CHECK(of.notices.at(0).level == log_level::warn);
  CHECK(of.notices.at(0).text ==
        std::string{"gamma /x: "} +
            (status == 429 ? "rate limited (429)"
                           : "failing (" + std::to_string(status) + ": slow down)") +
            ", next try in 300s");
  of.pass(milliseconds{299'999});
  CHECK(of.in_transfer.empty());
  of.pass(milliseconds{1});
  REQUIRE(of.in_transfer.size() == 1);
  of.land("https://gamma/a", busy);
  CHECK(of.lines("endpoint-paused") == 1);
  CHECK(of.error(behind).host_paused);
  of.pass(seconds{300});
  of.ask("/c", "/x", seconds{600});
  of.land("https://gamma/c", answer_of(200, "[]"));
  REQUIRE(of.lines("endpoint-back") == 1);
  CHECK(of.notices.back().text == "gamma /x: answers again after 600s");
}

TEST_CASE("429 without Retry-After holds its endpoint for pauses that grow to a minute") {
  auto options = plain_options();
  options.breaker.failures = 1000;
  scene of{options};
  timespan longest{};
  for (auto i = 0; i < 60; ++i) {
    of.ask("/a" + std::to_string(i), "/x", seconds{1000});
    const auto before = of.now;
    while (of.in_transfer.empty()) {
      REQUIRE(of.next);
      of.pass(*of.next - of.now);
    }
    longest = std::max(longest, of.now - before);
    of.land(of.in_transfer.begin()->second, answer_of(429, "slow down"));
  }
  CHECK(longest <= seconds{60});
  CHECK(longest > seconds{45});
  CHECK(of.lines("endpoint-paused") == 1);
  const auto other = of.ask("/other", "/y");
  of.land("https://gamma/other", answer_of(200, "[]"));
  CHECK(of.reply(other).attempts == 1);
}

TEST_CASE("a probe of an endpoint that is cancelled or fails lets the next one go") {
  scene of;
  auto busy = answer_of(429, "");
  busy.retry_after = "2";
  of.ask("/a", "/x", seconds{60}, host::gamma, "a");
  of.land("https://gamma/a", busy);
  of.ask("/b", "/x", seconds{60}, host::gamma, "b");
  of.ask("/c", "/x", seconds{60}, host::gamma, "c");
  of.pass(seconds{2});
  REQUIRE(of.in_transfer.size() == 1);
  of.desk.cancel("a");
  of.keep_orders();
  of.look();
  REQUIRE(of.in_transfer.size() == 1);
  of.land("https://gamma/b", answer_of(500, "{}"));
  REQUIRE(of.in_transfer.size() == 1);
  of.land("https://gamma/c", answer_of(404, "{}"));
  of.pass(seconds{2});
  CHECK(of.in_transfer.size() == 1);
  CHECK(of.started.back() == "https://gamma/b");
}

TEST_CASE("that Data API v1 has ended is said once, not after one odd 404") {
  const auto status = GENERATE(std::uint16_t{404}, std::uint16_t{410});
  const auto body = GENERATE("404 page not found", R"({"error":"not found"})");
  scene of;
  const auto ask = [&](std::uint16_t code) {
    of.ask("/activity?user=0x1", "/activity", milliseconds{1}, host::data);
    if (!of.in_transfer.empty())
      of.land("https://data/activity?user=0x1", answer_of(code, body));
    of.pass(seconds{20});
  };
  ask(404);
  ask(404);
  of.ask("/activity?user=0x1", "/activity", seconds{5}, host::data);
  of.land("https://data/activity?user=0x1", answer_of(200, "[]"));
  ask(404);
  ask(404);
  CHECK(of.lines("data-api-retired") == 0);
  for (auto i = 0; i < 6; ++i)
    ask(status);
  REQUIRE(of.lines("data-api-retired") == 1);
  const auto said =
      std::find_if(of.notices.begin(), of.notices.end(),
                   [](const auto& notice) { return notice.level == log_level::error; });
  REQUIRE(said != of.notices.end());
  CHECK(said->text.find("set http.data-api = \"v2\"") != std::string::npos);
}

TEST_CASE("a 404 of another endpoint says nothing about Data API v1") {
  scene of;
  for (auto i = 0; i < 5; ++i) {
    of.ask("/v2/activity", "/v2/activity", seconds{5}, host::data);
    of.land("https://data/v2/activity", answer_of(404, R"({"error":"no such user"})"));
    of.ask("/activity", "/activity", seconds{5}, host::gamma);
    of.land("https://gamma/activity", answer_of(410, "{}"));
  }
  CHECK(of.lines("data-api-retired") == 0);
}

} // namespace
} // namespace tracker
