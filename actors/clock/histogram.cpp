// SPDX-License-Identifier: MIT
#include "actors/clock/histogram.hpp"

#include <algorithm>
#include <bit>

namespace tracker {

namespace {

constexpr unsigned linear_bits = 5;

/// The first 32 buckets are one nanosecond wide; each following power of two has 32
/// buckets.
unsigned bucket_of(std::uint64_t nanoseconds) {
  const auto width = static_cast<unsigned>(std::bit_width(nanoseconds));
  if (width <= linear_bits)
    return static_cast<unsigned>(nanoseconds);
  const auto shift = width - linear_bits - 1;
  return (shift << linear_bits) + static_cast<unsigned>(nanoseconds >> shift);
}

std::uint64_t upper_edge(unsigned bucket) {
  constexpr unsigned per_power = 1U << linear_bits;
  if (bucket < 2 * per_power)
    return bucket;
  const auto shift = bucket / per_power - 1;
  const std::uint64_t mantissa = bucket - shift * per_power;
  return ((mantissa + 1) << shift) - 1;
}

} // namespace

void histogram::add(timespan duration) {
  duration = std::max(duration, timespan{0});
  ++counts_[bucket_of(static_cast<std::uint64_t>(duration.count()))];
  ++total_;
  max_ = std::max(max_, duration);
}

spread histogram::summary() const {
  return {total_, percentile(500), percentile(990), max_};
}

timespan histogram::percentile(std::uint64_t per_thousand) const {
  const auto wanted = (total_ * per_thousand + 999) / 1000;
  std::uint64_t seen = 0;
  for (unsigned bucket = 0; bucket < buckets; ++bucket) {
    seen += counts_[bucket];
    if (seen >= wanted)
      return std::min(max_, timespan{static_cast<std::int64_t>(upper_edge(bucket))});
  }
  return max_;
}

} // namespace tracker
