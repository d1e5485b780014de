// SPDX-License-Identifier: MIT
// Measurements and checks of actors, for /metrics, /health and alerts.
#pragma once

#include "messages/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tracker {

/// An exact decimal: `amount` divided by ten to the power of `places` (0 to 9).
struct exact_number {
  std::int64_t amount = 0;
  std::uint8_t places = 0;

  bool operator==(const exact_number&) const = default;
};

/// The places of a number of nanoseconds as seconds.
inline constexpr std::uint8_t nano_places = 9;

/// Counts durations in buckets with fixed upper bounds.
class duration_counts {
public:
  duration_counts() = default;
  /// The upper bounds of the buckets, ascending; each bound belongs to its bucket.
  explicit duration_counts(std::vector<timespan> bounds)
      : bounds_{std::move(bounds)}, counts_(bounds_.size() + 1) {}

  /// Negative durations count as zero.
  void add(timespan duration) {
    const auto counted = duration < timespan{} ? timespan{} : duration;
    std::size_t bucket = 0;
    while (bucket < bounds_.size() && bounds_[bucket] < counted)
      ++bucket;
    ++counts_[bucket];
    sum_ += counted;
  }

  /// Adds the counts of another one with the same bounds; others are left out.
  void add(const duration_counts& other) {
    if (other.bounds_ != bounds_)
      return;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      counts_[i] += other.counts_[i];
    sum_ += other.sum_;
  }

  const std::vector<timespan>& bounds() const { return bounds_; }
  /// Not cumulative; the last one counts durations above every bound.
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  timespan sum() const { return sum_; }

  bool operator==(const duration_counts&) const = default;

private:
  std::vector<timespan> bounds_;
  std::vector<std::uint64_t> counts_;
  timespan sum_{};
};

/// One figure of a metric. The metric's name is without the program's prefix; the names
/// and labels that exist are in the table of metrics (actors/web/metric_table.hpp).
struct metric_sample {
  std::string name;
  std::vector<std::pair<std::string, std::string>> labels;
  std::variant<exact_number, duration_counts> value;
};

/// The sample of a count.
inline metric_sample
count_sample(std::string name, std::uint64_t count,
             std::vector<std::pair<std::string, std::string>> labels = {}) {
  return {std::move(name), std::move(labels),
          exact_number{static_cast<std::int64_t>(count), 0}};
}

/// Whether a part of the tracker can be relied on.
enum class health_status : std::uint8_t { pass, warn, fail };

constexpr const char* to_string(health_status status) {
  switch (status) {
  case health_status::pass:
    return "pass";
  case health_status::warn:
    return "warn";
  case health_status::fail:
    return "fail";
  }
  return "?";
}

/// A condition of `/ready`, reported by the actor that knows it.
struct health_check {
  /// `activity main`, `market btc-updown-15m`, `ledger`.
  std::string name;
  health_status status = health_status::pass;
  /// Age of the newest successful answer or work; negative: there was none yet.
  timespan age{-1};
  /// Why it does not pass; empty when it passes.
  std::string detail;

  bool operator==(const health_check&) const = default;
};

} // namespace tracker
