// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/backoff.hpp"

namespace tracker {

timespan doubled(timespan first, std::uint32_t times, timespan longest) {
  auto pause = first;
  for (; times > 0 && pause < longest / 2; --times)
    pause *= 2;
  return times > 0 || pause > longest ? longest : pause;
}

timespan full_jitter(std::uint32_t attempts, const backoff_limits& limits,
                     std::mt19937_64& random) {
  const auto bound = doubled(limits.first, attempts - 1, limits.longest);
  return timespan{std::uniform_int_distribution<timespan::rep>{0, bound.count()}(random)};
}

} // namespace tracker
