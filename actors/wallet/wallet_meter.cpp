// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_meter.hpp"

#include "actors/window/series/series.hpp"
#include "actors/window/series/series_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

using namespace std::chrono_literals;

namespace {

constexpr timespan stale_after = 60s;
/// How long a wallet counts as active after a trade, or after the end of a window in
/// which it has traded: its position is settled by then.
constexpr timespan active_span = 10min;

} // namespace

void wallet_meter::note_rows(const std::vector<activity_event>& fresh) {
  for (const auto& row : fresh) {
    ++rows_[row.type];
    active_until_ = std::max(active_until_, row.time + active_span);
    const auto found = series_of_slug(row.slug);
    if (const auto market = found ? window_of_slug(*found, row.slug) : std::nullopt)
      active_until_ = std::max(active_until_, market->end + active_span);
  }
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

std::vector<health_check> wallet_meter::checks(timestamp now) const {
  if (is_shared_)
    return {};
  health_check result;
  result.name = "activity " + name_;
  if (!read_at_) {
    result.status = health_status::fail;
    result.detail = "not read yet";
    return {result};
  }
  result.age = std::max<timespan>(now - *read_at_, timespan{0});
  if (result.age > stale_after) {
    result.status = health_status::fail;
    result.detail = fmt::format("not read for {} s", result.age / 1s);
  }
  return {result};
}

} // namespace tracker
