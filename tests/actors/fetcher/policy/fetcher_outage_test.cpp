// SPDX-License-Identifier: MIT
// The dispatcher with hosts and endpoints that fail, and its log lines.
#include "tests/actors/fetcher/policy/fetcher_scene.hpp"

#include <algorithm>

namespace tracker {
namespace {

using test::answer_of;
using test::dispatcher_scene;
using test::no_connection;
using test::plain_options;
using kind = fetch_error_kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("an unreachable host is reported once, refuses at once, and is probed by one") {
  dispatcher_scene scene;
  const auto first = scene.ask("/a", "/x", seconds{60});
  scene.fail_three_times("https://gamma/a");
  CHECK(scene.error(first).kind == kind::connect);
  CHECK(scene.error(first).attempts == 3);
  REQUIRE(scene.lines("host-unreachable") == 1);
  CHECK(scene.notices.at(scene.notices.size() - 2).text ==
        "gamma: unreachable (no connection: connection refused), next try in 1s");
  CHECK(scene.error(first).host_paused);
  const auto refused = scene.ask("/b", "/y");
  CHECK(scene.error(refused).kind == kind::connect);
  CHECK(scene.error(refused).endpoint == "/y");
  CHECK(scene.error(refused).attempts == 0);
  CHECK(scene.error(refused).retryable);
  CHECK(scene.ask("/c", "/x", seconds{5}, host::data) != 0);
  CHECK(scene.in_transfer.size() == 1);
  scene.pass(seconds{41});
  CHECK(scene.subject.describe_hosts(scene.now) ==
        "gamma unreachable for 41 s, data ok, clob not used yet");
  const auto probe = scene.ask("/d");
  const auto queued = scene.ask("/e");
  CHECK(scene.in_transfer.size() == 1);
  scene.end_transfer("https://gamma/d", no_connection());
  CHECK(scene.error(probe).kind == kind::connect);
  CHECK(scene.error(queued).attempts == 0);
  scene.pass(seconds{2});
  const auto retried = scene.ask("/d");
  const auto with_it = scene.ask("/e");
  scene.end_transfer("https://gamma/d", answer_of(404, R"({"error":"slug not found"})"));
  CHECK(scene.error(retried).status == 404);
  CHECK(scene.in_transfer.size() == 1);
  scene.end_transfer("https://gamma/e", answer_of(200, "{}"));
  CHECK(scene.reply(with_it).status == 200);
  CHECK(scene.lines("host-unreachable") == 1);
  CHECK(scene.lines("host-back") == 1);
}

TEST_CASE("it is logged once that no host has answered since the start") {
  dispatcher_scene scene;
  const auto fail_requests = [&](host target) {
    scene.ask("/a", "/x", seconds{60}, target);
    scene.fail_three_times("https://" + std::string{to_string(target)} + "/a");
  };
  fail_requests(host::gamma);
  CHECK(scene.lines("platform-unreachable") == 1);
  CHECK(scene.notices.back().text.find("main/run demo") != std::string::npos);
  fail_requests(host::data);
  CHECK(scene.lines("host-unreachable") == 2);
  CHECK(scene.lines("platform-unreachable") == 1);
}

TEST_CASE("an outage of one host is not reported as an outage of the platform") {
  dispatcher_scene scene;
  scene.ask("/c", "/x", seconds{5}, host::data);
  scene.end_transfer("https://data/c", answer_of(404, R"({"error":"not found"})"));
  scene.ask("/a", "/x", seconds{60});
  scene.fail_three_times("https://gamma/a");
  CHECK(scene.lines("host-unreachable") == 1);
  CHECK(scene.lines("platform-unreachable") == 0);
}

TEST_CASE("deadlines that pass count as timeouts of the host") {
  dispatcher_scene scene;
  for (auto i = 0; i < 3; ++i) {
    scene.ask("/" + std::to_string(i), "/x", seconds{1});
    scene.pass(seconds{1});
  }
  CHECK(scene.lines("host-unreachable") == 1);
  CHECK(scene.error(scene.ask("/y")).kind == kind::timeout);
}

TEST_CASE("after a cancelled probe the next request is the probe") {
  dispatcher_scene scene;
  for (auto i = 0; i < 3; ++i) {
    scene.ask("/" + std::to_string(i), "/x", seconds{1});
    scene.pass(seconds{1});
  }
  scene.pass(seconds{1});
  scene.ask("/probe");
  const auto queued = scene.ask("/behind", "/x", seconds{15}, host::gamma, "other");
  scene.subject.cancel("window");
  scene.keep_orders();
  scene.advance();
  CHECK(scene.in_transfer.size() == 1);
  scene.end_transfer("https://gamma/behind", answer_of(200, "{}"));
  CHECK(scene.reply(queued).status == 200);
}

TEST_CASE("a block by the edge pauses the host for a minute, without a probe before") {
  dispatcher_scene scene;
  const auto first = scene.ask("/a", "/x", seconds{300});
  scene.end_transfer("https://gamma/a", answer_of(429, "error code: 1015"));
  CHECK(scene.error(first).status == 429);
  CHECK(scene.error(first).host_paused);
  CHECK(scene.lines("host-blocked") == 1);
  CHECK(scene.notices.back().text ==
        "gamma: blocked (429: error code: 1015), next try in 60s");
  const auto refused = scene.ask("/b");
  CHECK(scene.error(refused).detail == "blocked: error code: 1015");
  CHECK(scene.error(refused).host_paused);
  scene.pass(milliseconds{59'999});
  CHECK(scene.error(scene.ask("/b")).detail == scene.error(refused).detail);
  scene.pass(milliseconds{1});
  const auto probe = scene.ask("/c");
  scene.end_transfer("https://gamma/c", answer_of(200, "{}"));
  CHECK(scene.reply(probe).status == 200);
  CHECK(scene.lines("host-back") == 1);
}

TEST_CASE("a single malformed reply is a failure of its request, not of the host") {
  const http_answer replies[] = {answer_of(500, "<html><title>500</title>"),
                                 answer_of(502, "<html><title>502 Bad Gateway</title>"),
                                 answer_of(503, "<html>busy"),
                                 answer_of(429, "slow down"),
                                 answer_of(404, "404 page not found"),
                                 answer_of(200, "<html><title>Hotel</title>"),
                                 answer_of(200, "[1,")};
  for (const auto& reply : replies) {
    INFO(reply.status << *reply.body);
    dispatcher_scene scene;
    const auto id = scene.ask("/a", "/x");
    scene.end_transfer("https://gamma/a", reply);
    CHECK(scene.is_open(id));
    scene.ask("/b", "/y");
    scene.end_transfer("https://gamma/b", answer_of(200, "{}"));
    scene.pass(seconds{1});
    scene.end_transfer("https://gamma/a", answer_of(200, "{}"));
    CHECK(scene.reply(id).attempts == 2);
    CHECK(std::all_of(scene.notices.begin(), scene.notices.end(), [](const auto& notice) {
      return notice.level == log_level::debug;
    }));
  }
}

TEST_CASE(
    "Retry-After of a text reply is honoured for at most five minutes, then probed") {
  const auto status =
      GENERATE(std::uint16_t{429}, std::uint16_t{500}, std::uint16_t{503});
  dispatcher_scene scene;
  auto busy = answer_of(status, "slow down");
  busy.retry_after = "86400";
  scene.ask("/a", "/x", seconds{600});
  scene.end_transfer("https://gamma/a", busy);
  const auto queued = scene.ask("/b", "/x", seconds{600});
  CHECK(scene.lines("endpoint-paused") == 1);
  CHECK(scene.notices.at(0).level == log_level::warn);
  CHECK(scene.notices.at(0).text ==
        std::string{"gamma /x: "} +
            (status == 429 ? "rate limited (429)"
                           : "failing (" + std::to_string(status) + ": slow down)") +
            ", next try in 300s");
  scene.pass(milliseconds{299'999});
  CHECK(scene.in_transfer.empty());
  scene.pass(milliseconds{1});
  REQUIRE(scene.in_transfer.size() == 1);
  scene.end_transfer("https://gamma/a", busy);
  CHECK(scene.lines("endpoint-paused") == 1);
  CHECK(scene.error(queued).host_paused);
  scene.pass(seconds{300});
  scene.ask("/c", "/x", seconds{600});
  scene.end_transfer("https://gamma/c", answer_of(200, "[]"));
  REQUIRE(scene.lines("endpoint-back") == 1);
  CHECK(scene.notices.back().text == "gamma /x: answers again after 600s");
}

TEST_CASE("429 without Retry-After holds its endpoint for pauses that grow to a minute") {
  auto options = plain_options();
  options.breaker.failures = 1000;
  dispatcher_scene scene{options};
  timespan longest{};
  for (auto i = 0; i < 60; ++i) {
    scene.ask("/a" + std::to_string(i), "/x", seconds{1000});
    const auto before = scene.now;
    while (scene.in_transfer.empty()) {
      REQUIRE(scene.next);
      scene.pass(*scene.next - scene.now);
    }
    longest = std::max(longest, scene.now - before);
    scene.end_transfer(scene.in_transfer.begin()->second, answer_of(429, "slow down"));
  }
  CHECK(longest <= seconds{60});
  CHECK(longest > seconds{45});
  CHECK(scene.lines("endpoint-paused") == 1);
  const auto other = scene.ask("/other", "/y");
  scene.end_transfer("https://gamma/other", answer_of(200, "[]"));
  CHECK(scene.reply(other).attempts == 1);
}

TEST_CASE("after a cancelled or failed endpoint probe the next request is the probe") {
  dispatcher_scene scene;
  auto busy = answer_of(429, "");
  busy.retry_after = "2";
  scene.ask("/a", "/x", seconds{60}, host::gamma, "a");
  scene.end_transfer("https://gamma/a", busy);
  scene.ask("/b", "/x", seconds{60}, host::gamma, "b");
  scene.ask("/c", "/x", seconds{60}, host::gamma, "c");
  scene.pass(seconds{2});
  REQUIRE(scene.in_transfer.size() == 1);
  scene.subject.cancel("a");
  scene.keep_orders();
  scene.advance();
  REQUIRE(scene.in_transfer.size() == 1);
  scene.end_transfer("https://gamma/b", answer_of(500, "{}"));
  REQUIRE(scene.in_transfer.size() == 1);
  scene.end_transfer("https://gamma/c", answer_of(404, "{}"));
  scene.pass(seconds{2});
  CHECK(scene.in_transfer.size() == 1);
  CHECK(scene.started.back() == "https://gamma/b");
}

TEST_CASE("the end of Data API v1 is logged once, and not after a single 404") {
  const auto status = GENERATE(std::uint16_t{404}, std::uint16_t{410});
  const auto body = GENERATE("404 page not found", R"({"error":"not found"})");
  dispatcher_scene scene;
  const auto ask = [&](std::uint16_t code) {
    scene.ask("/activity?user=0x1", "/activity", milliseconds{1}, host::data);
    if (!scene.in_transfer.empty())
      scene.end_transfer("https://data/activity?user=0x1", answer_of(code, body));
    scene.pass(seconds{20});
  };
  ask(404);
  ask(404);
  scene.ask("/activity?user=0x1", "/activity", seconds{5}, host::data);
  scene.end_transfer("https://data/activity?user=0x1", answer_of(200, "[]"));
  ask(404);
  ask(404);
  CHECK(scene.lines("data-api-retired") == 0);
  for (auto i = 0; i < 6; ++i)
    ask(status);
  REQUIRE(scene.lines("data-api-retired") == 1);
  const auto line =
      std::find_if(scene.notices.begin(), scene.notices.end(),
                   [](const auto& notice) { return notice.level == log_level::error; });
  REQUIRE(line != scene.notices.end());
  CHECK(line->text.find("set http.data-api = \"v2\"") != std::string::npos);
}

TEST_CASE("a 404 of another endpoint does not report the end of Data API v1") {
  dispatcher_scene scene;
  for (auto i = 0; i < 5; ++i) {
    scene.ask("/v2/activity", "/v2/activity", seconds{5}, host::data);
    scene.end_transfer("https://data/v2/activity",
                       answer_of(404, R"({"error":"no such user"})"));
    scene.ask("/activity", "/activity", seconds{5}, host::gamma);
    scene.end_transfer("https://gamma/activity", answer_of(410, "{}"));
  }
  CHECK(scene.lines("data-api-retired") == 0);
}

} // namespace
} // namespace tracker
