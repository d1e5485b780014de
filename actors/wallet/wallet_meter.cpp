// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_meter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

using namespace std::chrono_literals;

namespace {

constexpr timespan stale_after = 60s;

} // namespace

void wallet_meter::note_rows(const std::vector<activity_event>& fresh) {
  for (const auto& row : fresh)
    ++rows_[row.type];
}

std::vector<metric_sample> wallet_meter::metrics(std::size_t doubtful_rows) const {
  std::vector<metric_sample> samples{
      count_sample("doubtful_rows", doubtful_rows, {{"wallet", name_}})};
  if (lag_)
    samples.push_back({"platform_lag_seconds",
                       {{"wallet", name_}},
                       exact_number{std::max<timespan>(*lag_, 0s) / 1ms, 3}});
  for (const auto& [type, count] : rows_)
    samples.push_back(count_sample("wallet_events_total", count,
                                   {{"wallet", name_}, {"type", to_string(type)}}));
  return samples;
}

health_check wallet_meter::check(timestamp now) const {
  health_check result;
  result.name = "activity " + name_;
  if (!read_at_) {
    result.status = health_status::fail;
    result.detail = "not read yet";
    return result;
  }
  result.age = std::max<timespan>(now - *read_at_, timespan{0});
  if (result.age > stale_after) {
    result.status = health_status::fail;
    result.detail = fmt::format("not read for {} s", result.age / 1s);
  }
  return result;
}

} // namespace tracker
