// SPDX-License-Identifier: MIT
#include "actors/supervisor/restart_policy.hpp"

#include "tests/support/catch.hpp"

using namespace tracker;
using namespace std::chrono_literals;

TEST_CASE("pauses before restarts double, and the fifth crash in a minute gives up") {
  restart_policy policy;
  const steady_point start{100s};
  CHECK(policy.note_crash(start) == 1s);
  CHECK(policy.note_crash(start + 2s) == 2s);
  CHECK(policy.note_crash(start + 6s) == 4s);
  CHECK(policy.note_crash(start + 12s) == 8s);
  CHECK_FALSE(policy.note_crash(start + 30s));
}

TEST_CASE("crashes more than a minute old are forgotten") {
  restart_policy policy;
  const steady_point start{100s};
  for (int i = 0; i < 100; ++i)
    CHECK(policy.note_crash(start + i * 61s) == 1s);
}
