// SPDX-License-Identifier: MIT
// /metrics: every sample of the snapshot as text for Prometheus. Pure.
#pragma once

#include "actors/web/server/web_request.hpp"
#include "actors/web/web_view.hpp"
#include "messages/metrics.hpp"

#include <string>
#include <vector>

namespace tracker {

/// The samples of the actors, the ledger, the server and the process that are in
/// `metric_table`, and one with the number of those that are not.
std::vector<metric_sample> collect_samples(const web_view& view);

web_reply serve_metrics(const web_request& request, const web_view& view);

} // namespace tracker
