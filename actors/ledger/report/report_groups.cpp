// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// The local hour of the day.
std::int64_t hour_of(timestamp instant, const date::time_zone& zone) {
  const auto local = zone.to_local(date::floor<std::chrono::seconds>(instant));
  return std::chrono::floor<std::chrono::hours>(local - date::floor<date::days>(local))
      .count();
}

} // namespace

calendar_day group_keys::day(timestamp instant) {
  if (!day_bounds_.contains(instant)) {
    day_ = day_of(instant, zone_);
    day_bounds_ = day_bounds(day_, zone_);
  }
  return day_;
}

group_key group_keys::key_of(const grade_outline& outline) {
  const auto last_instant = outline.end - timespan{1};
  switch (grouping_) {
  case report_grouping::hour:
    return {hour_of(last_instant, zone_), {}};
  case report_grouping::day:
    return {day(last_instant).time_since_epoch().count(), {}};
  case report_grouping::weekday:
    return {(day(last_instant) - week_of(day(last_instant))).count(), {}};
  case report_grouping::week:
    return {week_of(day(last_instant)).time_since_epoch().count(), {}};
  case report_grouping::month:
    return {month_of(day(last_instant)).time_since_epoch().count(), {}};
  case report_grouping::series:
    return {0, outline.series};
  case report_grouping::wallet:
    return {0, outline.wallet.address};
  case report_grouping::type:
    return {static_cast<std::int64_t>(outline.kind), {}};
  case report_grouping::strategy:
    break;
  }
  return {0, outline.strategy};
}

std::string group_keys::name_of(const group_key& key) const {
  const calendar_day as_day{date::days{key.number}};
  switch (grouping_) {
  case report_grouping::hour:
    return fmt::format("{:02}", key.number);
  case report_grouping::day:
    return format_day(as_day);
  case report_grouping::weekday:
    // Any Monday gives the name.
    return date::format("%A", week_of(calendar_day{}) + date::days{key.number});
  case report_grouping::week:
    return format_week(as_day);
  case report_grouping::month:
    return format_month(as_day);
  case report_grouping::type:
    return to_string(static_cast<trade_kind>(key.number));
  case report_grouping::series:
  case report_grouping::wallet:
  case report_grouping::strategy:
    break;
  }
  return key.text;
}

std::string group_keys::label_of(const group_key& key) const {
  auto name = name_of(key);
  if (grouping_ == report_grouping::hour)
    return name + ":00";
  return name.empty() ? "(none)" : name;
}

outline_detail report_groups::needs(report_grouping grouping) {
  switch (grouping) {
  case report_grouping::hour:
  case report_grouping::day:
  case report_grouping::weekday:
  case report_grouping::week:
  case report_grouping::month:
  case report_grouping::type:
    return outline_detail::sums;
  case report_grouping::series:
  case report_grouping::wallet:
  case report_grouping::strategy:
    break;
  }
  return outline_detail::all;
}

void report_groups::add(const grade_outline& outline) {
  auto& target = groups_[keys_.key_of(outline)];
  target.sums.add(outline);
  if (keys_.grouping() == report_grouping::wallet && !outline.wallet.address.empty())
    target.label = display_name(outline.wallet);
}

std::vector<report_group> report_groups::groups() const {
  std::vector<report_group> result;
  for (const auto& [key, held] : groups_)
    result.push_back({keys_.name_of(key),
                      held.label.empty() ? keys_.label_of(key) : held.label, held.sums});
  // Wallets are found by their names; those without one follow.
  if (keys_.grouping() == report_grouping::wallet)
    std::stable_sort(result.begin(), result.end(),
                     [](const report_group& left, const report_group& right) {
                       return std::pair{left.label.starts_with("0x"), left.label} <
                              std::pair{right.label.starts_with("0x"), right.label};
                     });
  return result;
}

} // namespace tracker
