// SPDX-License-Identifier: MIT
#include "actors/fetcher/dispatcher.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>

namespace tracker {
namespace {

using kind = fetch_error_kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

dispatcher_options plain_options() {
  dispatcher_options options;
  options.base_urls = {"https://gamma", "https://data", "https://clob"};
  options.limits.clear();
  options.jitter_seed = 1;
  return options;
}

http_answer answer_of(std::uint16_t status, std::string body) {
  http_answer answer;
  answer.status = status;
  answer.body = std::make_shared<const std::string>(std::move(body));
  return answer;
}

transport_failure no_connection() {
  return {kind::connect, 0, "connection refused", true};
}

/// A dispatcher, its virtual time, and a record of what it ordered.
struct scene {
  explicit scene(dispatcher_options options = plain_options())
      : desk{std::move(options)} {}

  /// Asks, and lets it start if it may.
  ticket ask(const std::string& path, const std::string& endpoint = "/markets",
             timespan deadline = seconds{15}, host from = host::gamma,
             const std::string& owner = "window") {
    desk.submit(++last, {from, endpoint, path, deadline, owner}, now);
    look();
    return last;
  }
  void look() {
    next = desk.advance(now);
    keep_orders();
  }
  void keep_orders() {
    auto orders = desk.take_orders();
    for (auto id : orders.aborts) {
      CHECK(aloft.erase(id) == 1);
      aborted.push_back(id);
    }
    for (auto& start : orders.starts) {
      started.push_back(start.url);
      aloft.emplace(start.flight, start.url);
    }
    for (auto& answer : orders.answers) {
      CHECK(answers.count(answer.to) == 0);
      answers.emplace(answer.to, std::move(answer.result));
      answered_at.emplace(answer.to, now);
    }
    for (auto& notice : orders.notices)
      notices.push_back(std::move(notice));
  }
  /// Moves time on, stopping wherever the dispatcher wants to be called.
  void pass(timespan span) {
    const auto until = now + span;
    while (next && *next <= until) {
      now = std::max(now, *next);
      look();
    }
    now = until;
    look();
  }
  /// Ends the transfer of this URL.
  void land(const std::string& url, const transfer_result& result) {
    const auto found = std::find_if(aloft.begin(), aloft.end(), [&](const auto& entry) {
      return entry.second == url;
    });
    REQUIRE(found != aloft.end());
    const auto id = found->first;
    aloft.erase(found);
    desk.landed(id, result, now, wall);
    keep_orders();
    look();
  }
  /// Lets three attempts at this URL find no connection.
  void fail_three_times(const std::string& url) {
    for (auto i = 0; i < 3; ++i) {
      if (i > 0)
        pass(seconds{2});
      land(url, no_connection());
    }
  }
  bool is_open(ticket who) const { return answers.count(who) == 0; }
  const fetch_error& error(ticket who) const {
    REQUIRE(answers.count(who) == 1);
    REQUIRE(std::holds_alternative<fetch_error>(answers.at(who).value));
    return std::get<fetch_error>(answers.at(who).value);
  }
  const fetch_reply& reply(ticket who) const {
    REQUIRE(answers.count(who) == 1);
    REQUIRE(std::holds_alternative<fetch_reply>(answers.at(who).value));
    return std::get<fetch_reply>(answers.at(who).value);
  }
  std::size_t lines(const std::string& event) const {
    return static_cast<std::size_t>(
        std::count_if(notices.begin(), notices.end(),
                      [&](const auto& notice) { return notice.event == event; }));
  }

  dispatcher desk;
  steady_point now{std::chrono::hours{1}};
  timestamp wall = from_unix_seconds(784111777);
  ticket last = 0;
  std::optional<steady_point> next;
  std::map<flight_id, std::string> aloft;
  std::vector<std::string> started;
  std::vector<flight_id> aborted;
  std::map<ticket, fetch_result> answers;
  std::map<ticket, steady_point> answered_at;
  std::vector<dispatcher_orders::notice> notices;
};

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
  CHECK(of.aloft.size() == 5);
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
  CHECK(of.aloft.empty());
  of.pass(milliseconds{1});
  // One request finds out, the other waits for its end.
  CHECK(of.aloft.size() == 1);
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
  CHECK(of.aloft.size() == 1);
  of.pass(seconds{41});
  CHECK(of.desk.describe_hosts(of.now) ==
        "gamma unreachable for 41 s, data ok, clob not asked yet");
  const auto probe = of.ask("/d");
  const auto behind = of.ask("/e");
  CHECK(of.aloft.size() == 1);
  of.land("https://gamma/d", no_connection());
  CHECK(of.error(probe).kind == kind::connect);
  CHECK(of.error(behind).attempts == 0);
  of.pass(seconds{2});
  const auto again = of.ask("/d");
  const auto with_it = of.ask("/e");
  of.land("https://gamma/d", answer_of(404, R"({"error":"slug not found"})"));
  CHECK(of.error(again).status == 404);
  CHECK(of.aloft.size() == 1);
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
  CHECK(of.aloft.size() == 1);
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
  CHECK(of.aloft.empty());
  of.pass(milliseconds{1});
  REQUIRE(of.aloft.size() == 1);
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
    while (of.aloft.empty()) {
      REQUIRE(of.next);
      of.pass(*of.next - of.now);
    }
    longest = std::max(longest, of.now - before);
    of.land(of.aloft.begin()->second, answer_of(429, "slow down"));
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
  REQUIRE(of.aloft.size() == 1);
  of.desk.cancel("a");
  of.keep_orders();
  of.look();
  REQUIRE(of.aloft.size() == 1);
  of.land("https://gamma/b", answer_of(500, "{}"));
  REQUIRE(of.aloft.size() == 1);
  of.land("https://gamma/c", answer_of(404, "{}"));
  of.pass(seconds{2});
  CHECK(of.aloft.size() == 1);
  CHECK(of.started.back() == "https://gamma/b");
}

TEST_CASE("that Data API v1 has ended is said once, not after one odd 404") {
  const auto status = GENERATE(std::uint16_t{404}, std::uint16_t{410});
  const auto body = GENERATE("404 page not found", R"({"error":"not found"})");
  scene of;
  const auto ask = [&](std::uint16_t code) {
    of.ask("/activity?user=0x1", "/activity", milliseconds{1}, host::data);
    if (!of.aloft.empty())
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
