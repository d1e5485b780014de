// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_groups.hpp"

namespace tracker {

outline_detail report_groups::needs(report_grouping by) {
  switch (by) {
  case report_grouping::day:
  case report_grouping::week:
  case report_grouping::type:
    return outline_detail::sums;
  case report_grouping::series:
  case report_grouping::wallet:
  case report_grouping::strategy:
    break;
  }
  return outline_detail::all;
}

calendar_day report_groups::day(timestamp at) {
  if (!day_bounds_.contains(at)) {
    day_ = day_of(at, zone_);
    day_bounds_ = day_bounds(day_, zone_);
  }
  return day_;
}

report_groups::key report_groups::key_of(const grade_outline& what) {
  const auto last_instant = what.end - timespan{1};
  switch (by_) {
  case report_grouping::day:
    return {day(last_instant).time_since_epoch().count(), {}};
  case report_grouping::week:
    return {week_of(day(last_instant)).time_since_epoch().count(), {}};
  case report_grouping::series:
    return {0, what.series};
  case report_grouping::wallet:
    return {0, what.wallet.address};
  case report_grouping::type:
    return {static_cast<std::int64_t>(what.kind), {}};
  case report_grouping::strategy:
    break;
  }
  return {0, what.strategy};
}

report_groups::group& report_groups::group_of(const key& wanted) {
  if (last_ == groups_.end() || last_->first != wanted)
    last_ = groups_.try_emplace(wanted).first;
  return last_->second;
}

void report_groups::add(const grade_outline& what) {
  auto& into = group_of(key_of(what));
  into.sums.add(what);
  if (by_ == report_grouping::wallet && !what.wallet.address.empty())
    into.label = display_name(what.wallet);
}

std::string report_groups::name_of(const key& of) const {
  const calendar_day as_day{date::days{of.number}};
  switch (by_) {
  case report_grouping::day:
    return format_day(as_day);
  case report_grouping::week:
    return format_week(as_day);
  case report_grouping::type:
    return to_string(static_cast<trade_kind>(of.number));
  case report_grouping::series:
  case report_grouping::wallet:
  case report_grouping::strategy:
    break;
  }
  return of.text;
}

std::vector<report_group> report_groups::groups() const {
  std::vector<report_group> result;
  for (const auto& [of, held] : groups_) {
    auto name = name_of(of);
    auto label = !held.label.empty() ? held.label : name.empty() ? "(none)" : name;
    result.push_back({std::move(name), std::move(label), held.sums});
  }
  return result;
}

} // namespace tracker
