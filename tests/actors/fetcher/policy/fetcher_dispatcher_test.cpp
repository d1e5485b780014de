// SPDX-License-Identifier: MIT
#include "tests/actors/fetcher/policy/fetcher_scene.hpp"

namespace tracker {
namespace {

using scene = test::dispatcher_scene;
using test::answer_of;
using test::plain_options;
using kind = fetch_error_kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("a request is asked of its host and answered with the reply") {
  scene of;
  const auto who = of.ask("/markets?slug=x");
  REQUIRE(of.started == std::vector<std::string>{"https://gamma/markets?slug=x"});
  CHECK(of.desk.open() == 1);
  of.land("https://gamma/markets?slug=x", answer_of(200, "[1]"));
  CHECK(*of.reply(who).body == "[1]");
  CHECK(of.reply(who).attempts == 1);
  CHECK(of.desk.open() == 0);
  CHECK_FALSE(of.next.has_value());
}

TEST_CASE("a path that may not be asked is refused at once") {
  scene of;
  const auto who = of.ask("/../etc/passwd");
  CHECK(of.error(who).kind == kind::refused);
  CHECK_FALSE(of.error(who).retryable);
  CHECK(of.error(who).detail == "the path has ..");
  CHECK(of.started.empty());
}

TEST_CASE("identical requests share one transfer, each with its own deadline and owner") {
  scene of;
  const auto first = of.ask("/time", "/time", seconds{3}, host::clob, "a");
  const auto second = of.ask("/time", "/time", seconds{9}, host::clob, "b");
  const auto third = of.ask("/time", "/time", seconds{9}, host::clob, "c");
  const auto elsewhere = of.ask("/time", "/time", seconds{9}, host::gamma, "a");
  CHECK(of.started.size() == 2);
  of.pass(seconds{3});
  CHECK(of.error(first).kind == kind::timeout);
  of.desk.cancel("b");
  of.keep_orders();
  CHECK(of.error(second).kind == kind::cancelled);
  CHECK(of.aborted.empty());
  of.land("https://clob/time", answer_of(200, "7"));
  CHECK(*of.reply(third).body == "7");
  CHECK(of.is_open(elsewhere));
}

TEST_CASE("a reply that came is not shared with those who ask later") {
  scene of;
  of.ask("/time");
  of.land("https://gamma/time", answer_of(200, "1"));
  const auto later = of.ask("/time");
  CHECK(of.is_open(later));
  CHECK(of.started.size() == 2);
}

TEST_CASE("no more transfers than connections go at once to one host, in order") {
  scene of;
  for (auto i = 0; i < 6; ++i)
    of.ask("/" + std::to_string(i));
  const auto other = of.ask("/x", "/x", seconds{15}, host::data);
  CHECK(of.in_transfer.size() == 5);
  CHECK(of.is_open(other));
  of.land("https://gamma/2", answer_of(200, "1"));
  CHECK(of.started.back() == "https://gamma/4");
  of.land("https://gamma/0", answer_of(500, "{}"));
  CHECK(of.started.back() == "https://gamma/5");
}

TEST_CASE("what can pass is tried again within the deadline, then the reply comes") {
  scene of;
  const auto who = of.ask("/x");
  of.land("https://gamma/x", answer_of(500, R"({"error":"cannot get the information"})"));
  CHECK(of.is_open(who));
  CHECK(of.lines("fetch-again") == 1);
  of.pass(seconds{1});
  CHECK(of.started.size() == 2);
  of.land("https://gamma/x", transport_failure{kind::truncated, 200, "cut", true});
  of.pass(seconds{2});
  of.land("https://gamma/x", answer_of(200, "{}"));
  CHECK(of.reply(who).attempts == 3);
  CHECK(of.desk.counts().retries == 2);
  CHECK(of.desk.counts().attempts == 3);
}

TEST_CASE("what cannot pass is answered at once") {
  scene of;
  const auto missing = of.ask("/missing", "/markets/slug");
  of.land("https://gamma/missing", answer_of(404, R"({"error":"slug not found"})"));
  CHECK(of.error(missing).kind == kind::status);
  CHECK(of.error(missing).status == 404);
  CHECK(of.error(missing).from == host::gamma);
  CHECK(of.error(missing).endpoint == "/markets/slug");
  CHECK(of.error(missing).attempts == 1);
  const auto huge = of.ask("/huge");
  of.land("https://gamma/huge",
          transport_failure{kind::too_large, 200, "too much", false});
  CHECK(of.error(huge).kind == kind::too_large);
}

TEST_CASE("after the last attempt the last error is the answer") {
  auto options = plain_options();
  options.breaker.failures = 6;
  scene of{options};
  const auto who = of.ask("/x", "/markets", seconds{60});
  for (auto i = 0; i < 5; ++i) {
    of.land("https://gamma/x", answer_of(500, R"({"error":"no"})"));
    of.pass(seconds{8});
  }
  CHECK(of.error(who).status == 500);
  CHECK(of.error(who).attempts == 5);
  CHECK(of.started.size() == 5);
}

TEST_CASE("who cannot live until the next attempt is answered with what went wrong") {
  scene of;
  const auto hurried = of.ask("/x", "/x", seconds{1});
  const auto patient = of.ask("/x", "/x", seconds{30});
  auto busy = answer_of(503, R"({"error":"restart"})");
  busy.retry_after = "10";
  of.land("https://gamma/x", busy);
  CHECK(of.error(hurried).kind == kind::status);
  CHECK(of.error(hurried).status == 503);
  CHECK(of.is_open(patient));
  of.pass(seconds{10});
  of.land("https://gamma/x", answer_of(200, "{}"));
  CHECK(of.reply(patient).attempts == 2);
}

TEST_CASE(
    "Retry-After holds back the endpoint, not the host, and never beyond a deadline") {
  scene of;
  const auto first = of.ask("/trades?a", "/trades", seconds{30}, host::data);
  auto busy = answer_of(429, R"({"error":"Too Many Requests"})");
  busy.retry_after = "7";
  of.land("https://data/trades?a", busy);
  const auto waiting = of.ask("/trades?b", "/trades", seconds{30}, host::data);
  const auto hurried = of.ask("/trades?c", "/trades", seconds{2}, host::data);
  const auto other = of.ask("/activity", "/activity", seconds{30}, host::data);
  CHECK(of.error(hurried).status == 429);
  CHECK(of.error(hurried).attempts == 0);
  CHECK(of.error(hurried).retryable);
  CHECK(of.error(hurried).host_paused);
  CHECK(of.desk.describe_hosts(of.now) ==
        "gamma not asked yet, data rate limited at /trades, clob not asked yet");
  of.land("https://data/activity", answer_of(200, "[]"));
  CHECK(of.reply(other).attempts == 1);
  of.pass(milliseconds{6999});
  CHECK(of.in_transfer.empty());
  of.pass(milliseconds{1});
  // One request finds out, the other waits for its end.
  CHECK(of.in_transfer.size() == 1);
  of.land("https://data/trades?a", answer_of(200, "[]"));
  of.land("https://data/trades?b", answer_of(200, "[]"));
  CHECK(of.reply(first).attempts == 2);
  CHECK(of.reply(waiting).attempts == 1);
  CHECK(of.desk.describe_hosts(of.now) ==
        "gamma not asked yet, data ok, clob not asked yet");
  CHECK(of.lines("endpoint-paused") == 0);
}

TEST_CASE("a request over budget waits, and fails only when its deadline passes") {
  auto options = plain_options();
  options.limits = {{host::gamma, "/markets", 1, seconds{4}}};
  scene of{options};
  of.ask("/a");
  const auto patient = of.ask("/b", "/markets/slug");
  const auto hurried = of.ask("/c", "/markets", seconds{2});
  CHECK(of.started.size() == 1);
  of.pass(seconds{2});
  CHECK(of.error(hurried).kind == kind::timeout);
  CHECK(of.error(hurried).attempts == 0);
  CHECK(of.error(hurried).detail == "not asked within 2000 ms: others were before it");
  CHECK(of.is_open(patient));
  of.pass(seconds{2});
  CHECK(of.started.back() == "https://gamma/b");
}

TEST_CASE("every deadline is met, and a transfer nobody waits for is aborted") {
  scene of;
  const auto who = of.ask("/slow", "/x", milliseconds{250});
  CHECK(of.next == of.now + milliseconds{250});
  of.pass(seconds{1});
  CHECK(of.error(who).kind == kind::timeout);
  CHECK(of.error(who).detail == "no answer within 250 ms");
  CHECK(of.error(who).retryable);
  CHECK(of.answered_at.at(who) == of.now - milliseconds{750});
  CHECK(of.aborted.size() == 1);
  const auto never = of.ask("/never", "/x", timespan{-1});
  CHECK(of.error(never).kind == kind::timeout);
  const auto for_ever = of.ask("/for-ever", "/x", timespan::max());
  CHECK(of.is_open(for_ever));
}

TEST_CASE("cancelling answers one owner's requests, or everybody's") {
  scene of;
  const auto mine = of.ask("/a", "/x", seconds{15}, host::gamma, "me");
  const auto yours = of.ask("/b", "/x", seconds{15}, host::gamma, "you");
  of.desk.cancel("me");
  of.keep_orders();
  CHECK(of.error(mine).kind == kind::cancelled);
  CHECK_FALSE(of.error(mine).retryable);
  CHECK(of.aborted.size() == 1);
  CHECK(of.is_open(yours));
  of.desk.cancel("nobody");
  of.keep_orders();
  CHECK(of.is_open(yours));
  of.desk.cancel("");
  of.keep_orders();
  CHECK(of.error(yours).kind == kind::cancelled);
  CHECK(of.desk.open() == 0);
}

TEST_CASE("a closed dispatcher takes nothing new and finishes what it has") {
  scene of;
  const auto open = of.ask("/a");
  of.desk.close();
  const auto late = of.ask("/b");
  const auto same = of.ask("/a");
  CHECK(of.error(late).kind == kind::cancelled);
  CHECK(of.error(same).kind == kind::cancelled);
  of.land("https://gamma/a", answer_of(200, "{}"));
  CHECK(of.reply(open).status == 200);
}

TEST_CASE("a full queue refuses, counts, and says so once") {
  auto options = plain_options();
  options.max_open_requests = 4;
  scene of{options};
  for (auto i = 0; i < 4; ++i)
    of.ask("/" + std::to_string(i));
  const auto refused = of.ask("/5");
  of.ask("/0");
  CHECK(of.error(refused).kind == kind::refused);
  CHECK(of.error(refused).retryable);
  CHECK(of.desk.counts().turned_away == 2);
  CHECK(of.lines("fetch-queue-full") == 1);
  of.land("https://gamma/0", answer_of(200, "{}"));
  CHECK(of.lines("fetch-queue-clear") == 0);
  of.land("https://gamma/1", answer_of(200, "{}"));
  CHECK(of.lines("fetch-queue-clear") == 1);
  CHECK(of.notices.back().text == "requests are taken again; 2 were refused");
}

} // namespace
} // namespace tracker
