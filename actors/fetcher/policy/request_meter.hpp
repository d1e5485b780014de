// SPDX-License-Identifier: MIT
// Counts requests by endpoint, for /metrics. Pure.
#pragma once

#include "messages/fetch.hpp"
#include "messages/metrics.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tracker {

class request_meter {
public:
  /// A request was answered after `duration`, at `wall` by the wall clock.
  void add(const fetch_request& request, const fetch_result& result, timespan duration,
           timestamp wall);

  std::vector<metric_sample> metrics() const;

private:
  /// Endpoints are constants of the program; the limit guards the number of series.
  static constexpr std::size_t max_endpoints = 32;

  struct endpoint_counts {
    /// By `2xx`, `3xx`, `4xx`, `429`, `5xx`, `timeout`, `error`, `cancelled`.
    std::map<std::string, std::uint64_t> codes;
    std::uint64_t bytes = 0;
    duration_counts durations{duration_bounds()};
    timestamp last_success{};
  };

  static std::vector<timespan> duration_bounds();

  /// By `data /v2/activity`.
  std::map<std::string, endpoint_counts> endpoints_;
};

} // namespace tracker
