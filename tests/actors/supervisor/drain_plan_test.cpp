// SPDX-License-Identifier: MIT
#include "actors/supervisor/drain_plan.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace tracker;

TEST_CASE("each stage of the drain has its own time, and together they use all of it") {
  std::int64_t start_time = 0;
  for (const auto& step : drain_order) {
    CHECK(step.share_of_grace > start_time);
    start_time = step.share_of_grace;
  }
  CHECK(start_time == 100);
}

TEST_CASE(
    "requests are cancelled after the clock's stage and before the wallets' stage ends") {
  constexpr auto clock = drain_order[0];
  constexpr auto wallets = drain_order[1];
  REQUIRE(clock.current == stage::clock);
  REQUIRE(wallets.current == stage::wallets);
  CHECK(share_before_cancelling > clock.share_of_grace);
  CHECK(share_before_cancelling < wallets.share_of_grace);
}

TEST_CASE("the last line names each drained actor, and counts those of large groups") {
  std::vector<drained_actor> actors{{"clock", 29}, {"proof", 3}};
  for (std::uint64_t i = 1; i <= 8; ++i)
    actors.push_back({fmt::format("wallet w{}", i), i});
  actors.push_back({"window btc-updown-15m", 56});
  CHECK(drained_text(actors) ==
        "clock 29, proof 3, wallet w1 1, wallet w2 2, wallet w3 3, wallet w4 4, "
        "wallet w5 5, wallet w6 6, wallet w7 7, wallet w8 8, window btc-updown-15m 56");
  actors.push_back({"wallet w9", 1000});
  CHECK(drained_text(actors) ==
        "clock 29, proof 3, 9 wallets 1036, window btc-updown-15m 56");
  CHECK(drained_text({}).empty());
}
