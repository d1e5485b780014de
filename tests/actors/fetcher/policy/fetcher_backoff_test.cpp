// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/backoff.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace tracker {
namespace {

using std::chrono::seconds;

TEST_CASE("pauses double up to their bound") {
  const std::pair<std::uint32_t, int> cases[] = {
      {0, 1}, {1, 2}, {2, 4}, {4, 16}, {5, 30}, {6, 30}, {4000000000U, 30}};
  for (const auto& [times, expected] : cases) {
    INFO(times);
    CHECK(doubled(seconds{1}, times, seconds{30}) == seconds{expected});
  }
  CHECK(doubled(seconds{40}, 0, seconds{30}) == seconds{30});
}

TEST_CASE("full jitter draws a pause below the bound, reproducible by its seed") {
  const backoff_limits limits{seconds{1}, seconds{8}};
  std::mt19937_64 random{7};
  std::mt19937_64 same_random{7};
  for (std::uint32_t attempts = 1; attempts < 6; ++attempts) {
    std::vector<timespan> pauses;
    for (auto i = 0; i < 2000; ++i) {
      pauses.push_back(full_jitter(attempts, limits, random));
      CHECK(pauses.back() == full_jitter(attempts, limits, same_random));
    }
    const auto bound = doubled(limits.first, attempts - 1, limits.longest);
    const auto [least, most] = std::minmax_element(pauses.begin(), pauses.end());
    INFO(attempts);
    CHECK(*least >= timespan{0});
    CHECK(*least < bound / 20);
    CHECK(*most <= bound);
    CHECK(*most > bound - bound / 20);
  }
}

TEST_CASE("any number of attempts gives a pause without overflow") {
  const auto bounded = [](std::uint32_t attempts, std::uint64_t seed) {
    std::mt19937_64 random{seed};
    const backoff_limits limits{timespan{1},
                                timespan{std::numeric_limits<timespan::rep>::max()}};
    RC_ASSERT(full_jitter(std::max(attempts, 1U), limits, random) >= timespan{0});
  };
  CHECK(rc::check("never negative", bounded));
}

} // namespace
} // namespace tracker
