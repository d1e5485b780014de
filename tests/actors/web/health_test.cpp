// SPDX-License-Identifier: MIT
#include "actors/web/health.hpp"
#include "actors/web/snapshots.hpp"
#include "tests/actors/web/web_rig.hpp"

#include <nlohmann/json.hpp>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

health_check passed(std::string name) {
  return {std::move(name), health_status::pass, timespan{-1}, ""};
}

status_screen screen_of(std::uint64_t ticks, std::vector<actor_report> more = {}) {
  status_screen screen;
  screen.actors = {{"clock", actor_status{0, "", {count_sample("ticks_total", ticks)}}},
                   {"ledger", actor_status{0, "ready", {}, {passed("ledger")}}}};
  screen.actors.insert(screen.actors.end(), more.begin(), more.end());
  screen.now = window_number(1).start;
  return screen;
}

std::vector<actor_report> sources(health_check market, health_check activity) {
  return {{"window " + series_name, actor_status{0, "", {}, {std::move(market)}}},
          {"wallet main", actor_status{0, "", {}, {std::move(activity)}}}};
}

const health_check good_market = passed("market " + series_name);
const health_check good_activity{"activity main", health_status::pass, 1s, ""};

health_status health_of(const web_rig& rig, const web_snapshot& snapshot) {
  return check_health({rig.context, snapshot}).status;
}

health_status readiness_of(const web_rig& rig, web_snapshot snapshot) {
  snapshot.free_bytes = snapshot.free_bytes.value_or(1'000'000'000);
  return check_readiness({rig.context, snapshot}).status;
}

} // namespace

TEST_CASE("health fails when the clock stops or the ledger does not answer", "[web]") {
  const web_rig rig;
  snapshot_maker maker;
  const steady_point begin{1h};
  CHECK(health_of(rig, maker.make({}, begin)) == health_status::fail);
  maker.add_screen(screen_of(1), begin);
  CHECK(health_of(rig, maker.make({}, begin)) == health_status::pass);
  CHECK(health_of(rig, maker.make({}, begin + 4s)) == health_status::pass);
  CHECK(health_of(rig, maker.make({}, begin + 5s)) == health_status::fail);

  // The supervisor reports, but the clock's count does not change.
  maker.add_screen(screen_of(1), begin + 5s);
  CHECK(health_of(rig, maker.make({}, begin + 5s)) == health_status::fail);
  maker.add_screen(screen_of(2), begin + 6s);
  CHECK(health_of(rig, maker.make({}, begin + 6s)) == health_status::pass);

  // The ledger does not answer: its last answer grows old.
  auto silent = screen_of(3);
  silent.actors[1].status.reset();
  for (int i = 7; i <= 16; ++i) {
    silent.actors[0].status->metrics[0] =
        count_sample("ticks_total", static_cast<std::uint64_t>(i));
    maker.add_screen(silent, begin + std::chrono::seconds{i});
    CHECK(health_of(rig, maker.make({}, begin + std::chrono::seconds{i})) ==
          health_status::pass);
  }
  maker.add_screen(silent, begin + 17s);
  CHECK(health_of(rig, maker.make({}, begin + 17s)) == health_status::fail);
}

TEST_CASE("health does not depend on the platform, readiness does", "[web]") {
  const web_rig rig;
  const steady_point now{1h};
  struct row {
    const char* name;
    health_check market;
    health_check activity;
    health_status expected;
  };
  const health_check no_market{"market " + series_name, health_status::fail, timespan{-1},
                               "no market is known yet"};
  const health_check stale{"activity main", health_status::fail, 92s,
                           "not read for 92 s"};
  const health_check past{"market " + series_name, health_status::warn, timespan{-1},
                          "2 past windows have no winner yet"};
  for (const auto& [name, market, activity, expected] :
       std::vector<row>{{"all good", good_market, good_activity, health_status::pass},
                        {"no market", no_market, good_activity, health_status::fail},
                        {"stale", good_market, stale, health_status::fail},
                        {"past windows", past, good_activity, health_status::warn}}) {
    INFO(name);
    snapshot_maker maker;
    maker.add_screen(screen_of(5, sources(market, activity)), now);
    CHECK(readiness_of(rig, maker.make({}, now)) == expected);
    CHECK(health_of(rig, maker.make({}, now)) == health_status::pass);
  }
}

TEST_CASE("readiness fails while a fact is unknown, and names it", "[web]") {
  const web_rig rig;
  const steady_point now{1h};
  snapshot_maker maker;
  maker.add_screen(screen_of(5), now);
  CHECK(readiness_of(rig, maker.make({}, now)) == health_status::fail);
  maker.add_screen(screen_of(6, sources(good_market, good_activity)), now);
  auto snapshot = maker.make({}, now);
  CHECK(readiness_of(rig, snapshot) == health_status::pass);
  snapshot.free_bytes = least_free_bytes - 1;
  CHECK(readiness_of(rig, snapshot) == health_status::fail);
  snapshot = maker.make({}, now);
  snapshot.stopping = true;
  CHECK(readiness_of(rig, snapshot) == health_status::fail);
  snapshot = maker.make({}, now + 11s);
  CHECK(readiness_of(rig, snapshot) == health_status::fail);
  snapshot.ended = true;
  CHECK(readiness_of(rig, snapshot) == health_status::warn);
}

TEST_CASE("the body of health names every check", "[web]") {
  const auto now = from_unix_seconds(1'768'936'500);
  const health_report report{
      health_status::fail,
      {{"clock", health_status::pass, 1500ms, ""},
       {"activity \"main\"\n<b>", health_status::fail, timespan{-1}, "429 from data"}}};
  const auto body = nlohmann::json::parse(health_json(report, "0.1.0", now));
  CHECK(body["status"] == "fail");
  CHECK(body["version"] == "0.1.0");
  REQUIRE(body["checks"].size() == 2);
  CHECK(body["checks"][0]["age_s"] == 1);
  CHECK(body["checks"][0]["since"].get<std::string>().starts_with("2026-01-20T19:14:58"));
  CHECK_FALSE(body["checks"][1].contains("age_s"));
  CHECK(body["checks"][1]["detail"] == "429 from data");

  web_rig rig;
  CHECK(rig.get("/health").status == 503);
  CHECK(rig.get("/ready").status == 503);
  // The body has nothing that a probe without a token may not see.
  CHECK(rig.get("/health").body.find("main") == std::string::npos);
  CHECK(find_route("/health")->is_public);
  CHECK_FALSE(find_route("/ready")->is_public);
  CHECK_FALSE(find_route("/metrics")->is_public);
}
