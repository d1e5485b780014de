// SPDX-License-Identifier: MIT
#include "actors/fetcher/host_health.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

namespace tracker {
namespace {

using admission = host_health::admission;
using condition = host_health::condition;
using change = health_change::kind;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr steady_point start{std::chrono::hours{1}};
constexpr timespan no_pause{0};

fetch_error refused_connection() {
  return {fetch_error_kind::connect, host::gamma, "/markets", 0,
          "connection refused",      true,        3};
}

fetch_error edge_page() {
  return {fetch_error_kind::status, host::gamma, "/markets", 403,
          "Attention Required!",    true,        1};
}

/// Lets the host fail until it counts as unreachable.
host_health unreachable_host() {
  host_health health{{}};
  for (auto i = 0; i < 3; ++i) {
    health.begin();
    health.silent(false, refused_connection(), start);
  }
  return health;
}

TEST_CASE("a host is unreachable after three failures in a row, and that is said once") {
  host_health health{{}};
  CHECK_FALSE(health.silent(false, refused_connection(), start));
  CHECK_FALSE(health.silent(false, refused_connection(), start));
  CHECK_FALSE(health.answered(false, start));
  CHECK_FALSE(health.silent(false, refused_connection(), start));
  CHECK_FALSE(health.silent(false, refused_connection(), start));
  CHECK(health.ask(start) == admission::go);
  const auto said = health.silent(false, refused_connection(), start);
  REQUIRE(said);
  CHECK(said->what == change::unreachable);
  CHECK(health.state() == condition::unreachable);
  CHECK(health.ask(start) == admission::refuse);
  CHECK_FALSE(health.silent(false, refused_connection(), start));
}

TEST_CASE("a refused request learns why and since when") {
  const auto health = unreachable_host();
  const auto refusal = health.refusal(start + seconds{42});
  CHECK(refusal.kind == fetch_error_kind::connect);
  CHECK(refusal.detail == "unreachable for 42 s: connection refused");
  CHECK(refusal.retryable);
}

TEST_CASE("after a pause one probe goes, and the pauses grow") {
  auto health = unreachable_host();
  auto now = start;
  for (const auto pause : {1, 2, 4, 8, 16, 30, 30}) {
    INFO(pause);
    CHECK(health.ask(now + seconds{pause} - milliseconds{1}) == admission::refuse);
    now += seconds{pause};
    REQUIRE(health.ask(now) == admission::go);
    CHECK(health.begin());
    CHECK(health.ask(now) == admission::wait);
    CHECK_FALSE(health.silent(true, refused_connection(), now));
  }
}

TEST_CASE("an answered probe ends the outage, and that is said once") {
  auto health = unreachable_host();
  const auto later = start + seconds{42};
  CHECK(health.begin());
  const auto said = health.answered(true, later);
  REQUIRE(said);
  CHECK(said->what == change::back);
  CHECK(said->away == seconds{42});
  CHECK(health.ask(later) == admission::go);
  CHECK_FALSE(health.begin());
  CHECK_FALSE(health.answered(false, later));
  CHECK(health.away_for(later) == timespan{0});
}

TEST_CASE("what was under way before the outage neither ends nor prolongs it") {
  auto health = unreachable_host();
  CHECK_FALSE(health.answered(false, start));
  CHECK(health.state() == condition::unreachable);
  CHECK_FALSE(health.silent(false, refused_connection(), start + milliseconds{900}));
  CHECK(health.ask(start + seconds{1}) == admission::go);
}

TEST_CASE("a probe that was given up lets another one go") {
  auto health = unreachable_host();
  const auto now = start + seconds{1};
  health.begin();
  CHECK(health.ask(now) == admission::wait);
  health.probe_abandoned();
  CHECK(health.ask(now) == admission::go);
}

TEST_CASE("a block of the edge holds for a minute at least, and longer when it stays") {
  host_health health{{}};
  const auto said = health.blocked(false, edge_page(), no_pause, start);
  REQUIRE(said);
  CHECK(said->what == change::blocked);
  CHECK(health.ask(start + seconds{59}) == admission::refuse);
  CHECK(health.refusal(start + seconds{59}).status == 403);
  auto now = start;
  for (const auto pause : {1, 2, 4, 8, 10, 10}) {
    now += minutes{pause};
    INFO(pause);
    CHECK(health.ask(now - milliseconds{1}) == admission::refuse);
    REQUIRE(health.ask(now) == admission::go);
    health.begin();
    CHECK_FALSE(health.blocked(true, edge_page(), no_pause, now));
  }
}

TEST_CASE("a block asks for more time by Retry-After, never for less") {
  const std::pair<seconds, seconds> cases[] = {{seconds{5}, seconds{60}},
                                               {seconds{300}, seconds{300}}};
  for (const auto& [asked, pause] : cases) {
    host_health health{{}};
    health.blocked(false, edge_page(), asked, start);
    CHECK(health.ask(start + pause - milliseconds{1}) == admission::refuse);
    CHECK(health.ask(start + pause) == admission::go);
  }
}

TEST_CASE("news of an outage come in pairs, whatever happens") {
  const auto paired = [] {
    host_health health{{}};
    auto now = start;
    auto away = false;
    auto probing = false;
    for (auto step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 400))) {
      now += milliseconds{step * 50};
      const auto admitted = health.ask(now);
      RC_ASSERT(away == (health.state() != condition::ok));
      RC_ASSERT((admitted == admission::wait) == probing);
      const auto goes = admitted == admission::go;
      const auto probe = probing || (goes && health.begin());
      probing = false;
      std::optional<health_change> said;
      switch (step % 4) {
      case 0:
        said = health.answered(probe, now);
        break;
      case 1:
        said = health.silent(probe, refused_connection(), now);
        break;
      case 2:
        said = health.blocked(probe, edge_page(), no_pause, now);
        break;
      default:
        probing = probe; // still on its way
      }
      if (!said)
        continue;
      RC_ASSERT((said->what == change::back) == away);
      away = !away;
    }
  };
  CHECK(rc::check("away, back, away, back", paired));
}

} // namespace
} // namespace tracker
