// SPDX-License-Identifier: MIT
#include "actors/ledger/output/grade_comparison.hpp"

#include "actors/ledger/report/report_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace tracker {

namespace {

/// Columns that are not compared: circumstances, and those derived from other columns.
constexpr std::array<std::string_view, 7> circumstances{
    "graded_at",   "resolved_at", "revision", "reason",
    "wallet_name", "before_fees", "sources"};

using grade_key = std::pair<std::string, std::string>;

std::map<grade_key, const grade*> select_within(const std::vector<grade>& all,
                                                const compared_span& span) {
  std::map<grade_key, const grade*> result;
  for (const auto& graded : all)
    if (graded.window.start >= span.begin && graded.window.end <= span.end)
      result.emplace(grade_key{graded.window.slug, graded.wallet.address}, &graded);
  return result;
}

std::string cell_text(const report_cell& cell) {
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
      result.push_back(fmt::format("{}: {}, now {}", column.name, cell_text(old_cell),
                                   cell_text(new_cell)));
  }
  return result;
}

} // namespace

grade_comparison compare_grades(const std::vector<grade>& before,
                                const std::vector<grade>& now,
                                const compared_span& span) {
  grade_comparison result;
  auto left = select_within(now, span);
  for (const auto& [key, old] : select_within(before, span)) {
    const auto found = left.extract(key);
    const bool is_later = old->graded_at >= span.end ||
                          (!found.empty() && found.mapped()->graded_at >= span.end);
    if (is_later) {
      ++result.later;
      continue;
    }
    auto changes = found.empty() ? std::vector<std::string>{"the grade is missing now"}
                                 : differences(*old, *found.mapped());
    if (changes.empty())
      ++result.same;
    else
      result.differences.push_back({old->window.slug, old->wallet, std::move(changes)});
  }
  for (const auto& [key, fresh] : left)
    if (fresh->graded_at >= span.end)
      ++result.later;
    else
      result.differences.push_back(
          {fresh->window.slug, fresh->wallet, {"the grade was missing before"}});
  std::sort(result.differences.begin(), result.differences.end(),
            [](const auto& left_row, const auto& right_row) {
              return std::pair{left_row.slug, left_row.wallet.address} <
                     std::pair{right_row.slug, right_row.wallet.address};
            });
  return result;
}

} // namespace tracker
