// SPDX-License-Identifier: MIT
#include "tests/actors/fetcher/policy/fetcher_scene.hpp"

namespace tracker {
namespace {

using test::answer_of;
using test::dispatcher_scene;
using test::plain_options;
using kind = fetch_error_kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("a request is sent to its host and answered with the reply") {
  dispatcher_scene scene;
  const auto id = scene.ask("/markets?slug=x");
  REQUIRE(scene.started == std::vector<std::string>{"https://gamma/markets?slug=x"});
  CHECK(scene.subject.open() == 1);
  scene.end_transfer("https://gamma/markets?slug=x", answer_of(200, "[1]"));
  CHECK(*scene.reply(id).body == "[1]");
  CHECK(scene.reply(id).attempts == 1);
  CHECK(scene.subject.open() == 0);
  CHECK_FALSE(scene.next.has_value());
}

TEST_CASE("a forbidden path is refused at once") {
  dispatcher_scene scene;
  const auto id = scene.ask("/../etc/passwd");
  CHECK(scene.error(id).kind == kind::refused);
  CHECK_FALSE(scene.error(id).retryable);
  CHECK(scene.error(id).detail == "the path has ..");
  CHECK(scene.started.empty());
}

TEST_CASE("identical requests share one transfer, each with its own deadline and owner") {
  dispatcher_scene scene;
  const auto first = scene.ask("/time", "/time", seconds{3}, host::clob, "a");
  const auto second = scene.ask("/time", "/time", seconds{9}, host::clob, "b");
  const auto third = scene.ask("/time", "/time", seconds{9}, host::clob, "c");
  const auto elsewhere = scene.ask("/time", "/time", seconds{9}, host::gamma, "a");
  CHECK(scene.started.size() == 2);
  scene.pass(seconds{3});
  CHECK(scene.error(first).kind == kind::timeout);
  scene.subject.cancel("b");
  scene.keep_orders();
  CHECK(scene.error(second).kind == kind::cancelled);
  CHECK(scene.aborted.empty());
  scene.end_transfer("https://clob/time", answer_of(200, "7"));
  CHECK(*scene.reply(third).body == "7");
  CHECK(scene.is_open(elsewhere));
}

TEST_CASE("a reply is not shared with later requests") {
  dispatcher_scene scene;
  scene.ask("/time");
  scene.end_transfer("https://gamma/time", answer_of(200, "1"));
  const auto later = scene.ask("/time");
  CHECK(scene.is_open(later));
  CHECK(scene.started.size() == 2);
}

TEST_CASE("at most as many transfers as connections run per host, in order") {
  dispatcher_scene scene;
  for (auto i = 0; i < 6; ++i)
    scene.ask("/" + std::to_string(i));
  const auto other = scene.ask("/x", "/x", seconds{15}, host::data);
  CHECK(scene.in_transfer.size() == 5);
  CHECK(scene.is_open(other));
  scene.end_transfer("https://gamma/2", answer_of(200, "1"));
  CHECK(scene.started.back() == "https://gamma/4");
  scene.end_transfer("https://gamma/0", answer_of(500, "{}"));
  CHECK(scene.started.back() == "https://gamma/5");
}

TEST_CASE("a retryable failure is retried within the deadline until the reply") {
  dispatcher_scene scene;
  const auto id = scene.ask("/x");
  scene.end_transfer("https://gamma/x",
                     answer_of(500, R"({"error":"cannot get the information"})"));
  CHECK(scene.is_open(id));
  CHECK(scene.lines("fetch-again") == 1);
  scene.pass(seconds{1});
  CHECK(scene.started.size() == 2);
  scene.end_transfer("https://gamma/x",
                     transport_failure{kind::truncated, 200, "cut", true});
  scene.pass(seconds{2});
  scene.end_transfer("https://gamma/x", answer_of(200, "{}"));
  CHECK(scene.reply(id).attempts == 3);
  CHECK(scene.subject.counts().retries == 2);
  CHECK(scene.subject.counts().attempts == 3);
}

TEST_CASE("a permanent failure is answered at once") {
  dispatcher_scene scene;
  const auto missing = scene.ask("/missing", "/markets/slug");
  scene.end_transfer("https://gamma/missing",
                     answer_of(404, R"({"error":"slug not found"})"));
  CHECK(scene.error(missing).kind == kind::status);
  CHECK(scene.error(missing).status == 404);
  CHECK(scene.error(missing).target == host::gamma);
  CHECK(scene.error(missing).endpoint == "/markets/slug");
  CHECK(scene.error(missing).attempts == 1);
  const auto huge = scene.ask("/huge");
  scene.end_transfer("https://gamma/huge",
                     transport_failure{kind::too_large, 200, "too much", false});
  CHECK(scene.error(huge).kind == kind::too_large);
}

TEST_CASE("after the last attempt the last error is the answer") {
  auto options = plain_options();
  options.breaker.failures = 6;
  dispatcher_scene scene{options};
  const auto id = scene.ask("/x", "/markets", seconds{60});
  for (auto i = 0; i < 5; ++i) {
    scene.end_transfer("https://gamma/x", answer_of(500, R"({"error":"no"})"));
    scene.pass(seconds{8});
  }
  CHECK(scene.error(id).status == 500);
  CHECK(scene.error(id).attempts == 5);
  CHECK(scene.started.size() == 5);
}

TEST_CASE("a request whose deadline precedes the retry is answered with the failure") {
  dispatcher_scene scene;
  const auto hurried = scene.ask("/x", "/x", seconds{1});
  const auto patient = scene.ask("/x", "/x", seconds{30});
  auto busy = answer_of(503, R"({"error":"restart"})");
  busy.retry_after = "10";
  scene.end_transfer("https://gamma/x", busy);
  CHECK(scene.error(hurried).kind == kind::status);
  CHECK(scene.error(hurried).status == 503);
  CHECK(scene.is_open(patient));
  scene.pass(seconds{10});
  scene.end_transfer("https://gamma/x", answer_of(200, "{}"));
  CHECK(scene.reply(patient).attempts == 2);
}

TEST_CASE(
    "Retry-After holds back the endpoint, not the host, and never beyond a deadline") {
  dispatcher_scene scene;
  const auto first = scene.ask("/trades?a", "/trades", seconds{30}, host::data);
  auto busy = answer_of(429, R"({"error":"Too Many Requests"})");
  busy.retry_after = "7";
  scene.end_transfer("https://data/trades?a", busy);
  const auto waiting = scene.ask("/trades?b", "/trades", seconds{30}, host::data);
  const auto hurried = scene.ask("/trades?c", "/trades", seconds{2}, host::data);
  const auto other = scene.ask("/activity", "/activity", seconds{30}, host::data);
  CHECK(scene.error(hurried).status == 429);
  CHECK(scene.error(hurried).attempts == 0);
  CHECK(scene.error(hurried).retryable);
  CHECK(scene.error(hurried).host_paused);
  CHECK(scene.subject.describe_hosts(scene.now) ==
        "gamma not used yet, data rate limited at /trades, clob not used yet");
  scene.end_transfer("https://data/activity", answer_of(200, "[]"));
  CHECK(scene.reply(other).attempts == 1);
  scene.pass(milliseconds{6999});
  CHECK(scene.in_transfer.empty());
  scene.pass(milliseconds{1});
  // One request is the probe, the other waits for its result.
  CHECK(scene.in_transfer.size() == 1);
  scene.end_transfer("https://data/trades?a", answer_of(200, "[]"));
  scene.end_transfer("https://data/trades?b", answer_of(200, "[]"));
  CHECK(scene.reply(first).attempts == 2);
  CHECK(scene.reply(waiting).attempts == 1);
  CHECK(scene.subject.describe_hosts(scene.now) ==
        "gamma not used yet, data ok, clob not used yet");
  CHECK(scene.lines("endpoint-paused") == 0);
}

TEST_CASE("a request over budget waits, and fails only when its deadline passes") {
  auto options = plain_options();
  options.limits = {{host::gamma, "/markets", 1, seconds{4}}};
  dispatcher_scene scene{options};
  scene.ask("/a");
  const auto patient = scene.ask("/b", "/markets/slug");
  const auto hurried = scene.ask("/c", "/markets", seconds{2});
  CHECK(scene.started.size() == 1);
  scene.pass(seconds{2});
  CHECK(scene.error(hurried).kind == kind::timeout);
  CHECK(scene.error(hurried).attempts == 0);
  CHECK(scene.error(hurried).detail ==
        "not sent within 2000 ms: other requests were first");
  CHECK(scene.is_open(patient));
  scene.pass(seconds{2});
  CHECK(scene.started.back() == "https://gamma/b");
}

TEST_CASE("every deadline is met, and a transfer without waiters is aborted") {
  dispatcher_scene scene;
  const auto id = scene.ask("/slow", "/x", milliseconds{250});
  CHECK(scene.next == scene.now + milliseconds{250});
  scene.pass(seconds{1});
  CHECK(scene.error(id).kind == kind::timeout);
  CHECK(scene.error(id).detail == "no answer within 250 ms");
  CHECK(scene.error(id).retryable);
  CHECK(scene.answered_at.at(id) == scene.now - milliseconds{750});
  CHECK(scene.aborted.size() == 1);
  const auto never = scene.ask("/never", "/x", timespan{-1});
  CHECK(scene.error(never).kind == kind::timeout);
  const auto for_ever = scene.ask("/for-ever", "/x", timespan::max());
  CHECK(scene.is_open(for_ever));
}

TEST_CASE("cancelling answers the requests of one owner, or all") {
  dispatcher_scene scene;
  const auto mine = scene.ask("/a", "/x", seconds{15}, host::gamma, "me");
  const auto yours = scene.ask("/b", "/x", seconds{15}, host::gamma, "you");
  scene.subject.cancel("me");
  scene.keep_orders();
  CHECK(scene.error(mine).kind == kind::cancelled);
  CHECK_FALSE(scene.error(mine).retryable);
  CHECK(scene.aborted.size() == 1);
  CHECK(scene.is_open(yours));
  scene.subject.cancel("unknown");
  scene.keep_orders();
  CHECK(scene.is_open(yours));
  scene.subject.cancel("");
  scene.keep_orders();
  CHECK(scene.error(yours).kind == kind::cancelled);
  CHECK(scene.subject.open() == 0);
}

TEST_CASE("a closed dispatcher refuses new requests and finishes open ones") {
  dispatcher_scene scene;
  const auto open = scene.ask("/a");
  scene.subject.close();
  const auto late = scene.ask("/b");
  const auto same = scene.ask("/a");
  CHECK(scene.error(late).kind == kind::cancelled);
  CHECK(scene.error(same).kind == kind::cancelled);
  scene.end_transfer("https://gamma/a", answer_of(200, "{}"));
  CHECK(scene.reply(open).status == 200);
}

TEST_CASE("a full queue refuses, counts, and logs it once") {
  auto options = plain_options();
  options.max_open_requests = 4;
  dispatcher_scene scene{options};
  for (auto i = 0; i < 4; ++i)
    scene.ask("/" + std::to_string(i));
  const auto refused = scene.ask("/5");
  scene.ask("/0");
  CHECK(scene.error(refused).kind == kind::refused);
  CHECK(scene.error(refused).retryable);
  CHECK(scene.subject.counts().refused == 2);
  CHECK(scene.lines("fetch-queue-full") == 1);
  scene.end_transfer("https://gamma/0", answer_of(200, "{}"));
  CHECK(scene.lines("fetch-queue-clear") == 0);
  scene.end_transfer("https://gamma/1", answer_of(200, "{}"));
  CHECK(scene.lines("fetch-queue-clear") == 1);
  CHECK(scene.notices.back().text == "requests are accepted again, 2 were refused");
}

} // namespace
} // namespace tracker
