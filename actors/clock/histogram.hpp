// SPDX-License-Identifier: MIT
#pragma once

#include "messages/clock.hpp"

#include <array>
#include <cstdint>

namespace tracker {

/// Counts durations in buckets whose width grows with the duration, so that a percentile
/// is right to 1/32 of its value, from a nanosecond to centuries, in 8 KiB.
class histogram {
public:
  /// Negative durations count as zero.
  void add(timespan duration);

  /// How the durations are spread. Percentiles are the upper edge of their bucket, never
  /// more than the maximum, which is exact.
  spread summary() const;

private:
  static constexpr unsigned sub_buckets = 32;
  static constexpr unsigned buckets = 60 * sub_buckets;

  timespan percentile(std::uint64_t per_thousand) const;

  std::array<std::uint32_t, buckets> counts_{};
  std::uint64_t total_ = 0;
  timespan max_{0};
};

} // namespace tracker
