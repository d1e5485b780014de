// SPDX-License-Identifier: MIT
// /metrics: every sample of the snapshot as text for Prometheus. Pure.
#pragma once

#include "actors/web/server/web_request.hpp"
#include "actors/web/web_view.hpp"
#include "messages/metrics.hpp"

#include <string>
#include <vector>

namespace tracker {

/// The samples of the actors, the ledger, the server and the process.
std::vector<metric_sample> collect_samples(const web_view& view);

/// The formats of an exposition.
enum class exposition : std::uint8_t {
  /// Prometheus text 0.0.4.
  prometheus,
  /// OpenMetrics 1.0.0.
  open_metrics,
};

/// Writes the samples, family by family in the order of `metric_table`. A sample whose
/// name or labels are not in the table, or that repeats an earlier one, is left out.
std::string write_metrics(const std::vector<metric_sample>& samples, exposition format);

web_reply serve_metrics(const web_request& request, const web_view& view);

} // namespace tracker
