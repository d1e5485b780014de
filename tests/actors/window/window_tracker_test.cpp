// SPDX-License-Identifier: MIT
// When markets and winners are requested.
#include "tests/actors/window/window_tracker_rig.hpp"
#include "tests/support/catch.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::window_tracker_rig;
using namespace std::chrono_literals;

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

TEST_CASE("a market is requested once, before its window, and cached") {
  tracker_scene scene;
  scene.now = first.start - 61s;
  scene.run(120s);
  std::erase_if(scene.requests,
                [](const source_request& request) { return request.window != first; });
  REQUIRE(scene.requests.size() == 1);
  CHECK(scene.requests[0].path == "/markets/slug/btc-updown-15m-1768936500");
  // The open window at the start, and the next one a minute before its start.
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

TEST_CASE("the first look comes grade-delay after the end") {
  tracker_scene scene;
  scene.run(15min + 3s);
  CHECK(scene.requests_to(host::clob) == 0);
  scene.run_tick();
  CHECK(scene.requests_to(host::clob) == 1);
}

TEST_CASE("a window that stays unsettled for weeks is requested without a limit") {
  tracker_scene scene;
  scene.run(15min);
  const auto stuck_start = scene.now;
  scene.run(26h);
  CHECK(scene.resolved().empty());
  scene.gamma_winner = scene.clob_winner = settlement::up;
  scene.run(16min);
  std::set<std::string> graded;
  for (const auto& event : scene.resolved())
    CHECK(graded.insert(event.market.slug).second);
  // Every window that ended at least its longest pause ago, the stuck ones among them.
  for (auto each = first; each.end < scene.now - 16min; each = next_window(btc, each))
    CHECK(graded.count(each.slug) == 1);
  CHECK(stuck_start < scene.now);
}

TEST_CASE("looks vary the address, so that no cache answers all of them") {
  tracker_scene scene;
  scene.run(16min);
  std::set<std::string> paths;
  for (const auto& request : scene.requests)
    if (request.source == host::gamma && request.window == first)
      paths.insert(request.path);
  CHECK(paths.size() == 3);
}

TEST_CASE("open requests are bounded, the current window's come first") {
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

TEST_CASE("windows that passed during a suspension are graded too") {
  tracker_scene scene;
  scene.gamma_winner = scene.clob_winner = settlement::up;
  scene.run_tick();
  scene.now += 3h;
  scene.run(2min);
  std::set<std::string> graded;
  for (const auto& event : scene.resolved())
    graded.insert(event.market.slug);
  CHECK(graded.size() == 12);
}

TEST_CASE("windows beyond the bound are given up and reported") {
  window_tracker watched{btc, {3s, 1min, 8, 10}};
  for (int passed = 0; passed < 10; ++passed)
    CHECK(only<windows_given_up>(watched.advance(first.start + passed * 15min)).empty());
  const auto given_up = only<windows_given_up>(watched.advance(first.start + 10 * 15min));
  REQUIRE(given_up.size() == 1);
  CHECK(given_up[0].oldest == first);
  CHECK(given_up[0].count == 1);
}

TEST_CASE("windows of both protocols alternate within a series") {
  window_tracker watched{btc, {}};
  auto now = first.start;
  std::map<std::string, std::optional<settlement>> winners;
  const auto is_v2 = [](const window& each) {
    return to_unix_seconds(each.start) / 900 % 2;
  };
  for (const auto end = now + 2h; now < end; now += 1s) {
    watched.advance(now);
    for (const auto& request : watched.due_requests(now)) {
      const auto winner =
          now >= request.window.end ? std::optional{settlement::down} : std::nullopt;
      const auto body = is_v2(request.window) ? gamma_body_v2(request.window, winner)
                                              : gamma_body(request.window, winner);
      if (request.source != host::gamma)
        CHECK(request.path.substr(request.path.rfind("0x")).size() == 66);
      const auto events =
          request.source == host::gamma
              ? watched.apply_result(request, ok(body), now)
              : watched.apply_result(
                    request, failed(fetch_error_kind::status, request.source), now);
      for (const auto& each : only<window_resolved>(events))
        winners.emplace(each.market.slug, each.winner);
    }
  }
  CHECK(winners.size() >= 7);
  for (const auto& [slug, winner] : winners)
    CHECK(winner == settlement::down);
}
