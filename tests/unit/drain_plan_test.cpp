// SPDX-License-Identifier: MIT
#include "actors/supervisor/drain_plan.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;

TEST_CASE("each stage of the drain has time of its own, and together all there is") {
  std::int64_t begun = 0;
  for (const auto at : drain_order) {
    CHECK(share_of_grace(at) > begun);
    begun = share_of_grace(at);
  }
  CHECK(begun == 100);
}

TEST_CASE("questions are cancelled when the clock stands and the askers still wait") {
  CHECK(share_before_cancelling > share_of_grace(stage::clock));
  CHECK(share_before_cancelling < share_of_grace(stage::wallets));
}
