// SPDX-License-Identifier: MIT
#include "actors/window/series/other_series.hpp"

#include "actors/window/series/series_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace tracker {

std::string describe_other_series(std::string_view trader, const rows_by_series& rows) {
  std::string names;
  std::size_t left = rows.size();
  for (const auto& [name, count] : rows) {
    --left;
    names += (names.empty() ? "" : left == 0 ? " and " : ", ") + name;
  }
  return names.empty() ? names
                       : fmt::format("{} also trades {}; add {} with tracker.series",
                                     trader, names, rows.size() == 1 ? "it" : "them");
}

void other_series::set_watched(std::vector<std::string> watched) {
  watched_ = std::move(watched);
  for (const auto& name : watched_) {
    const auto found = series_named(name);
    rows_.erase(found ? plain_name_of(*found).value_or(name) : name);
  }
}

void other_series::add(std::string_view slug, std::uint64_t events) {
  const auto found = series_of_slug(slug);
  if (!found ||
      std::find(watched_.begin(), watched_.end(), found->name) != watched_.end())
    return;
  rows_[plain_name_of(*found).value_or(found->name)] += events;
}

void other_series::add(const std::vector<activity_event>& rows) {
  for (const auto& row : rows)
    if (!row.slug.empty())
      add(row.slug);
}

std::optional<std::string> other_series::take_note() {
  const auto before = noted_.size();
  for (const auto& [name, count] : rows_)
    noted_.insert(name);
  if (noted_.size() == before)
    return std::nullopt;
  return describe_other_series("this wallet", rows_);
}

std::string other_series::summary() const {
  std::uint64_t all = 0;
  std::vector<std::string> parts;
  for (const auto& [name, count] : rows_) {
    all += count;
    parts.push_back(fmt::format("{} {}", name, count));
  }
  return all == 0 ? std::string{}
                  : fmt::format("{} {} of series that are not watched ({})", all,
                                all == 1 ? "row" : "rows", fmt::join(parts, ", "));
}

} // namespace tracker
