// SPDX-License-Identifier: MIT
// Winners: one source names them, a second confirms them, sources disagree.
#include "actors/window/decode/market_decoder.hpp"
#include "tests/actors/window/window_tracker_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::window_tracker_rig;
using namespace std::chrono_literals;

TEST_CASE("a window that both sources settle alike is resolved once, confirmed") {
  tracker_scene scene;
  scene.gamma_winner = scene.clob_winner = settlement::down;
  scene.run(15min + 10s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK(scene.resolved()[0].market.slug == first.slug);
  CHECK(scene.resolved()[0].winner == settlement::down);
  CHECK(scene.resolved()[0].confirmed);
}

TEST_CASE("gamma alone resolves a window, clob's report confirms it") {
  tracker_scene scene;
  scene.gamma_winner = settlement::up;
  scene.run(15min + 20s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK_FALSE(scene.resolved()[0].confirmed);
  scene.clob_winner = settlement::up;
  scene.run(60s);
  REQUIRE(scene.resolved().size() == 2);
  CHECK(scene.resolved()[1].confirmed);
}

TEST_CASE("each source alone names a winner, and any second one confirms it") {
  const auto first_source = GENERATE(host::gamma, host::clob, host::data);
  const auto second_source = GENERATE(host::gamma, host::clob, host::data);
  if (first_source == second_source)
    return;
  tracker_scene scene;
  const auto set_winner = [&](host source) {
    (source == host::gamma  ? scene.gamma_winner
     : source == host::clob ? scene.clob_winner
                            : scene.resolutions_winner) = settlement::up;
  };
  set_winner(first_source);
  scene.run(16min);
  REQUIRE(scene.resolved().size() == 1);
  CHECK(scene.resolved()[0].winner == settlement::up);
  CHECK_FALSE(scene.resolved()[0].confirmed);
  REQUIRE(scene.resolved()[0].reports.size() == 1);
  set_winner(second_source);
  scene.run(70s);
  REQUIRE(scene.resolved().size() == 2);
  CHECK(scene.resolved()[1].winner == settlement::up);
  CHECK(scene.resolved()[1].confirmed);
  CHECK(scene.resolved()[1].reports.size() == 2);
  // No more requests are needed.
  const auto looks = scene.requests.size();
  scene.run(70s);
  CHECK(std::none_of(
      scene.requests.begin() + static_cast<std::ptrdiff_t>(looks), scene.requests.end(),
      [](const source_request& request) { return request.window == first; }));
}

TEST_CASE("one source that is stuck, answers 404 or is unreachable delays no other") {
  // Field case 8, and the same with every other source.
  const auto stuck = GENERATE(host::gamma, host::clob, host::data);
  tracker_scene scene;
  scene.gamma_winner = scene.clob_winner = scene.resolutions_winner = settlement::up;
  SECTION("it leaves the market open") {
    scene.stuck.emplace(stuck, stuck == host::gamma  ? ok(gamma_body(first))
                               : stuck == host::clob ? ok(clob_body(first))
                                                     : ok(resolution_body(first)));
  }
  SECTION("it answers 404") {
    scene.stuck.emplace(stuck, refused_with(404, stuck));
  }
  SECTION("it is unreachable") {
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
    "a winner is reported while another source does not answer, and looks continue") {
  tracker_scene scene;
  scene.gamma_winner = settlement::up;
  scene.silent.insert(host::clob);
  scene.run(15min + 6s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK_FALSE(scene.resolved()[0].confirmed);
  REQUIRE(scene.unanswered.size() == 1);
  // The open request is not repeated; the third source confirms.
  scene.resolutions_winner = settlement::up;
  scene.run(10s);
  CHECK(scene.unanswered.size() == 1);
  REQUIRE(scene.resolved().size() == 2);
  CHECK(scene.resolved()[1].confirmed);
  // Its late answer agrees and is kept.
  scene.clob_winner = settlement::up;
  scene.keep(scene.watched.apply_result(scene.unanswered[0],
                                        scene.reply_to(scene.unanswered[0]), scene.now));
  REQUIRE(scene.resolved().size() == 3);
  CHECK(scene.resolved()[2].reports.size() == 3);
  CHECK(scene.watched.open_requests() == 0);
}

TEST_CASE(
    "resolutions are requested last: with the second look, or after another report") {
  tracker_scene scene;
  scene.run(15min + 40s);
  CHECK(scene.looks_of(host::gamma) == std::vector<std::int64_t>{3, 5, 9, 17, 33});
  CHECK(scene.looks_of(host::clob) == std::vector<std::int64_t>{3, 5, 9, 17, 33});
  CHECK(scene.looks_of(host::data) == std::vector<std::int64_t>{5, 7, 11, 19, 35});
  for (const auto& request : scene.requests)
    if (request.source == host::data && request.window == first) {
      CHECK(request.endpoint == "/v2/resolutions");
      CHECK(request.path == "/v2/resolutions?condition=" + condition_id_of(first));
    }
  tracker_scene settled;
  settled.gamma_winner = settled.clob_winner = settlement::up;
  settled.run(16min);
  CHECK(settled.requests_to(host::data) == 0);
  tracker_scene half_settled;
  half_settled.gamma_winner = settlement::up;
  half_settled.run(15min + 8s);
  CHECK(half_settled.looks_of(host::data) == std::vector<std::int64_t>{7});
}

TEST_CASE("a data host without resolutions is requested with the longest pauses") {
  tracker_scene scene;
  scene.gamma_winner = settlement::up;
  const auto status = GENERATE(std::uint16_t{404}, std::uint16_t{410});
  scene.stuck.emplace(host::data, refused_with(status, host::data));
  scene.run(15min + 150s);
  CHECK(scene.looks_of(host::data) == std::vector<std::int64_t>{7, 67, 127});
  for (const auto& failure : only<look_failed>(scene.events)) {
    CHECK(failure.host_away);
    CHECK(failure.graded_by == "gamma");
  }
}

TEST_CASE("a report of resolutions has its own time and reporter") {
  tracker_scene scene;
  scene.resolutions_winner = settlement::split;
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
  for (const auto& request : scene.watched.due_requests(scene.now))
    scene.keep(scene.watched.apply_result(
        request, ok(gamma_body(request.window, std::nullopt, outcome_order::down_first)),
        scene.now));
  scene.stuck.emplace(host::gamma,
                      ok(gamma_body(first, std::nullopt, outcome_order::down_first)));
  scene.resolutions_winner = settlement::up;
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

TEST_CASE(
    "two sources that disagree resolve nothing, which is reported once, looks continue") {
  tracker_scene scene;
  scene.gamma_winner = settlement::up;
  scene.clob_winner = settlement::down;
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
    scene.gamma_winner = settlement::down;
    scene.run(70s);
    REQUIRE(scene.resolved().size() == 2);
    CHECK(scene.resolved()[1].winner == settlement::down);
    CHECK(scene.resolved()[1].confirmed);
  }
  SECTION("the third decides, and the one that differs is named") {
    scene.resolutions_winner = settlement::up;
    scene.run(70s);
    REQUIRE(scene.resolved().size() == 2);
    CHECK(scene.resolved()[1].winner == settlement::up);
    CHECK(scene.resolved()[1].confirmed);
    CHECK(only<sources_disagree>(scene.events).back().confirmed);
    CHECK(only<sources_disagree>(scene.events).back().text ==
          "gamma says UP, clob says DOWN, resolutions says UP");
  }
  SECTION("the third says yet another thing") {
    scene.resolutions_winner = settlement::split;
    scene.run(70s);
    REQUIRE(scene.resolved().size() == 2);
    CHECK_FALSE(scene.resolved()[1].winner);
    CHECK(only<sources_disagree>(scene.events).size() == 2);
  }
  SECTION("one of them names no winner now: its earlier report stays") {
    scene.gamma_winner.reset();
    scene.run(70s);
    CHECK(scene.resolved().size() == 1);
  }
}

TEST_CASE("a second source that disagrees withdraws a reported winner") {
  tracker_scene scene;
  scene.gamma_winner = settlement::up;
  scene.run(15min + 10s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK(scene.resolved()[0].winner == settlement::up);
  scene.clob_winner = settlement::down;
  scene.run(70s);
  REQUIRE(scene.resolved().size() == 2);
  CHECK_FALSE(scene.resolved()[1].winner);
  CHECK(only<sources_disagree>(scene.events).size() == 1);
}

TEST_CASE(
    "a third source that disagrees with two is an error, once, and changes nothing") {
  tracker_scene scene;
  scene.gamma_winner = scene.clob_winner = settlement::up;
  scene.resolutions_winner = settlement::down;
  scene.silent.insert(host::clob);
  scene.stuck.emplace(host::gamma, ok(gamma_body(first)));
  scene.run(15min + 6s);
  REQUIRE_FALSE(scene.unanswered.empty());
  const auto unanswered = scene.unanswered.front();
  scene.silent.clear();
  scene.stuck.clear();
  // Resolutions say DOWN, and gamma DOWN; CLOB's answer comes after them.
  scene.gamma_winner = settlement::down;
  scene.run(10s);
  REQUIRE(scene.resolved_first().back().confirmed);
  CHECK(only<sources_disagree>(scene.events).empty());
  scene.keep(
      scene.watched.apply_result(unanswered, scene.reply_to(unanswered), scene.now));
  CHECK(scene.resolved_first().back().winner == settlement::down);
  CHECK(scene.resolved_first().back().reports.size() == 3);
  const auto disputes = only<sources_disagree>(scene.events);
  REQUIRE(disputes.size() == 1);
  CHECK(disputes[0].confirmed);
  CHECK(disputes[0].text == "gamma says DOWN, clob says UP, resolutions says DOWN");
}

TEST_CASE("a restart keeps the report of one source: one other is enough") {
  tracker_scene scene;
  scene.now = first.end + 60s;
  scene.run_tick();
  scene.events.clear();
  auto known = std::get<market>(decode_window_market(gamma_body(first), first));
  const std::vector<source_report> reports{
      {winner_source::gamma, settlement::up, first.end + 20s, {}}};
  scene.stuck.emplace(host::gamma, refused_with(404, host::gamma));
  scene.resolutions_winner = settlement::up;
  scene.watched.resume(first, known, scene.now, reports);
  scene.run(10s);
  CHECK(scene.looks_of(host::gamma).empty());
  REQUIRE(scene.resolved_first().size() == 1);
  CHECK(scene.resolved_first()[0].confirmed);
  REQUIRE(scene.resolved_first()[0].reports.size() == 2);
  CHECK(scene.resolved_first()[0].reports[0] == reports[0]);
  // A winner that two sources confirmed is not requested again.
  tracker_scene confirmed;
  confirmed.now = first.end + 60s;
  confirmed.watched.resume(first, known, confirmed.now,
                           scene.resolved_first()[0].reports);
  CHECK(confirmed.watched.due_requests(confirmed.now).empty());
}

TEST_CASE("a 50/50 settlement is a settlement") {
  tracker_scene scene;
  scene.gamma_winner = scene.clob_winner = settlement::split;
  scene.run(15min + 10s);
  REQUIRE(scene.resolved().size() == 1);
  CHECK(scene.resolved()[0].winner == settlement::split);
}
