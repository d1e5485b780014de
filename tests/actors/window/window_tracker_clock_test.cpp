// SPDX-License-Identifier: MIT
// A wall clock that jumps ahead and back.
#include "tests/actors/window/window_tracker_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::window_tracker_rig;
using namespace std::chrono_literals;

namespace {

/// The windows opened and the winners found by real time, in the half hour after a wrong
/// clock was set right.
struct clock_scene : tracker_scene {
  std::vector<std::string> opened_since(timestamp set_right) {
    gamma_winner = clob_winner = std::nullopt;
    events.clear();
    now = set_right;
    run(8s);
    gamma_winner = clob_winner = settlement::up;
    run(32min);
    std::vector<std::string> result;
    for (const auto& event : only<window_opened>(events))
      result.push_back(event.window.slug);
    return result;
  }
  void check_graded(const std::vector<window>& windows) {
    for (const auto& expected : windows) {
      INFO(expected.slug);
      const auto found = resolved();
      const auto graded =
          std::find_if(found.begin(), found.end(), [&](const window_resolved& event) {
            return event.market.slug == expected.slug && event.confirmed;
          });
      CHECK(graded != found.end());
    }
  }
};

const window second = next_window(btc, first);
const window third = next_window(btc, second);

} // namespace

TEST_CASE("after a clock jump of years windows are skipped, not enumerated") {
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

TEST_CASE(
    "a wall clock set back opens windows again in their time, and grades none twice") {
  tracker_scene scene;
  scene.gamma_winner = scene.clob_winner = settlement::up;
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
  // The windows that began during that time were never announced.
  const auto opened = opened_since(real + 15min);
  CHECK(opened == std::vector{second.slug, third.slug, next_window(btc, third).slug});
  check_graded({first, second});
  CHECK(watched.open_requests() == 0);
}

TEST_CASE_METHOD(clock_scene, "clock: open requests of dropped windows are not counted") {
  run(60s);
  now += 1h;
  keep(watched.advance(now));
  const auto open = watched.due_requests(now);
  CHECK_FALSE(open.empty());
  now -= 1h;
  keep(watched.advance(now));
  for (const auto& request : open)
    keep(watched.apply_result(request, reply_to(request), now));
  CHECK(watched.open_requests() == 0);
}
