// SPDX-License-Identifier: MIT
// The conditions of /health, whether the tracker must be restarted, and of /ready,
// whether its figures are complete. Pure.
#pragma once

#include "actors/web/server/web_request.hpp"
#include "actors/web/web_view.hpp"

#include <string>
#include <vector>

namespace tracker {

struct health_report {
  /// The worst status of the checks.
  health_status status = health_status::pass;
  std::vector<health_check> checks;
};

/// Free space of the ledger's disk below which `/ready` fails.
inline constexpr std::uint64_t least_free_bytes = 64UL * 1024 * 1024;

/// Passes while the clock ticks and the ledger actor answers, within `health_limits`. It
/// never depends on the platform: a restart would not end an outage there.
health_report check_health(const web_view& view);

/// Fails until every series has a market and every wallet's activity has been read, and
/// later while a source is stale for more than 60 s, an actor does not answer, the ledger
/// cannot be written or its disk has less than 64 MB, and while the run is stopping.
health_report check_readiness(const web_view& view);

/// `{"status":"pass","version":"…","checks":[{"name":"clock","status":"pass","age_s":1,…}]}`:
/// `age_s` and `since` (UTC) tell when the check last worked, `detail` why it does not
/// pass; each is left out where it is not known.
std::string health_json(const health_report& report, const std::string& version,
                        timestamp now);

/// The replies: 200 unless the status is fail, then 503.
web_reply serve_health(const web_request& request, const web_view& view);
web_reply serve_readiness(const web_request& request, const web_view& view);

} // namespace tracker
