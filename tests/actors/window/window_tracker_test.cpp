// SPDX-License-Identifier: MIT
#include "actors/window/window_tracker.hpp"

#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/series.hpp"
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
struct scene {
  window_tracker watch{btc, {}};
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
  std::vector<question> unanswered;
  std::vector<window_event> events;
  std::vector<question> asked;
  std::vector<std::pair<question, timestamp>> looks;

  fetch_result reply_to(const question& what) const {
    const bool over = now >= what.of.end;
    if (const auto found = stuck.find(what.source); over && found != stuck.end())
      return found->second;
    if (what.source == host::data)
      return ok(resolution_body(what.of, over ? resolutions_say : std::nullopt));
    if (what.source == host::gamma)
      return gamma_fails ? failed(*gamma_fails)
                         : ok(gamma_body(what.of, over ? gamma_says : std::nullopt));
    return clob_fails ? failed(*clob_fails, host::clob)
                      : ok(clob_body(what.of, over ? clob_says : std::nullopt));
  }
  void keep(std::vector<window_event> more) {
    events.insert(events.end(), more.begin(), more.end());
  }
  /// One beat: what has come, what is asked, what is answered.
  void current_tick() {
    keep(watch.advance(now));
    for (const auto& what : watch.questions(now)) {
      asked.push_back(what);
      looks.emplace_back(what, now);
      if (now >= what.of.end && silent.contains(what.source)) {
        unanswered.push_back(what);
        continue;
      }
      keep(watch.answer(what, reply_to(what), now));
    }
  }
  void run(timespan span) {
    for (const auto until = now + span; now < until; now += 1s)
      current_tick();
  }
  std::vector<window_resolved> resolved() const { return only<window_resolved>(events); }
  /// Of the first window.
  std::vector<window_resolved> resolved_first() const {
    auto result = resolved();
    std::erase_if(
        result, [](const window_resolved& each) { return each.what.slug != first.slug; });
    return result;
  }
  /// Seconds behind the first window's end at which a source was asked for its winner.
  std::vector<std::int64_t> looks_of(host source) const {
    std::vector<std::int64_t> result;
    for (const auto& [what, time] : looks)
      if (what.source == source && what.of == first && time >= first.end)
        result.push_back((time - first.end) / 1s);
    return result;
  }
  std::size_t asked_of(host source) const {
    return static_cast<std::size_t>(
        std::count_if(asked.begin(), asked.end(),
                      [&](const question& at) { return at.source == source; }));
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
  scene at;
  at.now = first.start - 61s;
  at.run(120s);
  std::erase_if(at.asked, [](const question& what) { return what.of != first; });
  REQUIRE(at.asked.size() == 1);
  CHECK(at.asked[0].path == "/markets/slug/btc-updown-15m-1768936500");
  // The window under way at the start, and the next one a minute before its start.
  CHECK(only<market_found>(at.events).size() == 2);
  CHECK(only<window_opened>(at.events).back().of == first);
}

TEST_CASE("the open window is known by time alone, its market once it was found") {
  scene at;
  at.gamma_fails = fetch_error_kind::connect;
  at.current_tick();
  REQUIRE(at.watch.current(at.now));
  CHECK(at.watch.current(at.now)->of == first);
  CHECK(at.watch.current(at.now)->known == nullptr);
  at.gamma_fails.reset();
  at.run(70s);
  REQUIRE(at.watch.current(at.now)->known);
  CHECK(at.watch.current(at.now)->known->slug == first.slug);
}

TEST_CASE("a window that both sources settle alike is resolved once, confirmed") {
  scene at;
  at.gamma_says = at.clob_says = settlement::down;
  at.run(15min + 10s);
  REQUIRE(at.resolved().size() == 1);
  CHECK(at.resolved()[0].what.slug == first.slug);
  CHECK(at.resolved()[0].winner == settlement::down);
  CHECK(at.resolved()[0].confirmed);
}

TEST_CASE("the first look comes grade-delay after the end") {
  scene at;
  at.run(15min + 3s);
  CHECK(at.asked_of(host::clob) == 0);
  at.current_tick();
  CHECK(at.asked_of(host::clob) == 1);
}

TEST_CASE("gamma alone resolves a window, clob's word confirms it") {
  scene at;
  at.gamma_says = settlement::up;
  at.run(15min + 20s);
  REQUIRE(at.resolved().size() == 1);
  CHECK_FALSE(at.resolved()[0].confirmed);
  at.clob_says = settlement::up;
  at.run(60s);
  REQUIRE(at.resolved().size() == 2);
  CHECK(at.resolved()[1].confirmed);
}

TEST_CASE("each source alone names a winner, and any second one confirms it") {
  const auto alone = GENERATE(host::gamma, host::clob, host::data);
  const auto second = GENERATE(host::gamma, host::clob, host::data);
  if (alone == second)
    return;
  scene at;
  const auto say = [&](host source) {
    (source == host::gamma  ? at.gamma_says
     : source == host::clob ? at.clob_says
                            : at.resolutions_say) = settlement::up;
  };
  say(alone);
  at.run(16min);
  REQUIRE(at.resolved().size() == 1);
  CHECK(at.resolved()[0].winner == settlement::up);
  CHECK_FALSE(at.resolved()[0].confirmed);
  REQUIRE(at.resolved()[0].reports.size() == 1);
  say(second);
  at.run(70s);
  REQUIRE(at.resolved().size() == 2);
  CHECK(at.resolved()[1].winner == settlement::up);
  CHECK(at.resolved()[1].confirmed);
  CHECK(at.resolved()[1].reports.size() == 2);
  // Nothing is left to ask.
  const auto looks = at.asked.size();
  at.run(70s);
  CHECK(std::none_of(at.asked.begin() + static_cast<std::ptrdiff_t>(looks),
                     at.asked.end(),
                     [](const question& what) { return what.of == first; }));
}

TEST_CASE("one source that is stuck, answers 404 or is away holds up no other") {
  // Field case 8, and the same of every other source.
  const auto stuck = GENERATE(host::gamma, host::clob, host::data);
  scene at;
  at.gamma_says = at.clob_says = at.resolutions_say = settlement::up;
  SECTION("it leaves the market open") {
    at.stuck.emplace(stuck, stuck == host::gamma  ? ok(gamma_body(first))
                            : stuck == host::clob ? ok(clob_body(first))
                                                  : ok(resolution_body(first)));
  }
  SECTION("it answers 404") {
    at.stuck.emplace(stuck, refused_with(404, stuck));
  }
  SECTION("it is away") {
    at.stuck.emplace(stuck, failed(fetch_error_kind::connect, stuck));
  }
  SECTION("it answers with a page") {
    at.stuck.emplace(stuck, ok("<html>error code: 1015</html>"));
  }
  SECTION("it does not answer") {
    at.silent.insert(stuck);
  }
  at.run(15min + 20s);
  const auto resolved = at.resolved_first();
  REQUIRE_FALSE(resolved.empty());
  CHECK(resolved.back().confirmed);
  CHECK(resolved.back().winner == settlement::up);
  CHECK(resolved.back().reports.size() == 2);
}

TEST_CASE(
    "a winner is told while another source does not answer, and both are asked on") {
  scene at;
  at.gamma_says = settlement::up;
  at.silent.insert(host::clob);
  at.run(15min + 6s);
  REQUIRE(at.resolved().size() == 1);
  CHECK_FALSE(at.resolved()[0].confirmed);
  REQUIRE(at.unanswered.size() == 1);
  // The request that hangs is not repeated; the third source confirms.
  at.resolutions_say = settlement::up;
  at.run(10s);
  CHECK(at.unanswered.size() == 1);
  REQUIRE(at.resolved().size() == 2);
  CHECK(at.resolved()[1].confirmed);
  // Its late answer agrees and is kept.
  at.clob_says = settlement::up;
  at.keep(at.watch.answer(at.unanswered[0], at.reply_to(at.unanswered[0]), at.now));
  REQUIRE(at.resolved().size() == 3);
  CHECK(at.resolved()[2].reports.size() == 3);
  CHECK(at.watch.open_questions() == 0);
}

TEST_CASE(
    "resolutions are asked for last: with the second look, or behind another word") {
  scene at;
  at.run(15min + 40s);
  CHECK(at.looks_of(host::gamma) == std::vector<std::int64_t>{3, 5, 9, 17, 33});
  CHECK(at.looks_of(host::clob) == std::vector<std::int64_t>{3, 5, 9, 17, 33});
  CHECK(at.looks_of(host::data) == std::vector<std::int64_t>{5, 7, 11, 19, 35});
  for (const auto& what : at.asked)
    if (what.source == host::data && what.of == first) {
      CHECK(what.endpoint == "/v2/resolutions");
      CHECK(what.path == "/v2/resolutions?condition=" + condition_id_of(first));
    }
  scene agreed;
  agreed.gamma_says = agreed.clob_says = settlement::up;
  agreed.run(16min);
  CHECK(agreed.asked_of(host::data) == 0);
  scene slow;
  slow.gamma_says = settlement::up;
  slow.run(15min + 8s);
  CHECK(slow.looks_of(host::data) == std::vector<std::int64_t>{7});
}

TEST_CASE("a data host without resolutions is asked with the longest pauses") {
  scene at;
  at.gamma_says = settlement::up;
  const auto status = GENERATE(std::uint16_t{404}, std::uint16_t{410});
  at.stuck.emplace(host::data, refused_with(status, host::data));
  at.run(15min + 150s);
  CHECK(at.looks_of(host::data) == std::vector<std::int64_t>{7, 67, 127});
  for (const auto& failure : only<look_failed>(at.events)) {
    CHECK(failure.host_away);
    CHECK(failure.graded_by == "gamma");
  }
}

TEST_CASE("what resolutions say has its own time and reporter") {
  scene at;
  at.resolutions_say = settlement::split;
  at.run(15min + 40s);
  REQUIRE(at.resolved().size() == 1);
  CHECK(at.resolved()[0].winner == settlement::split);
  CHECK(at.resolved()[0].reports ==
        std::vector<source_report>{{winner_source::resolutions, settlement::split,
                                    first.end + 20s, "CHAINLINK"}});
}

TEST_CASE("resolutions of a market whose outcomes begin with Down") {
  scene at;
  at.watch.resume(first, std::nullopt, first.end + 1h);
  at.now = first.end + 1h;
  for (const auto& what : at.watch.questions(at.now))
    at.keep(at.watch.answer(
        what, ok(gamma_body(what.of, std::nullopt, outcome_order::down_first)), at.now));
  at.stuck.emplace(host::gamma,
                   ok(gamma_body(first, std::nullopt, outcome_order::down_first)));
  at.resolutions_say = settlement::up;
  at.run(10s);
  REQUIRE(at.resolved_first().size() == 1);
  CHECK(at.resolved_first()[0].winner == settlement::down);
}

TEST_CASE("a reply of resolutions about other markets is refused") {
  scene at;
  at.stuck.emplace(host::data,
                   ok(resolution_body(next_window(btc, first), settlement::up)));
  at.run(15min + 30s);
  CHECK(at.resolved().empty());
  const auto failures = only<look_failed>(at.events);
  REQUIRE(failures.size() >= 2);
  CHECK(failures[0].reason == "data /v2/resolutions: data[0].condition_id: expected \"" +
                                  condition_id_of(first) + "\", found \"" +
                                  condition_id_of(next_window(btc, first)) + "\"");
  CHECK_FALSE(failures[0].repeated);
  CHECK(failures[0].graded_by.empty());
  CHECK(failures[1].repeated);
}

TEST_CASE("two sources that disagree resolve nothing, say so once, and are asked again") {
  scene at;
  at.gamma_says = settlement::up;
  at.clob_says = settlement::down;
  at.run(16min);
  REQUIRE(at.resolved().size() == 1);
  CHECK_FALSE(at.resolved()[0].winner);
  CHECK_FALSE(at.resolved()[0].confirmed);
  CHECK(at.resolved()[0].reports.size() == 2);
  const auto disputes = only<sources_disagree>(at.events);
  REQUIRE(disputes.size() == 1);
  CHECK(disputes[0].text == "gamma says UP, clob says DOWN");
  CHECK_FALSE(disputes[0].confirmed);
  CHECK(disputes[0].of == first);
  CHECK(at.watch.summary(at.now).find("the sources disagree on 1") != std::string::npos);
  SECTION("one of them corrects itself") {
    at.gamma_says = settlement::down;
    at.run(70s);
    REQUIRE(at.resolved().size() == 2);
    CHECK(at.resolved()[1].winner == settlement::down);
    CHECK(at.resolved()[1].confirmed);
  }
  SECTION("the third decides, and the one that differs is named") {
    at.resolutions_say = settlement::up;
    at.run(70s);
    REQUIRE(at.resolved().size() == 2);
    CHECK(at.resolved()[1].winner == settlement::up);
    CHECK(at.resolved()[1].confirmed);
    CHECK(only<sources_disagree>(at.events).back().confirmed);
    CHECK(only<sources_disagree>(at.events).back().text ==
          "gamma says UP, clob says DOWN, resolutions says UP");
  }
  SECTION("the third says yet another thing") {
    at.resolutions_say = settlement::split;
    at.run(70s);
    REQUIRE(at.resolved().size() == 2);
    CHECK_FALSE(at.resolved()[1].winner);
    CHECK(only<sources_disagree>(at.events).size() == 2);
  }
  SECTION("one of them names no winner now: that takes its word not back") {
    at.gamma_says.reset();
    at.run(70s);
    CHECK(at.resolved().size() == 1);
  }
}

TEST_CASE("a second source that disagrees takes a told winner back") {
  scene at;
  at.gamma_says = settlement::up;
  at.run(15min + 10s);
  REQUIRE(at.resolved().size() == 1);
  CHECK(at.resolved()[0].winner == settlement::up);
  at.clob_says = settlement::down;
  at.run(70s);
  REQUIRE(at.resolved().size() == 2);
  CHECK_FALSE(at.resolved()[1].winner);
  CHECK(only<sources_disagree>(at.events).size() == 1);
}

TEST_CASE(
    "a third source that disagrees with two is an error, once, and changes nothing") {
  scene at;
  at.gamma_says = at.clob_says = settlement::up;
  at.resolutions_say = settlement::down;
  at.silent.insert(host::clob);
  at.stuck.emplace(host::gamma, ok(gamma_body(first)));
  at.run(15min + 6s);
  REQUIRE_FALSE(at.unanswered.empty());
  const auto hanging = at.unanswered.front();
  at.silent.clear();
  at.stuck.clear();
  // Resolutions say DOWN, and gamma DOWN; CLOB's answer comes behind them.
  at.gamma_says = settlement::down;
  at.run(10s);
  REQUIRE(at.resolved_first().back().confirmed);
  CHECK(only<sources_disagree>(at.events).empty());
  at.keep(at.watch.answer(hanging, at.reply_to(hanging), at.now));
  CHECK(at.resolved_first().back().winner == settlement::down);
  CHECK(at.resolved_first().back().reports.size() == 3);
  const auto disputes = only<sources_disagree>(at.events);
  REQUIRE(disputes.size() == 1);
  CHECK(disputes[0].confirmed);
  CHECK(disputes[0].text == "gamma says DOWN, clob says UP, resolutions says DOWN");
}

TEST_CASE("a restart keeps what one source said: one other is enough") {
  scene at;
  at.now = first.end + 60s;
  at.current_tick();
  at.events.clear();
  auto known = std::get<market>(decode_window_market(gamma_body(first), first));
  const std::vector<source_report> said{
      {winner_source::gamma, settlement::up, first.end + 20s, {}}};
  at.stuck.emplace(host::gamma, refused_with(404, host::gamma));
  at.resolutions_say = settlement::up;
  at.watch.resume(first, known, at.now, said);
  at.run(10s);
  CHECK(at.looks_of(host::gamma).empty());
  REQUIRE(at.resolved_first().size() == 1);
  CHECK(at.resolved_first()[0].confirmed);
  REQUIRE(at.resolved_first()[0].reports.size() == 2);
  CHECK(at.resolved_first()[0].reports[0] == said[0]);
  // What two have confirmed is not asked for again.
  scene confirmed;
  confirmed.now = first.end + 60s;
  confirmed.watch.resume(first, known, confirmed.now, at.resolved_first()[0].reports);
  CHECK(confirmed.watch.questions(confirmed.now).empty());
}

TEST_CASE("a source that fails in the same way is reported once for a window") {
  scene at;
  at.gamma_says = settlement::up;
  at.stuck.emplace(host::clob, refused_with(404, host::clob));
  at.run(15min + 60s);
  const auto failures = only<look_failed>(at.events);
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
  scene at;
  at.gamma_says = at.clob_says = settlement::split;
  at.run(15min + 10s);
  REQUIRE(at.resolved().size() == 1);
  CHECK(at.resolved()[0].winner == settlement::split);
}

TEST_CASE("a window that stays unsettled for weeks is asked for without end") {
  scene at;
  at.run(15min);
  const auto stuck_from = at.now;
  at.run(26h);
  CHECK(at.resolved().empty());
  at.gamma_says = at.clob_says = settlement::up;
  at.run(16min);
  std::set<std::string> graded;
  for (const auto& event : at.resolved())
    CHECK(graded.insert(event.what.slug).second);
  // Every window that ended at least its longest pause ago, the stuck ones among them.
  for (auto of = first; of.end < at.now - 16min; of = next_window(btc, of))
    CHECK(graded.count(of.slug) == 1);
  CHECK(stuck_from < at.now);
}

TEST_CASE("looks rotate the address, so that a cache cannot answer them all alike") {
  scene at;
  at.run(16min);
  std::set<std::string> paths;
  for (const auto& what : at.asked)
    if (what.source == host::gamma && what.of == first)
      paths.insert(what.path);
  CHECK(paths.size() == 3);
}

TEST_CASE("a cached reply without a winner is noticed") {
  window_tracker watch{btc, {}};
  watch.advance(first.start);
  for (const auto& what : watch.questions(first.start))
    watch.answer(what, ok(gamma_body(what.of)), first.start);
  const auto later = first.end + 3s;
  watch.advance(later);
  for (const auto& what : watch.questions(later)) {
    if (what.of == first && what.source == host::gamma) {
      const auto events = watch.answer(what, ok(gamma_body(first), 240s), later);
      REQUIRE(only<reply_cached>(events).size() == 1);
      CHECK(only<reply_cached>(events)[0].age == 240s);
    }
  }
}

TEST_CASE("hosts that are away cost nothing but time: everything is caught up") {
  scene at;
  at.gamma_says = at.clob_says = settlement::up;
  at.gamma_fails = at.clob_fails = fetch_error_kind::connect;
  at.run(5h);
  CHECK(at.resolved().empty());
  for (const auto& failure : only<look_failed>(at.events))
    CHECK(failure.host_away);
  at.gamma_fails.reset();
  at.clob_fails.reset();
  at.run(16min);
  CHECK(at.resolved().size() >= 20);
  std::set<std::string> graded;
  for (const auto& event : at.resolved())
    graded.insert(event.what.slug);
  CHECK(graded.size() >= 20);
}

TEST_CASE("a host that the fetcher leaves alone and has reported counts as away") {
  window_tracker watch{btc, {}};
  watch.advance(first.start);
  const auto asked = watch.questions(first.start);
  REQUIRE(asked.size() == 1);
  fetch_error blocked;
  blocked.kind = fetch_error_kind::status;
  blocked.status = 403;
  for (const auto is_paused : {true, false}) {
    blocked.host_paused = is_paused;
    auto copy = watch;
    const auto failures =
        only<look_failed>(copy.answer(asked[0], {blocked}, first.start));
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].host_away == is_paused);
  }
}

TEST_CASE("a reply about another window is refused and the window stays pending") {
  window_tracker watch{btc, {}};
  watch.advance(first.start);
  const auto asked = watch.questions(first.start);
  REQUIRE(asked.size() == 1);
  const auto events =
      watch.answer(asked[0], ok(gamma_body(next_window(btc, first))), first.start);
  const auto failures = only<look_failed>(events);
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].reason == "gamma /markets/slug: slug: expected \"" + first.slug +
                                  "\", found \"" + next_window(btc, first).slug + "\"");
  CHECK_FALSE(failures[0].host_away);
  CHECK(failures[0].next_look == 2s);
}

TEST_CASE("questions under way are bounded, the current window's come first") {
  scene at;
  at.gamma_fails = fetch_error_kind::timeout;
  at.run(6h);
  at.now += 1h;
  at.watch.advance(at.now);
  const auto wanted = at.watch.questions(at.now);
  CHECK(wanted.size() <= 9);
  CHECK(wanted.size() >= 8);
  CHECK(wanted.front().of.end > at.now);
  CHECK(at.watch.questions(at.now).empty());
}

TEST_CASE("windows slept through are graded too") {
  scene at;
  at.gamma_says = at.clob_says = settlement::up;
  at.current_tick();
  at.now += 3h;
  at.run(2min);
  std::set<std::string> graded;
  for (const auto& event : at.resolved())
    graded.insert(event.what.slug);
  CHECK(graded.size() == 12);
}

TEST_CASE("a wall clock that leaps over years is followed, not counted through") {
  scene at;
  at.current_tick();
  at.now += 24h * 365 * 70;
  const auto events = at.watch.advance(at.now);
  const auto given_up = only<windows_given_up>(events);
  REQUIRE(given_up.size() == 1);
  CHECK(given_up[0].count > 2'000'000);
  REQUIRE(at.watch.current(at.now));
  CHECK(at.watch.current(at.now)->known == nullptr);
}

TEST_CASE("windows beyond the bound are given up by name") {
  window_tracker watch{btc, {3s, 1min, 8, 10}};
  for (int passed = 0; passed < 10; ++passed)
    CHECK(only<windows_given_up>(watch.advance(first.start + passed * 15min)).empty());
  const auto given_up = only<windows_given_up>(watch.advance(first.start + 10 * 15min));
  REQUIRE(given_up.size() == 1);
  CHECK(given_up[0].oldest == first);
  CHECK(given_up[0].count == 1);
}

TEST_CASE(
    "a wall clock set back opens windows again in their time, and grades none twice") {
  scene at;
  at.gamma_says = at.clob_says = settlement::up;
  at.run(16min);
  at.now -= 16min;
  at.run(33min);
  std::set<std::string> graded;
  for (const auto& event : at.resolved())
    CHECK(graded.insert(event.what.slug).second);
  std::multiset<std::string> opened;
  for (const auto& event : only<window_opened>(at.events))
    opened.insert(event.of.slug);
  CHECK(opened.count(first.slug) == 1);
  CHECK(opened.count(next_window(btc, first).slug) == 2);
}

namespace {

/// What is watched after a clock that is ahead by `ahead` for 8 s was set right: the
/// windows opened and the winners found by real time, in half an hour from `set_right`
/// on.
struct clock_scene : scene {
  std::vector<std::string> opened_since(timestamp set_right) {
    gamma_says = clob_says = std::nullopt;
    events.clear();
    now = set_right;
    run(8s);
    gamma_says = clob_says = settlement::up;
    run(32min);
    std::vector<std::string> result;
    for (const auto& event : only<window_opened>(events))
      result.push_back(event.of.slug);
    return result;
  }
  void check_graded(const std::vector<window>& windows) {
    for (const auto& of : windows) {
      INFO(of.slug);
      const auto found = resolved();
      const auto graded =
          std::find_if(found.begin(), found.end(), [&](const window_resolved& at) {
            return at.what.slug == of.slug && at.confirmed;
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
  CHECK(watch.current(now)->of == third);
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
  CHECK(watch.open_questions() == 0);
}

TEST_CASE_METHOD(clock_scene,
                 "clock: questions under way of dropped windows are not owed") {
  run(60s);
  now += 1h;
  keep(watch.advance(now));
  const auto open = watch.questions(now);
  CHECK_FALSE(open.empty());
  now -= 1h;
  keep(watch.advance(now));
  for (const auto& what : open)
    keep(watch.answer(what, reply_to(what), now));
  CHECK(watch.open_questions() == 0);
}

TEST_CASE("whatever the platform does, every window is confirmed once, and rightly") {
  CHECK(rc::check([] {
    const auto truth = [](const window& of) {
      return to_unix_seconds(of.start) / 900 % 3 == 0 ? settlement::up : settlement::down;
    };
    const auto faults =
        *rc::gen::container<std::vector<int>>(400, rc::gen::inRange(0, 8));
    window_tracker watch{btc, {}};
    std::vector<window_event> events;
    const auto keep = [&](std::vector<window_event> more) {
      events.insert(events.end(), more.begin(), more.end());
    };
    std::size_t next_fault = 0;
    auto now = first.start;
    const auto answer = [&](const question& what, bool misbehave) {
      const auto settled =
          now >= what.of.end + 20s ? std::optional{truth(what.of)} : std::nullopt;
      const auto good = what.source == host::gamma  ? gamma_body(what.of, settled)
                        : what.source == host::clob ? clob_body(what.of, settled)
                                                    : resolution_body(what.of, settled);
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
        return ok(gamma_body(next_window(btc, what.of), settlement::up));
      default:
        return ok(good);
      }
    };
    const auto run = [&](timespan span, bool misbehave) {
      for (const auto until = now + span; now < until; now += 1s) {
        keep(watch.advance(now));
        for (const auto& what : watch.questions(now))
          keep(watch.answer(what, answer(what, misbehave), now));
      }
    };
    run(2h, true);
    const auto last = window_at(btc, now);
    run(20min, false);
    std::set<std::string> rows;
    for (const auto& event : only<window_resolved>(events)) {
      RC_ASSERT(event.winner ==
                truth({event.what.slug, event.what.start, event.what.end}));
      if (event.confirmed && event.reports.size() == 2)
        RC_ASSERT(rows.insert(event.what.slug).second);
    }
    for (auto of = first; of != last; of = next_window(btc, of))
      RC_ASSERT(rows.count(of.slug) == 1);
  }));
}

TEST_CASE("a window that is let go had its looks, and says what the last one brought") {
  scene at;
  at.watch = window_tracker{btc, hurried()};
  at.now = first.end + 24h * 30;
  at.watch.resume(first, std::nullopt, at.now);
  const auto until = at.now + 3min;
  std::vector<window_let_go> gone;
  const auto look_on = [&] {
    for (; at.now < until && gone.empty(); at.now += 1s) {
      for (const auto& what : at.watch.questions(at.now))
        at.keep(at.watch.answer(what, at.reply_to(what), at.now));
      gone = at.watch.let_go(6);
    }
  };
  SECTION("no source names a winner") {
    look_on();
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].reason == "gamma, clob, resolutions name no winner");
  }
  SECTION("clob names none, and the data host has no resolutions") {
    at.gamma_says = settlement::up;
    at.stuck.emplace(host::data, refused_with(404, host::data));
    look_on();
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].reason == "data /any: status 404; clob names no winner");
  }
  SECTION("two disagree") {
    at.gamma_says = settlement::up;
    at.clob_says = settlement::down;
    look_on();
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].reason == "gamma says UP, clob says DOWN");
  }
  SECTION("a host is away") {
    at.gamma_fails = fetch_error_kind::connect;
    look_on();
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].reason == only<look_failed>(at.events).back().reason);
  }
  SECTION("both do") {
    at.gamma_says = at.clob_says = settlement::up;
    look_on();
    CHECK(gone.empty());
    CHECK(at.resolved().back().confirmed);
  }
  CHECK(gone.empty() == (at.now == until));
  CHECK(at.watch.questions(until + 1h).empty());
}

TEST_CASE("a window with a question under way is not let go") {
  window_tracker watch{btc, hurried()};
  watch.resume(first, std::nullopt, first.end + 1h);
  REQUIRE(watch.questions(first.end + 1h).size() == 1);
  CHECK(watch.let_go(1).empty());
}

TEST_CASE(
    "an unsupported window is said once and looked at rarely, the others unharmed") {
  scene at;
  at.gamma_says = at.clob_says = settlement::up;
  const auto of_v3 = [](const window& of) {
    auto body = gamma_body_v2(of);
    return body.replace(body.find(R"("v2")"), 4, R"("v3")");
  };
  std::size_t looks = 0;
  std::size_t resolved = 0;
  std::vector<window_unsupported> said;
  for (const auto until = at.now + 2h; at.now < until; at.now += 1s) {
    auto events = at.watch.advance(at.now);
    for (const auto& what : at.watch.questions(at.now)) {
      const bool is_odd = what.of == first;
      looks += is_odd ? 1 : 0;
      const auto more =
          at.watch.answer(what, is_odd ? ok(of_v3(what.of)) : at.reply_to(what), at.now);
      events.insert(events.end(), more.begin(), more.end());
    }
    resolved += only<window_resolved>(events).size();
    for (auto& one : only<window_unsupported>(events))
      said.push_back(one);
    CHECK(only<look_failed>(events).empty());
  }
  REQUIRE(said.size() == 1);
  CHECK(said[0].of == first);
  CHECK(said[0].reason == R"(gamma /markets/slug: version: expected one of "v1", "v2", )"
                          R"(found "v3")");
  CHECK(looks == 8);
  // Seven windows have ended behind it.
  CHECK(resolved >= 6);
  CHECK(at.watch.summary(at.now).ends_with(", 1 unsupported"));
  // After an update it is graded as any other.
  const auto later = at.now + 16min;
  at.events.clear();
  for (; at.now < later; at.now += 1s)
    at.current_tick();
  const auto graded = at.resolved();
  CHECK(std::any_of(graded.begin(), graded.end(),
                    [](const auto& each) { return each.what.slug == first.slug; }));
  CHECK_FALSE(at.watch.summary(at.now).ends_with("unsupported"));
}

TEST_CASE("windows of both protocols alternate within a series") {
  window_tracker watch{btc, {}};
  auto now = first.start;
  std::map<std::string, std::optional<settlement>> winners;
  const auto is_v2 = [](const window& of) { return to_unix_seconds(of.start) / 900 % 2; };
  for (const auto until = now + 2h; now < until; now += 1s) {
    watch.advance(now);
    for (const auto& what : watch.questions(now)) {
      const auto says =
          now >= what.of.end ? std::optional{settlement::down} : std::nullopt;
      const auto body =
          is_v2(what.of) ? gamma_body_v2(what.of, says) : gamma_body(what.of, says);
      if (what.source != host::gamma)
        CHECK(what.path.substr(what.path.rfind("0x")).size() == 66);
      const auto events =
          what.source == host::gamma
              ? watch.answer(what, ok(body), now)
              : watch.answer(what, failed(fetch_error_kind::status, what.source), now);
      for (const auto& each : only<window_resolved>(events))
        winners.emplace(each.what.slug, each.winner);
    }
  }
  CHECK(winners.size() >= 7);
  for (const auto& [slug, winner] : winners)
    CHECK(winner == settlement::down);
}
