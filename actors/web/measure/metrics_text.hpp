// SPDX-License-Identifier: MIT
// The writer of the exposition formats. Pure.
#pragma once

#include "messages/metrics.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

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
