// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/request_meter.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

std::string code_of(const fetch_error& error) {
  switch (error.kind) {
  case fetch_error_kind::status:
    return error.status == 429 ? "429" : fmt::format("{}xx", error.status / 100);
  case fetch_error_kind::timeout:
    return "timeout";
  case fetch_error_kind::cancelled:
    return "cancelled";
  default:
    return "error";
  }
}

} // namespace

std::vector<timespan> request_meter::duration_bounds() {
  using namespace std::chrono_literals;
  return {10ms, 50ms, 100ms, 250ms, 500ms, 1s, 2500ms, 5s, 15s};
}

void request_meter::add(const fetch_request& request, const fetch_result& result,
                        timespan duration, timestamp wall) {
  const auto name = fmt::format("{} {}", to_string(request.target), request.endpoint);
  if (endpoints_.size() >= max_endpoints && !endpoints_.contains(name))
    return;
  auto& counts = endpoints_[name];
  counts.durations.add(duration);
  if (const auto* reply = std::get_if<fetch_reply>(&result.value)) {
    ++counts.codes["2xx"];
    counts.bytes += reply->body->size();
    counts.last_success = wall;
  } else {
    ++counts.codes[code_of(std::get<fetch_error>(result.value))];
  }
}

std::vector<metric_sample> request_meter::metrics() const {
  std::vector<metric_sample> samples;
  for (const auto& [endpoint, counts] : endpoints_) {
    for (const auto& [code, count] : counts.codes)
      samples.push_back(count_sample("http_requests_total", count,
                                     {{"endpoint", endpoint}, {"code", code}}));
    samples.push_back(
        {"http_request_duration_seconds", {{"endpoint", endpoint}}, counts.durations});
    samples.push_back(count_sample("http_response_bytes_total", counts.bytes,
                                   {{"endpoint", endpoint}}));
    if (counts.last_success != timestamp{})
      samples.push_back(
          {"source_last_success_timestamp_seconds",
           {{"endpoint", endpoint}},
           exact_number{counts.last_success.time_since_epoch().count(), nano_places}});
  }
  return samples;
}

} // namespace tracker
