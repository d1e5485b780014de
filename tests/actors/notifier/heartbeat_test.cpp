// SPDX-License-Identifier: MIT
#include "actors/notifier/channels/heartbeat.hpp"
#include "actors/notifier/channels/payload.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace std::chrono_literals;

TEST_CASE("heartbeat: once a minute, and only while the tracker is healthy", "[alerts]") {
  const steady_point start{1h};
  heartbeat pulse{service_health{limits_for(1s), start}};
  auto& health = pulse.health();
  CHECK_FALSE(pulse.is_due(start));
  health.note_tick(start);
  CHECK_FALSE(pulse.is_due(start));
  health.note_request(start);
  CHECK_FALSE(pulse.is_due(start));
  health.note_answer();
  CHECK(pulse.is_due(start));
  health.note_tick(start + 59s);
  CHECK_FALSE(pulse.is_due(start + 59s));
  health.note_request(start + 59s);
  health.note_tick(start + 69s);
  CHECK_FALSE(pulse.is_due(start + 69s));
  health.note_answer();
  CHECK(pulse.is_due(start + 69s));
  CHECK_FALSE(pulse.is_due(start + 130s));
}

TEST_CASE("heartbeat: once a minute with a clock that ticks every 15 s", "[alerts]") {
  const steady_point start{1h};
  heartbeat pulse{service_health{limits_for(15s), start}};
  int sent = 0;
  // The ledger answers each request before the next tick.
  for (auto now = start; now < start + 5min; now += 15s) {
    pulse.health().note_tick(now);
    pulse.health().note_request(now);
    sent += pulse.is_due(now) ? 1 : 0;
    pulse.health().note_answer();
  }
  CHECK(sent == 5);
}

TEST_CASE("heartbeat: the address of a failure", "[alerts]") {
  CHECK(fail_url_of("https://hc-ping.com/uuid") == "https://hc-ping.com/uuid/fail");
  CHECK(fail_url_of("https://host/push/?status=up") ==
        "https://host/push/fail?status=up");
}
