// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/budget.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// True when `endpoint` is `scope` or below it.
bool covers(std::string_view scope, std::string_view endpoint) {
  return endpoint.substr(0, scope.size()) == scope &&
         (scope.empty() || endpoint.size() == scope.size() ||
          endpoint[scope.size()] == '/');
}

/// A burst of a twentieth and four tenths spread evenly: 45 % of `per_ten_seconds` in any
/// ten seconds.
rate_limit reduced_limit(host target, std::string endpoint,
                         std::uint32_t per_ten_seconds) {
  return {target, std::move(endpoint), per_ten_seconds / 20,
          timespan{std::chrono::seconds{25}} / per_ten_seconds};
}

} // namespace

std::vector<rate_limit> published_limits(data_dialect dialect) {
  std::vector<rate_limit> result{
      reduced_limit(host::gamma, "", 4000),
      reduced_limit(host::gamma, "/markets", 300),
      reduced_limit(host::clob, "", 9000),
      reduced_limit(host::clob, "/midpoint", 1500),
      // Not published: that of the status of the data host.
      reduced_limit(host::clob, "/rebates", 100),
  };
  if (dialect == data_dialect::v1) {
    result.push_back({host::data, "/activity", 3, timespan{std::chrono::seconds{2}} / 3});
    return result;
  }
  // `combos` below an endpoint have a limit of their own with the same figure; we count
  // them together. The figures of a user have no published limit: they get that of the
  // status. Resolutions have none, so the total of all v2 endpoints applies.
  for (const auto& [endpoint, per_ten_seconds] :
       {std::pair{"/v2", 800U}, std::pair{"/v2/activity", 200U},
        std::pair{"/v2/trades", 300U}, std::pair{"/v2/positions", 200U},
        std::pair{"/v2/status", 100U}, std::pair{"/v2/user-volume", 100U},
        std::pair{"/v2/user-pnl", 100U}})
    result.push_back(reduced_limit(host::data, endpoint, per_ten_seconds));
  return result;
}

timespan longest_interval(host target, std::string_view endpoint,
                          const std::vector<rate_limit>& limits) {
  timespan result{};
  for (const auto& limit : limits)
    if (limit.target == target && covers(limit.endpoint, endpoint))
      result = std::max(result, limit.interval);
  return result;
}

budget::budget(std::vector<rate_limit> limits) {
  for (auto& limit : limits)
    accounts_.push_back({std::move(limit), steady_point{}});
}

steady_point budget::earliest(host target, std::string_view endpoint,
                              steady_point now) const {
  auto result = now;
  for (const auto& [limit, settled] : accounts_)
    if (limit.target == target && covers(limit.endpoint, endpoint))
      result =
          std::max(result, settled - (std::int64_t{limit.burst} - 1) * limit.interval);
  return result;
}

void budget::spend(host target, std::string_view endpoint, steady_point now) {
  for (auto& [limit, settled] : accounts_)
    if (limit.target == target && covers(limit.endpoint, endpoint))
      settled = std::max(settled, now) + limit.interval;
}

} // namespace tracker
