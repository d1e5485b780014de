// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/host_health.hpp"
#include "tests/actors/fetcher/policy/fetcher_scene.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

namespace tracker {
namespace {

using admission = host_health::admission;
using condition = host_health::condition;
using change_kind = health_change::kind;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using test::scene_start;

constexpr timespan no_pause{0};

fetch_error refused_connection() {
  return {fetch_error_kind::connect, host::gamma, "/markets", 0,
          "connection refused",      true,        3};
}

fetch_error edge_page() {
  return {fetch_error_kind::status, host::gamma, "/markets", 403,
          "Attention Required!",    true,        1};
}

fetch_error rate_limited() {
  return {fetch_error_kind::status, host::clob, "/markets", 429, "slow down", true, 1};
}

/// Lets the host fail until it counts as unreachable.
host_health unreachable_host() {
  host_health health{{}};
  for (auto i = 0; i < 3; ++i) {
    health.begin_transfer();
    health.record_failure(false, refused_connection(), no_pause, scene_start);
  }
  return health;
}

TEST_CASE(
    "a host is unreachable after three failures in a row, and that is reported once") {
  host_health health{{}};
  CHECK_FALSE(health.record_failure(false, refused_connection(), no_pause, scene_start));
  CHECK_FALSE(health.record_failure(false, refused_connection(), no_pause, scene_start));
  CHECK_FALSE(health.record_answer(false, scene_start));
  CHECK_FALSE(health.record_failure(false, refused_connection(), no_pause, scene_start));
  CHECK_FALSE(health.record_failure(false, refused_connection(), no_pause, scene_start));
  CHECK(health.admit(scene_start) == admission::go);
  const auto change =
      health.record_failure(false, refused_connection(), no_pause, scene_start);
  REQUIRE(change);
  CHECK(change->type == change_kind::paused);
  CHECK(health.state() == condition::failing);
  CHECK(health.admit(scene_start) == admission::refuse);
  CHECK_FALSE(health.record_failure(false, refused_connection(), no_pause, scene_start));
}

TEST_CASE("a refused request reports the cause, in the same words until it changes") {
  const auto health = unreachable_host();
  const auto refusal = health.refusal();
  CHECK(refusal.kind == fetch_error_kind::connect);
  CHECK(refusal.detail == "unreachable: connection refused");
  CHECK(refusal.retryable);
  CHECK(refusal.host_paused);
}

TEST_CASE("after a pause one probe is admitted, and the pauses grow") {
  auto health = unreachable_host();
  auto now = scene_start;
  // Pauses are at most ten seconds in the first two minutes.
  for (const auto pause :
       {1, 2, 4, 8, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 60, 60}) {
    INFO(pause << " after " << (now - scene_start).count());
    CHECK(health.admit(now + seconds{pause} - milliseconds{1}) == admission::refuse);
    now += seconds{pause};
    REQUIRE(health.admit(now) == admission::go);
    CHECK(health.begin_transfer());
    CHECK(health.admit(now) == admission::wait);
    CHECK_FALSE(health.record_failure(true, refused_connection(), no_pause, now));
  }
}

TEST_CASE("an answered probe ends the outage, and that is reported once") {
  auto health = unreachable_host();
  const auto later = scene_start + seconds{42};
  CHECK(health.begin_transfer());
  const auto change = health.record_answer(true, later);
  REQUIRE(change);
  CHECK(change->type == change_kind::back);
  CHECK(change->span == seconds{42});
  CHECK(health.admit(later) == admission::go);
  CHECK_FALSE(health.begin_transfer());
  CHECK_FALSE(health.record_answer(false, later));
  CHECK(health.outage_duration(later) == timespan{0});
}

TEST_CASE("a transfer from before the outage neither ends nor prolongs it") {
  auto health = unreachable_host();
  CHECK_FALSE(health.record_answer(false, scene_start));
  CHECK(health.state() == condition::failing);
  CHECK_FALSE(health.record_failure(false, refused_connection(), no_pause,
                                    scene_start + milliseconds{900}));
  CHECK(health.admit(scene_start + seconds{1}) == admission::go);
}

TEST_CASE("after an abandoned probe another one is admitted") {
  auto health = unreachable_host();
  const auto now = scene_start + seconds{1};
  health.begin_transfer();
  CHECK(health.admit(now) == admission::wait);
  health.abandon_probe();
  CHECK(health.admit(now) == admission::go);
}

TEST_CASE("a block by the edge lasts a minute at least, and longer when it continues") {
  host_health health{{}};
  const auto change = health.record_block(false, edge_page(), no_pause, scene_start);
  REQUIRE(change);
  CHECK(change->type == change_kind::blocked);
  CHECK(health.admit(scene_start + seconds{59}) == admission::refuse);
  CHECK(health.refusal().status == 403);
  auto now = scene_start;
  for (const auto pause : {1, 2, 4, 8, 10, 10}) {
    now += minutes{pause};
    INFO(pause);
    CHECK(health.admit(now - milliseconds{1}) == admission::refuse);
    REQUIRE(health.admit(now) == admission::go);
    health.begin_transfer();
    CHECK_FALSE(health.record_block(true, edge_page(), no_pause, now));
  }
}

TEST_CASE("Retry-After prolongs the pause after a block and never shortens it") {
  const std::pair<seconds, seconds> cases[] = {{seconds{5}, seconds{60}},
                                               {seconds{300}, seconds{300}}};
  for (const auto& [asked, pause] : cases) {
    host_health health{{}};
    health.record_block(false, edge_page(), asked, scene_start);
    CHECK(health.admit(scene_start + pause - milliseconds{1}) == admission::refuse);
    CHECK(health.admit(scene_start + pause) == admission::go);
  }
}

TEST_CASE("Retry-After prolongs the pause of a failing host") {
  host_health health{{}};
  for (auto i = 0; i < 3; ++i)
    health.record_failure(false, rate_limited(), seconds{30}, scene_start);
  CHECK(health.admit(scene_start + seconds{30} - milliseconds{1}) == admission::refuse);
  CHECK(health.admit(scene_start + seconds{30}) == admission::go);
}

TEST_CASE(
    "short outages within two minutes of a report are counted, long ones reported") {
  host_health health{{}};
  auto now = scene_start;
  const auto fail_until_paused = [&](timespan at_least) {
    std::optional<health_change> change;
    for (auto i = 0; i < 3; ++i)
      change = health.record_failure(false, refused_connection(), at_least, now);
    return change;
  };
  const auto recover = [&] {
    health.begin_transfer();
    return health.record_answer(true, now);
  };
  REQUIRE(fail_until_paused(no_pause));
  REQUIRE(recover());
  for (auto i = 0; i < 3; ++i) {
    CHECK_FALSE(fail_until_paused(no_pause));
    CHECK_FALSE(recover());
  }
  auto change = fail_until_paused(seconds{10});
  REQUIRE(change);
  CHECK(change->unreported == 3);
  REQUIRE(recover());
  now += minutes{2};
  change = fail_until_paused(no_pause);
  REQUIRE(change);
  CHECK(change->unreported == 0);
  REQUIRE(recover());
  // An outage that is too short to be reported at first is reported if it continues.
  CHECK_FALSE(fail_until_paused(no_pause));
  for (const auto pause : {2, 4, 8}) {
    health.begin_transfer();
    INFO(pause);
    CHECK_FALSE(health.record_failure(true, refused_connection(), no_pause, now));
  }
  health.begin_transfer();
  CHECK(health.record_failure(true, refused_connection(), no_pause, now));
  CHECK(recover());
}

TEST_CASE("a failing host that blocks requests is reported as blocked") {
  auto health = unreachable_host();
  health.begin_transfer();
  const auto change =
      health.record_block(true, edge_page(), no_pause, scene_start + seconds{1});
  REQUIRE(change);
  CHECK(change->type == change_kind::blocked);
  CHECK(change->span == seconds{60});
}

TEST_CASE("the log line about a host has the cause and the time of the next try") {
  fetch_error failing = edge_page();
  failing.status = 502;
  failing.detail = "502 Bad Gateway";
  auto code = edge_page();
  code.status = 429;
  code.detail = "error code: 1015";
  auto untitled = edge_page();
  untitled.detail = "Attention Required! | Cloudflare";
  auto portal = edge_page();
  portal.kind = fetch_error_kind::platform;
  portal.status = 200;
  portal.detail = "a web page instead of JSON: Hotel login";
  auto limited = portal;
  limited.detail = "Too Many Requests";
  auto late = refused_connection();
  late.kind = fetch_error_kind::timeout;
  late.status = 200;
  const std::pair<fetch_error, const char*> cases[] = {
      {rate_limited(), "rate limited (429)"},
      {refused_connection(), "unreachable (no connection: connection refused)"},
      {limited, "rate limited (200: Too Many Requests)"},
      {late, "unreachable (timeout: connection refused)"},
      {failing, "failing (502 Bad Gateway)"},
      {untitled, "blocked (403: Attention Required! | Cloudflare)"},
      {code, "blocked (429: error code: 1015)"},
      {portal, "failing (200: a web page instead of JSON: Hotel login)"}};
  for (const auto& [cause, reason] : cases) {
    CHECK(pause_reason(cause) == reason);
    CHECK(change_text("clob", cause, {change_kind::paused, milliseconds{3200}, 0}) ==
          "clob: " + std::string{reason} + ", next try in 4s");
  }
  CHECK(change_text("clob", rate_limited(), {change_kind::paused, seconds{1}, 7}) ==
        "clob: rate limited (429), next try in 1s; 7 short pauses before it were not "
        "reported");
  CHECK(change_text("clob", {}, {change_kind::back, seconds{12}, 0}) ==
        "clob: answers again after 12s");
}

TEST_CASE("each report of an outage is followed by a report of its end") {
  const auto paired = [] {
    breaker_limits limits;
    limits.quiet = timespan{0};
    host_health health{limits};
    auto now = scene_start;
    auto is_away = false;
    auto probing = false;
    for (auto step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 400))) {
      now += milliseconds{step * 50};
      const auto admitted = health.admit(now);
      RC_ASSERT(is_away == (health.state() != condition::ok));
      RC_ASSERT((admitted == admission::wait) == probing);
      const auto goes = admitted == admission::go;
      const auto probe = probing || (goes && health.begin_transfer());
      probing = false;
      std::optional<health_change> change;
      switch (step % 4) {
      case 0:
        change = health.record_answer(probe, now);
        break;
      case 1:
        change = health.record_failure(probe, refused_connection(), no_pause, now);
        break;
      case 2:
        change = health.record_block(probe, edge_page(), no_pause, now);
        break;
      default:
        probing = probe; // still in transfer
      }
      if (!change)
        continue;
      // A failing host may be reported as blocked in the same outage.
      if (is_away && change->type == change_kind::blocked)
        continue;
      RC_ASSERT((change->type == change_kind::back) == is_away);
      is_away = !is_away;
    }
  };
  CHECK(rc::check("away, back, away, back", paired));
}

} // namespace
} // namespace tracker
