// SPDX-License-Identifier: MIT
#pragma once

#include "messages/clock.hpp"

#include <array>
#include <cstdint>

namespace tracker {

/// Counts durations in buckets whose width grows with the duration: percentiles are exact
/// to 1/32 of their value, from a nanosecond to centuries, in 8 KiB.
class histogram {
public:
  /// Negative durations count as zero.
  void add(timespan duration);

  /// The distribution of the durations. A percentile is the upper edge of its bucket,
  /// limited by the maximum, which is exact.
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
