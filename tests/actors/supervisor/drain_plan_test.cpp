// SPDX-License-Identifier: MIT
#include "actors/supervisor/drain_plan.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;

TEST_CASE("each stage of the drain has its own time, and together they have all of it") {
  std::int64_t begun = 0;
  for (const auto& step : drain_order) {
    CHECK(step.share_of_grace > begun);
    begun = step.share_of_grace;
  }
  CHECK(begun == 100);
}

TEST_CASE(
    "requests are cancelled after the clock's stage and before the end of the wallets'") {
  constexpr auto clock = drain_order[0];
  constexpr auto wallets = drain_order[1];
  REQUIRE(clock.current == stage::clock);
  REQUIRE(wallets.current == stage::wallets);
  CHECK(share_before_cancelling > clock.share_of_grace);
  CHECK(share_before_cancelling < wallets.share_of_grace);
}
