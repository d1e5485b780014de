// SPDX-License-Identifier: MIT
#include "actors/ledger/report/grade_comparison.hpp"

#include "actors/ledger/report/report_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace tracker {

namespace {

/// What is no difference of its own: circumstances, and what follows from other columns.
constexpr std::array<std::string_view, 7> circumstances{
    "graded_at",   "resolved_at", "revision", "reason",
    "wallet_name", "before_fees", "sources"};

using grade_key = std::pair<std::string, std::string>;

std::map<grade_key, const grade*> within(const std::vector<grade>& all,
                                         const compared_span& span) {
  std::map<grade_key, const grade*> result;
  for (const auto& one : all)
    if (one.of.start >= span.from && one.of.end <= span.to)
      result.emplace(grade_key{one.of.slug, one.wallet.address}, &one);
  return result;
}

std::string shown(const report_cell& cell) {
  return cell.kind == cell_kind::null || cell.text.empty() ? "none" : cell.text;
}

std::vector<std::string> differences(const grade& before, const grade& now) {
  std::vector<std::string> result;
  for (const auto& column : grade_columns()) {
    if (std::find(circumstances.begin(), circumstances.end(), column.name) !=
        circumstances.end())
      continue;
    const auto old_cell = column.read(before);
    const auto new_cell = column.read(now);
    if (old_cell != new_cell)
      result.push_back(
          fmt::format("{}: {}, now {}", column.name, shown(old_cell), shown(new_cell)));
  }
  return result;
}

} // namespace

grade_comparison compare_grades(const std::vector<grade>& before,
                                const std::vector<grade>& now,
                                const compared_span& span) {
  grade_comparison result;
  auto left = within(now, span);
  for (const auto& [key, old] : within(before, span)) {
    const auto found = left.extract(key);
    const bool is_later = old->graded_at >= span.to ||
                          (!found.empty() && found.mapped()->graded_at >= span.to);
    if (is_later) {
      ++result.later;
      continue;
    }
    auto what = found.empty() ? std::vector<std::string>{"there is no such grade now"}
                              : differences(*old, *found.mapped());
    if (what.empty())
      ++result.same;
    else
      result.differences.push_back({old->of.slug, old->wallet, std::move(what)});
  }
  for (const auto& [key, fresh] : left)
    if (fresh->graded_at >= span.to)
      ++result.later;
    else
      result.differences.push_back(
          {fresh->of.slug, fresh->wallet, {"there was no such grade before"}});
  std::sort(result.differences.begin(), result.differences.end(),
            [](const auto& one, const auto& other) {
              return std::pair{one.slug, one.wallet.address} <
                     std::pair{other.slug, other.wallet.address};
            });
  return result;
}

} // namespace tracker
