// SPDX-License-Identifier: MIT
#include "actors/window/window_tracker.hpp"

#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/series/series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const series btc = *parse_series("btc-updown-15m");
const window first = window_at(btc, from_unix_seconds(1'768'936'500));

template <class Event>
std::vector<Event> only(const std::vector<window_event>& events) {
  std::vector<Event> result;
  for (const auto& event : events)
    if (const auto* wanted = std::get_if<Event>(&event))
      result.push_back(*wanted);
  return result;
}

window_tracker_rules hurried() {
  window_tracker_rules result;
  result.hurried = true;
  return result;
}

/// A platform that answers at once, as a test sets it, and a watch that lives on it.
struct tracker_scene {
  window_tracker watched{btc, {}};
  timestamp now = first.start;
  /// What the sources say of every window that has ended.
  std::optional<settlement> gamma_says;
  std::optional<settlement> clob_says;
  std::optional<settlement> resolutions_say;
  std::optional<fetch_error_kind> gamma_fails;
  std::optional<fetch_error_kind> clob_fails;
  /// A source that answers with this instead, once the window has ended.
  std::map<host, fetch_result> stuck;
  /// Sources that do not answer at all, and what they were asked.
  std::set<host> silent;
  std::vector<source_request> unanswered;
  std::vector<window_event> events;
  std::vector<source_request> requests;
  std::vector<std::pair<source_request, timestamp>> looks;

  fetch_result reply_to(const source_request& what) const {
    const bool over = now >= what.window.end;
    if (const auto found = stuck.find(what.source); over && found != stuck.end())
      return found->second;
    if (what.source == host::data)
      return ok(resolution_body(what.window, over ? resolutions_say : std::nullopt));
    if (what.source == host::gamma)
      return gamma_fails ? failed(*gamma_fails)
                         : ok(gamma_body(what.window, over ? gamma_says : std::nullopt));
    return clob_fails ? failed(*clob_fails, host::clob)
                      : ok(clob_body(what.window, over ? clob_says : std::nullopt));
  }
  void keep(std::vector<window_event> more) {
    events.insert(events.end(), more.begin(), more.end());
  }
  /// One tick: events, requests and their results.
  void run_tick() {
    keep(watched.advance(now));
    for (const auto& what : watched.due_requests(now)) {
      requests.push_back(what);
      looks.emplace_back(what, now);
      if (now >= what.window.end && silent.contains(what.source)) {
        unanswered.push_back(what);
        continue;
      }
      keep(watched.apply_result(what, reply_to(what), now));
    }
  }
  void run(timespan span) {
    for (const auto until = now + span; now < until; now += 1s)
      run_tick();
  }
  std::vector<window_resolved> resolved() const { return only<window_resolved>(events); }
  /// Of the first window.
  std::vector<window_resolved> resolved_first() const {
    auto result = resolved();
    std::erase_if(result, [](const window_resolved& each) {
      return each.market.slug != first.slug;
    });
    return result;
  }
  /// Seconds behind the first window's end at which a source was asked for its winner.
  std::vector<std::int64_t> looks_of(host source) const {
    std::vector<std::int64_t> result;
    for (const auto& [what, time] : looks)
      if (what.source == source && what.window == first && time >= first.end)
        result.push_back((time - first.end) / 1s);
    return result;
  }
  std::size_t requests_to(host source) const {
    return static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(), [&](const source_request& scene) {
          return scene.source == source;
        }));
  }
};

} // namespace

TEST_CASE(
    "the pauses between looks grow from 2 s to 60 s and, after an hour, to 15 min") {
  std::vector<std::int64_t> seconds;
  for (std::uint32_t look = 0; look < 8; ++look)
    seconds.push_back(look_pause(look, 5min) / 1s);
  CHECK(seconds == std::vector<std::int64_t>{2, 4, 8, 16, 32, 60, 60, 60});
  CHECK(look_pause(4'000'000'000, 59min) == 60s);
  CHECK(look_pause(0, 1h) == 60s);
  CHECK(look_pause(0, 90min) == 450s);
  CHECK(look_pause(0, 2h) == 15min);
  CHECK(look_pause(0, 24h * 50) == 15min);
}

TEST_CASE("a market is asked for once, ahead of its window, and cached for it") {
  tracker_scene scene;
  scene.now = first.start - 61s;
  scene.run(120s);
  std::erase_if(scene.requests,
                [](const source_request& what) { return what.window != first; });
  REQUIRE(scene.requests.size() == 1);
  CHECK(scene.requests[0].path == "/markets/slug/btc-updown-15m-1768936500");
  // The window under way at the start, and the next one a minute before its start.
  CHECK(only<market_found>(scene.events).size() == 2);
  CHECK(only<window_opened>(scene.events).back().window == first);
}

TEST_CASE("the open window is known by time alone, its market once it was found") {
  tracker_scene scene;
  scene.gamma_fails = fetch_error_kind::connect;
  scene.run_tick();
  REQUIRE(scene.watched.current(scene.now));
  CHECK(scene.watched.current(scene.now)->window == first);
  CHECK(scene.watched.current(scene.now)->market == nullptr);
  scene.gamma_fails.reset();
  scene.run(70s);
  REQUIRE(scene.watched.current(scene.now)->market);
  CHECK(scene.watched.current(scene.now)->market->slug == first.slug);
}

TEST_CASE("a window that both sources settle alike is resolved once, confirmed") {
  tracker_scene scene;
  scene.gamma_says = scene.clob_says = settlement::down;
  scene.run(15min + 10s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK(scene.resolved()[0].market.slug == first.slug);
  CHECK(scene.resolved()[0].winner == settlement::down);
  CHECK(scene.resolved()[0].confirmed);
}

TEST_CASE("the first look comes grade-delay after the end") {
  tracker_scene scene;
  scene.run(15min + 3s);
  CHECK(scene.requests_to(host::clob) == 0);
  scene.run_tick();
  CHECK(scene.requests_to(host::clob) == 1);
}

TEST_CASE("gamma alone resolves a window, clob's word confirms it") {
  tracker_scene scene;
  scene.gamma_says = settlement::up;
  scene.run(15min + 20s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK_FALSE(scene.resolved()[0].confirmed);
  scene.clob_says = settlement::up;
  scene.run(60s);
  REQUIRE(scene.resolved().size() == 2);
  CHECK(scene.resolved()[1].confirmed);
}

TEST_CASE("each source alone names a winner, and any second one confirms it") {
  const auto alone = GENERATE(host::gamma, host::clob, host::data);
  const auto second = GENERATE(host::gamma, host::clob, host::data);
  if (alone == second)
    return;
  tracker_scene scene;
  const auto say = [&](host source) {
    (source == host::gamma  ? scene.gamma_says
     : source == host::clob ? scene.clob_says
                            : scene.resolutions_say) = settlement::up;
  };
  say(alone);
  scene.run(16min);
  REQUIRE(scene.resolved().size() == 1);
  CHECK(scene.resolved()[0].winner == settlement::up);
  CHECK_FALSE(scene.resolved()[0].confirmed);
  REQUIRE(scene.resolved()[0].reports.size() == 1);
  say(second);
  scene.run(70s);
  REQUIRE(scene.resolved().size() == 2);
  CHECK(scene.resolved()[1].winner == settlement::up);
  CHECK(scene.resolved()[1].confirmed);
  CHECK(scene.resolved()[1].reports.size() == 2);
  // Nothing is left to ask.
  const auto looks = scene.requests.size();
  scene.run(70s);
  CHECK(std::none_of(scene.requests.begin() + static_cast<std::ptrdiff_t>(looks),
                     scene.requests.end(),
                     [](const source_request& what) { return what.window == first; }));
}

TEST_CASE("one source that is stuck, answers 404 or is away holds up no other") {
  // Field case 8, and the same of every other source.
  const auto stuck = GENERATE(host::gamma, host::clob, host::data);
  tracker_scene scene;
  scene.gamma_says = scene.clob_says = scene.resolutions_say = settlement::up;
  SECTION("it leaves the market open") {
    scene.stuck.emplace(stuck, stuck == host::gamma  ? ok(gamma_body(first))
                               : stuck == host::clob ? ok(clob_body(first))
                                                     : ok(resolution_body(first)));
  }
  SECTION("it answers 404") {
    scene.stuck.emplace(stuck, refused_with(404, stuck));
  }
  SECTION("it is away") {
    scene.stuck.emplace(stuck, failed(fetch_error_kind::connect, stuck));
  }
  SECTION("it answers with a page") {
    scene.stuck.emplace(stuck, ok("<html>error code: 1015</html>"));
  }
  SECTION("it does not answer") {
    scene.silent.insert(stuck);
  }
  scene.run(15min + 20s);
  const auto resolved = scene.resolved_first();
  REQUIRE_FALSE(resolved.empty());
  CHECK(resolved.back().confirmed);
  CHECK(resolved.back().winner == settlement::up);
  CHECK(resolved.back().reports.size() == 2);
}

TEST_CASE(
    "a winner is told while another source does not answer, and both are asked on") {
  tracker_scene scene;
  scene.gamma_says = settlement::up;
  scene.silent.insert(host::clob);
  scene.run(15min + 6s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK_FALSE(scene.resolved()[0].confirmed);
  REQUIRE(scene.unanswered.size() == 1);
  // The request that hangs is not repeated; the third source confirms.
  scene.resolutions_say = settlement::up;
  scene.run(10s);
  CHECK(scene.unanswered.size() == 1);
  REQUIRE(scene.resolved().size() == 2);
  CHECK(scene.resolved()[1].confirmed);
  // Its late answer agrees and is kept.
  scene.clob_says = settlement::up;
  scene.keep(scene.watched.apply_result(scene.unanswered[0],
                                        scene.reply_to(scene.unanswered[0]), scene.now));
  REQUIRE(scene.resolved().size() == 3);
  CHECK(scene.resolved()[2].reports.size() == 3);
  CHECK(scene.watched.open_requests() == 0);
}

TEST_CASE(
    "resolutions are asked for last: with the second look, or behind another word") {
  tracker_scene scene;
  scene.run(15min + 40s);
  CHECK(scene.looks_of(host::gamma) == std::vector<std::int64_t>{3, 5, 9, 17, 33});
  CHECK(scene.looks_of(host::clob) == std::vector<std::int64_t>{3, 5, 9, 17, 33});
  CHECK(scene.looks_of(host::data) == std::vector<std::int64_t>{5, 7, 11, 19, 35});
  for (const auto& what : scene.requests)
    if (what.source == host::data && what.window == first) {
      CHECK(what.endpoint == "/v2/resolutions");
      CHECK(what.path == "/v2/resolutions?condition=" + condition_id_of(first));
    }
  tracker_scene agreed;
  agreed.gamma_says = agreed.clob_says = settlement::up;
  agreed.run(16min);
  CHECK(agreed.requests_to(host::data) == 0);
  tracker_scene slow;
  slow.gamma_says = settlement::up;
  slow.run(15min + 8s);
  CHECK(slow.looks_of(host::data) == std::vector<std::int64_t>{7});
}

TEST_CASE("a data host without resolutions is asked with the longest pauses") {
  tracker_scene scene;
  scene.gamma_says = settlement::up;
  const auto status = GENERATE(std::uint16_t{404}, std::uint16_t{410});
  scene.stuck.emplace(host::data, refused_with(status, host::data));
  scene.run(15min + 150s);
  CHECK(scene.looks_of(host::data) == std::vector<std::int64_t>{7, 67, 127});
  for (const auto& failure : only<look_failed>(scene.events)) {
    CHECK(failure.host_away);
    CHECK(failure.graded_by == "gamma");
  }
}

TEST_CASE("what resolutions say has its own time and reporter") {
  tracker_scene scene;
  scene.resolutions_say = settlement::split;
  scene.run(15min + 40s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK(scene.resolved()[0].winner == settlement::split);
  CHECK(scene.resolved()[0].reports ==
        std::vector<source_report>{{winner_source::resolutions, settlement::split,
                                    first.end + 20s, "CHAINLINK"}});
}

TEST_CASE("resolutions of a market whose outcomes begin with Down") {
  tracker_scene scene;
  scene.watched.resume(first, std::nullopt, first.end + 1h);
  scene.now = first.end + 1h;
  for (const auto& what : scene.watched.due_requests(scene.now))
    scene.keep(scene.watched.apply_result(
        what, ok(gamma_body(what.window, std::nullopt, outcome_order::down_first)),
        scene.now));
  scene.stuck.emplace(host::gamma,
                      ok(gamma_body(first, std::nullopt, outcome_order::down_first)));
  scene.resolutions_say = settlement::up;
  scene.run(10s);
  REQUIRE(scene.resolved_first().size() == 1);
  CHECK(scene.resolved_first()[0].winner == settlement::down);
}

TEST_CASE("a reply of resolutions about other markets is refused") {
  tracker_scene scene;
  scene.stuck.emplace(host::data,
                      ok(resolution_body(next_window(btc, first), settlement::up)));
  scene.run(15min + 30s);
  CHECK(scene.resolved().empty());
  const auto failures = only<look_failed>(scene.events);
  REQUIRE(failures.size() >= 2);
  CHECK(failures[0].reason == "data /v2/resolutions: data[0].condition_id: expected \"" +
                                  condition_id_of(first) + "\", found \"" +
                                  condition_id_of(next_window(btc, first)) + "\"");
  CHECK_FALSE(failures[0].repeated);
  CHECK(failures[0].graded_by.empty());
  CHECK(failures[1].repeated);
}

TEST_CASE("two sources that disagree resolve nothing, say so once, and are asked again") {
  tracker_scene scene;
  scene.gamma_says = settlement::up;
  scene.clob_says = settlement::down;
  scene.run(16min);
  REQUIRE(scene.resolved().size() == 1);
  CHECK_FALSE(scene.resolved()[0].winner);
  CHECK_FALSE(scene.resolved()[0].confirmed);
  CHECK(scene.resolved()[0].reports.size() == 2);
  const auto disputes = only<sources_disagree>(scene.events);
  REQUIRE(disputes.size() == 1);
  CHECK(disputes[0].text == "gamma says UP, clob says DOWN");
  CHECK_FALSE(disputes[0].confirmed);
  CHECK(disputes[0].window == first);
  CHECK(scene.watched.summary(scene.now).find("the sources disagree on 1") !=
        std::string::npos);
  SECTION("one of them corrects itself") {
    scene.gamma_says = settlement::down;
    scene.run(70s);
    REQUIRE(scene.resolved().size() == 2);
    CHECK(scene.resolved()[1].winner == settlement::down);
    CHECK(scene.resolved()[1].confirmed);
  }
  SECTION("the third decides, and the one that differs is named") {
    scene.resolutions_say = settlement::up;
    scene.run(70s);
    REQUIRE(scene.resolved().size() == 2);
    CHECK(scene.resolved()[1].winner == settlement::up);
    CHECK(scene.resolved()[1].confirmed);
    CHECK(only<sources_disagree>(scene.events).back().confirmed);
    CHECK(only<sources_disagree>(scene.events).back().text ==
          "gamma says UP, clob says DOWN, resolutions says UP");
  }
  SECTION("the third says yet another thing") {
    scene.resolutions_say = settlement::split;
    scene.run(70s);
    REQUIRE(scene.resolved().size() == 2);
    CHECK_FALSE(scene.resolved()[1].winner);
    CHECK(only<sources_disagree>(scene.events).size() == 2);
  }
  SECTION("one of them names no winner now: that takes its word not back") {
    scene.gamma_says.reset();
    scene.run(70s);
    CHECK(scene.resolved().size() == 1);
  }
}

TEST_CASE("a second source that disagrees takes a told winner back") {
  tracker_scene scene;
  scene.gamma_says = settlement::up;
  scene.run(15min + 10s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK(scene.resolved()[0].winner == settlement::up);
  scene.clob_says = settlement::down;
  scene.run(70s);
  REQUIRE(scene.resolved().size() == 2);
  CHECK_FALSE(scene.resolved()[1].winner);
  CHECK(only<sources_disagree>(scene.events).size() == 1);
}

TEST_CASE(
    "a third source that disagrees with two is an error, once, and changes nothing") {
  tracker_scene scene;
  scene.gamma_says = scene.clob_says = settlement::up;
  scene.resolutions_say = settlement::down;
  scene.silent.insert(host::clob);
  scene.stuck.emplace(host::gamma, ok(gamma_body(first)));
  scene.run(15min + 6s);
  REQUIRE_FALSE(scene.unanswered.empty());
  const auto hanging = scene.unanswered.front();
  scene.silent.clear();
  scene.stuck.clear();
  // Resolutions say DOWN, and gamma DOWN; CLOB's answer comes behind them.
  scene.gamma_says = settlement::down;
  scene.run(10s);
  REQUIRE(scene.resolved_first().back().confirmed);
  CHECK(only<sources_disagree>(scene.events).empty());
  scene.keep(scene.watched.apply_result(hanging, scene.reply_to(hanging), scene.now));
  CHECK(scene.resolved_first().back().winner == settlement::down);
  CHECK(scene.resolved_first().back().reports.size() == 3);
  const auto disputes = only<sources_disagree>(scene.events);
  REQUIRE(disputes.size() == 1);
  CHECK(disputes[0].confirmed);
  CHECK(disputes[0].text == "gamma says DOWN, clob says UP, resolutions says DOWN");
}

TEST_CASE("a restart keeps what one source said: one other is enough") {
  tracker_scene scene;
  scene.now = first.end + 60s;
  scene.run_tick();
  scene.events.clear();
  auto known = std::get<market>(decode_window_market(gamma_body(first), first));
  const std::vector<source_report> said{
      {winner_source::gamma, settlement::up, first.end + 20s, {}}};
  scene.stuck.emplace(host::gamma, refused_with(404, host::gamma));
  scene.resolutions_say = settlement::up;
  scene.watched.resume(first, known, scene.now, said);
  scene.run(10s);
  CHECK(scene.looks_of(host::gamma).empty());
  REQUIRE(scene.resolved_first().size() == 1);
  CHECK(scene.resolved_first()[0].confirmed);
  REQUIRE(scene.resolved_first()[0].reports.size() == 2);
  CHECK(scene.resolved_first()[0].reports[0] == said[0]);
  // What two have confirmed is not asked for again.
  tracker_scene confirmed;
  confirmed.now = first.end + 60s;
  confirmed.watched.resume(first, known, confirmed.now,
                           scene.resolved_first()[0].reports);
  CHECK(confirmed.watched.due_requests(confirmed.now).empty());
}

TEST_CASE("a source that fails in the same way is reported once for a window") {
  tracker_scene scene;
  scene.gamma_says = settlement::up;
  scene.stuck.emplace(host::clob, refused_with(404, host::clob));
  scene.run(15min + 60s);
  const auto failures = only<look_failed>(scene.events);
  REQUIRE(failures.size() >= 3);
  for (const auto& failure : failures) {
    CHECK(failure.source == host::clob);
    CHECK(failure.repeated == (&failure != &failures.front()));
  }
  // Gamma's word came with the same look as the first failure.
  for (const auto& failure : failures)
    CHECK(failure.graded_by == "gamma");
}

TEST_CASE("a 50/50 settlement is a settlement") {
  tracker_scene scene;
  scene.gamma_says = scene.clob_says = settlement::split;
  scene.run(15min + 10s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK(scene.resolved()[0].winner == settlement::split);
}

TEST_CASE("a window that stays unsettled for weeks is asked for without end") {
  tracker_scene scene;
  scene.run(15min);
  const auto stuck_from = scene.now;
  scene.run(26h);
  CHECK(scene.resolved().empty());
  scene.gamma_says = scene.clob_says = settlement::up;
  scene.run(16min);
  std::set<std::string> graded;
  for (const auto& event : scene.resolved())
    CHECK(graded.insert(event.market.slug).second);
  // Every window that ended at least its longest pause ago, the stuck ones among them.
  for (auto of = first; of.end < scene.now - 16min; of = next_window(btc, of))
    CHECK(graded.count(of.slug) == 1);
  CHECK(stuck_from < scene.now);
}

TEST_CASE("looks rotate the address, so that a cache cannot answer them all alike") {
  tracker_scene scene;
  scene.run(16min);
  std::set<std::string> paths;
  for (const auto& what : scene.requests)
    if (what.source == host::gamma && what.window == first)
      paths.insert(what.path);
  CHECK(paths.size() == 3);
}

TEST_CASE("a cached reply without a winner is noticed") {
  window_tracker watched{btc, {}};
  watched.advance(first.start);
  for (const auto& what : watched.due_requests(first.start))
    watched.apply_result(what, ok(gamma_body(what.window)), first.start);
  const auto later = first.end + 3s;
  watched.advance(later);
  for (const auto& what : watched.due_requests(later)) {
    if (what.window == first && what.source == host::gamma) {
      const auto events = watched.apply_result(what, ok(gamma_body(first), 240s), later);
      REQUIRE(only<reply_cached>(events).size() == 1);
      CHECK(only<reply_cached>(events)[0].age == 240s);
    }
  }
}

TEST_CASE("hosts that are away cost nothing but time: everything is caught up") {
  tracker_scene scene;
  scene.gamma_says = scene.clob_says = settlement::up;
  scene.gamma_fails = scene.clob_fails = fetch_error_kind::connect;
  scene.run(5h);
  CHECK(scene.resolved().empty());
  for (const auto& failure : only<look_failed>(scene.events))
    CHECK(failure.host_away);
  scene.gamma_fails.reset();
  scene.clob_fails.reset();
  scene.run(16min);
  CHECK(scene.resolved().size() >= 20);
  std::set<std::string> graded;
  for (const auto& event : scene.resolved())
    graded.insert(event.market.slug);
  CHECK(graded.size() >= 20);
}

TEST_CASE("a host that the fetcher leaves alone and has reported counts as away") {
  window_tracker watched{btc, {}};
  watched.advance(first.start);
  const auto requests = watched.due_requests(first.start);
  REQUIRE(requests.size() == 1);
  fetch_error blocked;
  blocked.kind = fetch_error_kind::status;
  blocked.status = 404;
  for (const auto is_paused : {true, false}) {
    blocked.host_paused = is_paused;
    auto copy = watched;
    const auto failures =
        only<look_failed>(copy.apply_result(requests[0], {blocked}, first.start));
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].host_away == is_paused);
  }
}

TEST_CASE("a reply about another window is refused and the window stays pending") {
  window_tracker watched{btc, {}};
  watched.advance(first.start);
  const auto requests = watched.due_requests(first.start);
  REQUIRE(requests.size() == 1);
  const auto events = watched.apply_result(
      requests[0], ok(gamma_body(next_window(btc, first))), first.start);
  const auto failures = only<look_failed>(events);
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].reason == "gamma /markets/slug: slug: expected \"" + first.slug +
                                  "\", found \"" + next_window(btc, first).slug + "\"");
  CHECK_FALSE(failures[0].host_away);
  CHECK(failures[0].next_look == 2s);
}

TEST_CASE("questions under way are bounded, the current window's come first") {
  tracker_scene scene;
  scene.gamma_fails = fetch_error_kind::timeout;
  scene.run(6h);
  scene.now += 1h;
  scene.watched.advance(scene.now);
  const auto wanted = scene.watched.due_requests(scene.now);
  CHECK(wanted.size() <= 9);
  CHECK(wanted.size() >= 8);
  CHECK(wanted.front().window.end > scene.now);
  CHECK(scene.watched.due_requests(scene.now).empty());
}

TEST_CASE("windows slept through are graded too") {
  tracker_scene scene;
  scene.gamma_says = scene.clob_says = settlement::up;
  scene.run_tick();
  scene.now += 3h;
  scene.run(2min);
  std::set<std::string> graded;
  for (const auto& event : scene.resolved())
    graded.insert(event.market.slug);
  CHECK(graded.size() == 12);
}

TEST_CASE("a wall clock that leaps over years is followed, not counted through") {
  tracker_scene scene;
  scene.run_tick();
  scene.now += 24h * 365 * 70;
  const auto events = scene.watched.advance(scene.now);
  const auto given_up = only<windows_given_up>(events);
  REQUIRE(given_up.size() == 1);
  CHECK(given_up[0].count > 2'000'000);
  REQUIRE(scene.watched.current(scene.now));
  CHECK(scene.watched.current(scene.now)->market == nullptr);
}

TEST_CASE("windows beyond the bound are given up by name") {
  window_tracker watched{btc, {3s, 1min, 8, 10}};
  for (int passed = 0; passed < 10; ++passed)
    CHECK(only<windows_given_up>(watched.advance(first.start + passed * 15min)).empty());
  const auto given_up = only<windows_given_up>(watched.advance(first.start + 10 * 15min));
  REQUIRE(given_up.size() == 1);
  CHECK(given_up[0].oldest == first);
  CHECK(given_up[0].count == 1);
}

TEST_CASE(
    "a wall clock set back opens windows again in their time, and grades none twice") {
  tracker_scene scene;
  scene.gamma_says = scene.clob_says = settlement::up;
  scene.run(16min);
  scene.now -= 16min;
  scene.run(33min);
  std::set<std::string> graded;
  for (const auto& event : scene.resolved())
    CHECK(graded.insert(event.market.slug).second);
  std::multiset<std::string> opened;
  for (const auto& event : only<window_opened>(scene.events))
    opened.insert(event.window.slug);
  CHECK(opened.count(first.slug) == 1);
  CHECK(opened.count(next_window(btc, first).slug) == 2);
}

namespace {

/// What is watched after a clock that is ahead by `ahead` for 8 s was set right: the
/// windows opened and the winners found by real time, in half an hour from `set_right`
/// on.
struct clock_scene : tracker_scene {
  std::vector<std::string> opened_since(timestamp set_right) {
    gamma_says = clob_says = std::nullopt;
    events.clear();
    now = set_right;
    run(8s);
    gamma_says = clob_says = settlement::up;
    run(32min);
    std::vector<std::string> result;
    for (const auto& event : only<window_opened>(events))
      result.push_back(event.window.slug);
    return result;
  }
  void check_graded(const std::vector<window>& windows) {
    for (const auto& of : windows) {
      INFO(of.slug);
      const auto found = resolved();
      const auto graded =
          std::find_if(found.begin(), found.end(), [&](const window_resolved& scene) {
            return scene.market.slug == of.slug && scene.confirmed;
          });
      CHECK(graded != found.end());
    }
  }
};

const window second = next_window(btc, first);
const window third = next_window(btc, second);

} // namespace

TEST_CASE_METHOD(clock_scene, "clock: an hour ahead for 8 s, and back") {
  run(60s);
  const auto real = now;
  now += 1h;
  run(8s);
  const auto opened = opened_since(real + 8s);
  CHECK(only<clock_set_back>(events).size() == 1);
  CHECK(only<clock_set_back>(events)[0].span == 1h - 1s);
  CHECK(opened == std::vector{second.slug, third.slug});
  check_graded({first, second});
  CHECK(watched.current(now)->window == third);
}

TEST_CASE_METHOD(clock_scene, "clock: started 8 h ahead, and set right") {
  const auto real = first.start + 60s;
  now = real + 8h;
  run(8s);
  const auto opened = opened_since(real + 8s);
  CHECK(opened == std::vector{first.slug, second.slug, third.slug});
  check_graded({first, second});
}

TEST_CASE_METHOD(clock_scene, "clock: two years ahead, and back a window later") {
  run(60s);
  const auto real = now;
  now += 24h * 730;
  run(15min);
  // What began meanwhile by real time was never announced.
  const auto opened = opened_since(real + 15min);
  CHECK(opened == std::vector{second.slug, third.slug, next_window(btc, third).slug});
  check_graded({first, second});
  CHECK(watched.open_requests() == 0);
}

TEST_CASE_METHOD(clock_scene,
                 "clock: questions under way of dropped windows are not owed") {
  run(60s);
  now += 1h;
  keep(watched.advance(now));
  const auto open = watched.due_requests(now);
  CHECK_FALSE(open.empty());
  now -= 1h;
  keep(watched.advance(now));
  for (const auto& what : open)
    keep(watched.apply_result(what, reply_to(what), now));
  CHECK(watched.open_requests() == 0);
}

TEST_CASE("whatever the platform does, every window is confirmed once, and rightly") {
  CHECK(rc::check([] {
    const auto truth = [](const window& of) {
      return to_unix_seconds(of.start) / 900 % 3 == 0 ? settlement::up : settlement::down;
    };
    const auto faults =
        *rc::gen::container<std::vector<int>>(400, rc::gen::inRange(0, 8));
    window_tracker watched{btc, {}};
    std::vector<window_event> events;
    const auto keep = [&](std::vector<window_event> more) {
      events.insert(events.end(), more.begin(), more.end());
    };
    std::size_t next_fault = 0;
    auto now = first.start;
    const auto apply_result = [&](const source_request& what, bool misbehave) {
      const auto settled =
          now >= what.window.end + 20s ? std::optional{truth(what.window)} : std::nullopt;
      const auto good = what.source == host::gamma ? gamma_body(what.window, settled)
                        : what.source == host::clob
                            ? clob_body(what.window, settled)
                            : resolution_body(what.window, settled);
      switch (misbehave ? faults[next_fault++ % faults.size()] : 7) {
      case 0:
        return failed(fetch_error_kind::timeout, what.source);
      case 1:
        return failed(fetch_error_kind::status, what.source);
      case 2:
        return ok(good.substr(0, good.size() / 2));
      case 3:
        return ok("<html>error code: 1015</html>");
      case 4:
        return ok(gamma_body(next_window(btc, what.window), settlement::up));
      default:
        return ok(good);
      }
    };
    const auto run = [&](timespan span, bool misbehave) {
      for (const auto until = now + span; now < until; now += 1s) {
        keep(watched.advance(now));
        for (const auto& what : watched.due_requests(now))
          keep(watched.apply_result(what, apply_result(what, misbehave), now));
      }
    };
    run(2h, true);
    const auto last = window_at(btc, now);
    run(20min, false);
    std::set<std::string> rows;
    for (const auto& event : only<window_resolved>(events)) {
      RC_ASSERT(event.winner ==
                truth({event.market.slug, event.market.start, event.market.end}));
      if (event.confirmed && event.reports.size() == 2)
        RC_ASSERT(rows.insert(event.market.slug).second);
    }
    for (auto of = first; of != last; of = next_window(btc, of))
      RC_ASSERT(rows.count(of.slug) == 1);
  }));
}

TEST_CASE("a window that is let go had its looks, and says what the last one brought") {
  tracker_scene scene;
  scene.watched = window_tracker{btc, hurried()};
  scene.now = first.end + 24h * 30;
  scene.watched.resume(first, std::nullopt, scene.now);
  const auto until = scene.now + 3min;
  std::vector<unresolved_window> gone;
  const auto look_on = [&] {
    for (; scene.now < until && gone.empty(); scene.now += 1s) {
      for (const auto& what : scene.watched.due_requests(scene.now))
        scene.keep(scene.watched.apply_result(what, scene.reply_to(what), scene.now));
      gone = scene.watched.drop_unresolved(6);
    }
  };
  SECTION("no source names a winner") {
    look_on();
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].reason == "gamma, clob, resolutions name no winner");
  }
  SECTION("clob names none, and the data host has no resolutions") {
    scene.gamma_says = settlement::up;
    scene.stuck.emplace(host::data, refused_with(404, host::data));
    look_on();
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].reason == "data /any: status 404; clob names no winner");
  }
  SECTION("two disagree") {
    scene.gamma_says = settlement::up;
    scene.clob_says = settlement::down;
    look_on();
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].reason == "gamma says UP, clob says DOWN");
  }
  SECTION("a host is away") {
    scene.gamma_fails = fetch_error_kind::connect;
    look_on();
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].reason == only<look_failed>(scene.events).back().reason);
  }
  SECTION("both do") {
    scene.gamma_says = scene.clob_says = settlement::up;
    look_on();
    CHECK(gone.empty());
    CHECK(scene.resolved().back().confirmed);
  }
  CHECK(gone.empty() == (scene.now == until));
  CHECK(scene.watched.due_requests(until + 1h).empty());
}

TEST_CASE("a window with a question under way is not let go") {
  window_tracker watched{btc, hurried()};
  watched.resume(first, std::nullopt, first.end + 1h);
  REQUIRE(watched.due_requests(first.end + 1h).size() == 1);
  CHECK(watched.drop_unresolved(1).empty());
}

TEST_CASE(
    "an unsupported window is said once and looked at rarely, the others unharmed") {
  tracker_scene scene;
  scene.gamma_says = scene.clob_says = settlement::up;
  const auto of_v3 = [](const window& of) {
    auto body = gamma_body_v2(of);
    return body.replace(body.find(R"("v2")"), 4, R"("v3")");
  };
  std::size_t looks = 0;
  std::size_t resolved = 0;
  std::vector<window_unsupported> said;
  for (const auto until = scene.now + 2h; scene.now < until; scene.now += 1s) {
    auto events = scene.watched.advance(scene.now);
    for (const auto& what : scene.watched.due_requests(scene.now)) {
      const bool is_odd = what.window == first;
      looks += is_odd ? 1 : 0;
      const auto more = scene.watched.apply_result(
          what, is_odd ? ok(of_v3(what.window)) : scene.reply_to(what), scene.now);
      events.insert(events.end(), more.begin(), more.end());
    }
    resolved += only<window_resolved>(events).size();
    for (auto& one : only<window_unsupported>(events))
      said.push_back(one);
    CHECK(only<look_failed>(events).empty());
  }
  REQUIRE(said.size() == 1);
  CHECK(said[0].window == first);
  CHECK(said[0].reason == R"(gamma /markets/slug: version: expected one of "v1", "v2", )"
                          R"(found "v3")");
  CHECK(looks == 8);
  // Seven windows have ended behind it.
  CHECK(resolved >= 6);
  CHECK(scene.watched.summary(scene.now).ends_with(", 1 unsupported"));
  // After an update it is graded as any other.
  const auto later = scene.now + 16min;
  scene.events.clear();
  for (; scene.now < later; scene.now += 1s)
    scene.run_tick();
  const auto graded = scene.resolved();
  CHECK(std::any_of(graded.begin(), graded.end(),
                    [](const auto& each) { return each.market.slug == first.slug; }));
  CHECK_FALSE(scene.watched.summary(scene.now).ends_with("unsupported"));
}

TEST_CASE("windows of both protocols alternate within a series") {
  window_tracker watched{btc, {}};
  auto now = first.start;
  std::map<std::string, std::optional<settlement>> winners;
  const auto is_v2 = [](const window& of) { return to_unix_seconds(of.start) / 900 % 2; };
  for (const auto until = now + 2h; now < until; now += 1s) {
    watched.advance(now);
    for (const auto& what : watched.due_requests(now)) {
      const auto says =
          now >= what.window.end ? std::optional{settlement::down} : std::nullopt;
      const auto body = is_v2(what.window) ? gamma_body_v2(what.window, says)
                                           : gamma_body(what.window, says);
      if (what.source != host::gamma)
        CHECK(what.path.substr(what.path.rfind("0x")).size() == 66);
      const auto events =
          what.source == host::gamma
              ? watched.apply_result(what, ok(body), now)
              : watched.apply_result(what, failed(fetch_error_kind::status, what.source),
                                     now);
      for (const auto& each : only<window_resolved>(events))
        winners.emplace(each.market.slug, each.winner);
    }
  }
  CHECK(winners.size() >= 7);
  for (const auto& [slug, winner] : winners)
    CHECK(winner == settlement::down);
}
