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

/// A twentieth at once and four tenths in a row: 45 % of `per_ten_seconds` in any ten
/// seconds.
rate_limit below(host of, std::string endpoint, std::uint32_t per_ten_seconds) {
  return {of, std::move(endpoint), per_ten_seconds / 20,
          timespan{std::chrono::seconds{25}} / per_ten_seconds};
}

} // namespace

std::vector<rate_limit> published_limits(data_dialect dialect) {
  std::vector<rate_limit> result{
      below(host::gamma, "", 4000),
      below(host::gamma, "/markets", 300),
      below(host::clob, "", 9000),
      below(host::clob, "/midpoint", 1500),
  };
  if (dialect == data_dialect::v1) {
    result.push_back({host::data, "/activity", 3, timespan{std::chrono::seconds{2}} / 3});
    return result;
  }
  // The combos of an endpoint have the same figure of their own and are counted with it.
  // Resolutions have none: the total of all v2 endpoints holds.
  for (const auto& [endpoint, per_ten_seconds] :
       {std::pair{"/v2", 800U}, std::pair{"/v2/activity", 200U},
        std::pair{"/v2/trades", 300U}, std::pair{"/v2/positions", 200U},
        std::pair{"/v2/status", 100U}})
    result.push_back(below(host::data, endpoint, per_ten_seconds));
  return result;
}

timespan turn_of(host from, std::string_view endpoint,
                 const std::vector<rate_limit>& limits) {
  timespan result{};
  for (const auto& limit : limits)
    if (limit.of == from && covers(limit.endpoint, endpoint))
      result = std::max(result, limit.interval);
  return result;
}

budget::budget(std::vector<rate_limit> limits) {
  for (auto& limit : limits)
    accounts_.push_back({std::move(limit), steady_point{}});
}

steady_point budget::earliest(host from, std::string_view endpoint,
                              steady_point now) const {
  auto at = now;
  for (const auto& [limit, settled] : accounts_)
    if (limit.of == from && covers(limit.endpoint, endpoint))
      at = std::max(at, settled - (std::int64_t{limit.burst} - 1) * limit.interval);
  return at;
}

void budget::spend(host from, std::string_view endpoint, steady_point now) {
  for (auto& [limit, settled] : accounts_)
    if (limit.of == from && covers(limit.endpoint, endpoint))
      settled = std::max(settled, now) + limit.interval;
}

} // namespace tracker
