// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <random>

namespace tracker {

/// How the pauses between the attempts of one request grow.
struct backoff_limits {
  /// Upper bound of the first pause; it doubles with every attempt.
  timespan first = std::chrono::seconds{1};
  timespan longest = std::chrono::seconds{60};
};

/// `first` doubled `times` times, at most `longest`.
inline timespan doubled(timespan first, std::uint32_t times, timespan longest) {
  auto pause = first;
  for (; times > 0 && pause < longest / 2; --times)
    pause *= 2;
  return times > 0 || pause > longest ? longest : pause;
}

/// The pause after `attempts` failed attempts (1 or more): random from 0 to the bound, so
/// that requests that failed together are not retried together ("full jitter").
inline timespan full_jitter(std::uint32_t attempts, const backoff_limits& limits,
                            std::mt19937_64& random) {
  const auto bound = doubled(limits.first, attempts - 1, limits.longest);
  return timespan{std::uniform_int_distribution<timespan::rep>{0, bound.count()}(random)};
}

} // namespace tracker
