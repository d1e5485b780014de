// SPDX-License-Identifier: MIT
// Sources that fail, and windows that stay without a winner.
#include "tests/actors/window/window_tracker_rig.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::window_tracker_rig;
using namespace std::chrono_literals;

namespace {

window_tracker_rules hurried() {
  window_tracker_rules result;
  result.hurried = true;
  return result;
}

} // namespace

TEST_CASE("a source that fails in the same way is reported once for a window") {
  tracker_scene scene;
  scene.gamma_winner = settlement::up;
  scene.stuck.emplace(host::clob, refused_with(404, host::clob));
  scene.run(15min + 60s);
  const auto failures = only<look_failed>(scene.events);
  REQUIRE(failures.size() >= 3);
  for (const auto& failure : failures) {
    CHECK(failure.source == host::clob);
    CHECK(failure.repeated == (&failure != &failures.front()));
  }
  // Gamma's report came with the same look as the first failure.
  for (const auto& failure : failures)
    CHECK(failure.graded_by == "gamma");
}

TEST_CASE("a cached reply without a winner is noticed") {
  window_tracker watched{btc, {}};
  watched.advance(first.start);
  for (const auto& request : watched.due_requests(first.start))
    watched.apply_result(request, ok(gamma_body(request.window)), first.start);
  const auto look_time = first.end + 3s;
  watched.advance(look_time);
  for (const auto& request : watched.due_requests(look_time)) {
    if (request.window == first && request.source == host::gamma) {
      const auto events =
          watched.apply_result(request, ok(gamma_body(first), 240s), look_time);
      REQUIRE(only<reply_cached>(events).size() == 1);
      CHECK(only<reply_cached>(events)[0].age == 240s);
    }
  }
}

TEST_CASE("after the hosts were unreachable every window is graded") {
  tracker_scene scene;
  scene.gamma_winner = scene.clob_winner = settlement::up;
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

TEST_CASE("a host that the fetcher has paused counts as unreachable") {
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

TEST_CASE(
    "with any faults of the platform every window is confirmed once and correctly") {
  CHECK(rc::check([] {
    const auto truth = [](const window& asked) {
      return to_unix_seconds(asked.start) / 900 % 3 == 0 ? settlement::up
                                                         : settlement::down;
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
    const auto reply_to = [&](const source_request& request, bool is_faulty) {
      const auto settled = now >= request.window.end + 20s
                               ? std::optional{truth(request.window)}
                               : std::nullopt;
      const auto good =
          request.source == host::gamma  ? gamma_body(request.window, settled)
          : request.source == host::clob ? clob_body(request.window, settled)
                                         : resolution_body(request.window, settled);
      switch (is_faulty ? faults[next_fault++ % faults.size()] : 7) {
      case 0:
        return failed(fetch_error_kind::timeout, request.source);
      case 1:
        return failed(fetch_error_kind::status, request.source);
      case 2:
        return ok(good.substr(0, good.size() / 2));
      case 3:
        return ok("<html>error code: 1015</html>");
      case 4:
        return ok(gamma_body(next_window(btc, request.window), settlement::up));
      default:
        return ok(good);
      }
    };
    const auto run = [&](timespan span, bool is_faulty) {
      for (const auto end = now + span; now < end; now += 1s) {
        keep(watched.advance(now));
        for (const auto& request : watched.due_requests(now))
          keep(watched.apply_result(request, reply_to(request, is_faulty), now));
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
    for (auto each = first; each != last; each = next_window(btc, each))
      RC_ASSERT(rows.count(each.slug) == 1);
  }));
}

TEST_CASE("a dropped window had its looks, and reports the result of the last one") {
  tracker_scene scene;
  scene.watched = window_tracker{btc, hurried()};
  scene.now = first.end + 24h * 30;
  scene.watched.resume(first, std::nullopt, scene.now);
  const auto end = scene.now + 3min;
  std::vector<unresolved_window> dropped;
  const auto look_until_dropped = [&] {
    for (; scene.now < end && dropped.empty(); scene.now += 1s) {
      for (const auto& request : scene.watched.due_requests(scene.now))
        scene.keep(
            scene.watched.apply_result(request, scene.reply_to(request), scene.now));
      dropped = scene.watched.drop_unresolved(6);
    }
  };
  SECTION("no source names a winner") {
    look_until_dropped();
    REQUIRE(dropped.size() == 1);
    CHECK(dropped[0].reason == "gamma, clob, resolutions name no winner");
  }
  SECTION("clob names none, and the data host has no resolutions") {
    scene.gamma_winner = settlement::up;
    scene.stuck.emplace(host::data, refused_with(404, host::data));
    look_until_dropped();
    REQUIRE(dropped.size() == 1);
    CHECK(dropped[0].reason == "data /any: status 404; clob names no winner");
  }
  SECTION("two sources disagree") {
    scene.gamma_winner = settlement::up;
    scene.clob_winner = settlement::down;
    look_until_dropped();
    REQUIRE(dropped.size() == 1);
    CHECK(dropped[0].reason == "gamma says UP, clob says DOWN");
  }
  SECTION("a host is unreachable") {
    scene.gamma_fails = fetch_error_kind::connect;
    look_until_dropped();
    REQUIRE(dropped.size() == 1);
    CHECK(dropped[0].reason == only<look_failed>(scene.events).back().reason);
  }
  SECTION("two sources agree") {
    scene.gamma_winner = scene.clob_winner = settlement::up;
    look_until_dropped();
    CHECK(dropped.empty());
    CHECK(scene.resolved().back().confirmed);
  }
  CHECK(dropped.empty() == (scene.now == end));
  CHECK(scene.watched.due_requests(end + 1h).empty());
}

TEST_CASE("a window with an open request is not dropped") {
  window_tracker watched{btc, hurried()};
  watched.resume(first, std::nullopt, first.end + 1h);
  REQUIRE(watched.due_requests(first.end + 1h).size() == 1);
  CHECK(watched.drop_unresolved(1).empty());
}

TEST_CASE(
    "an unsupported window is reported once and requested rarely, others as always") {
  tracker_scene scene;
  scene.gamma_winner = scene.clob_winner = settlement::up;
  const auto of_v3 = [](const window& each) {
    auto body = gamma_body_v2(each);
    return body.replace(body.find(R"("v2")"), 4, R"("v3")");
  };
  std::size_t looks = 0;
  std::size_t resolved = 0;
  std::vector<window_unsupported> reported;
  for (const auto end = scene.now + 2h; scene.now < end; scene.now += 1s) {
    auto events = scene.watched.advance(scene.now);
    for (const auto& request : scene.watched.due_requests(scene.now)) {
      const bool is_odd = request.window == first;
      looks += is_odd ? 1 : 0;
      const auto more = scene.watched.apply_result(
          request, is_odd ? ok(of_v3(request.window)) : scene.reply_to(request),
          scene.now);
      events.insert(events.end(), more.begin(), more.end());
    }
    resolved += only<window_resolved>(events).size();
    for (auto& event : only<window_unsupported>(events))
      reported.push_back(event);
    CHECK(only<look_failed>(events).empty());
  }
  REQUIRE(reported.size() == 1);
  CHECK(reported[0].window == first);
  CHECK(reported[0].reason ==
        R"(gamma /markets/slug: version: expected one of "v1", "v2", )"
        R"(found "v3")");
  CHECK(looks == 8);
  // Seven windows have ended after it.
  CHECK(resolved >= 6);
  CHECK(scene.watched.summary(scene.now).ends_with(", 1 unsupported"));
  // After an update it is graded as any other.
  const auto end_of_run = scene.now + 16min;
  scene.events.clear();
  for (; scene.now < end_of_run; scene.now += 1s)
    scene.run_tick();
  const auto graded = scene.resolved();
  CHECK(std::any_of(graded.begin(), graded.end(),
                    [](const auto& each) { return each.market.slug == first.slug; }));
  CHECK_FALSE(scene.watched.summary(scene.now).ends_with("unsupported"));
}
