// SPDX-License-Identifier: MIT
#include "main/wiring/pace.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace std::chrono_literals;

namespace {

constexpr steady_point virtually{1000h};
constexpr steady_point really{5h};

} // namespace

TEST_CASE("a run without a speed never waits") {
  pace fast{0};
  CHECK(fast.until(virtually, really) == 0ns);
  CHECK(fast.until(virtually + 1h, really) == 0ns);
}

TEST_CASE("virtual time passes faster by the given factor") {
  pace sixty{60};
  CHECK(sixty.until(virtually, really) == 0ns);
  CHECK(sixty.until(virtually + 60s, really) == 1s);
  CHECK(sixty.until(virtually + 60s, really + 400ms) == 600ms);
  // Rounding errors do not add up: each moment is computed from the beginning.
  CHECK(sixty.until(virtually + 120s, really + 1100ms) == 900ms);
  CHECK(pace{1}.until(virtually, really) == 0ns);
}

TEST_CASE("a delayed run continues without catching up") {
  pace one{1};
  one.until(virtually, really);
  // After a short delay the next moment makes up for it.
  CHECK(one.until(virtually + 1s, really + 1400ms) == -400ms);
  CHECK(one.until(virtually + 2s, really + 1400ms) == 600ms);
  // The process was stopped for an hour.
  CHECK(one.until(virtually + 3s, really + 1h) < 0ns);
  CHECK(one.until(virtually + 4s, really + 1h) == 1s);
}
