// SPDX-License-Identifier: MIT
// Every metric of /metrics with its name, type, meaning and labels, and the writer of the
// exposition formats. Pure.
#pragma once

#include "messages/metrics.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

enum class metric_type : std::uint8_t { gauge, counter, histogram };

struct metric_family {
  /// Without the prefix `performance_tracker_`, unless it begins with `process_`. A
  /// counter's name ends in `_total`.
  std::string_view name;
  metric_type type = metric_type::gauge;
  std::string_view help;
  /// The names of its labels, in their order. Their values are bounded by the
  /// configuration: series, names of wallets, endpoints, actors and fixed words; never a
  /// slug, an address, a transaction or the text of an error.
  std::vector<std::string_view> labels{};
};

inline constexpr std::string_view metric_prefix = "performance_tracker_";

const std::vector<metric_family>& metric_table();

/// The formats of an exposition.
enum class exposition : std::uint8_t {
  /// Prometheus text 0.0.4.
  prometheus,
  /// OpenMetrics 1.0.0.
  open_metrics,
};

/// Whether the sample's name, labels and kind of value are those of a family of
/// `metric_table`.
bool is_in_table(const metric_sample& sample);

/// Writes the samples, family by family in the order of `metric_table`. A sample whose
/// name or labels are not in the table, or that repeats an earlier one, is left out.
std::string write_metrics(const std::vector<metric_sample>& samples, exposition format);

} // namespace tracker
