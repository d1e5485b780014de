// SPDX-License-Identifier: MIT
// A ledger in memory, for reports.
#pragma once

#include "actors/ledger/report/report_source.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace tracker::test {

/// The fields of an outline that `outline_detail::all` reads.
inline grade_outline without_cost(grade_outline outline) {
  outline.cost = {};
  return outline;
}

/// The fields of an outline that `outline_detail::sums` reads.
inline grade_outline without_names(grade_outline outline) {
  outline.series.clear();
  outline.wallet = {};
  outline.strategy.clear();
  return without_cost(outline);
}

/// Visits the rows in the order given here.
class memory_source final : public report_source {
public:
  std::vector<grade> grades;
  std::vector<covered_window> windows;
  std::vector<account_row> account;
  std::vector<remembered_window> remembered;
  std::vector<grade> replaced;
  std::vector<wallet_doubt> doubts{};
  std::vector<day_proof> day_proofs{};
  /// The condition id of every window.
  std::string condition_id;
  /// The result of every query.
  std::optional<ledger_error> broken;

  failure each_grade(const report_filter& filter,
                     const std::function<void(const grade_row&)>& visit) override {
    for (const auto& row : grades)
      if (selects(filter, row))
        visit({row, condition_id});
    return broken;
  }
  failure each_outline(const report_filter& filter, outline_detail detail,
                       const std::function<void(const grade_outline&)>& visit) override {
    return each_grade(filter, [&](const grade_row& row) {
      const auto outline = outline_of(row.graded);
      visit(detail == outline_detail::with_cost ? outline
            : detail == outline_detail::all     ? without_cost(outline)
                                                : without_names(outline));
    });
  }
  failure each_window(const report_filter& filter,
                      const std::function<void(const covered_window&)>& visit) override {
    for (const auto& row : windows)
      if (selects_window(filter, {"", row.start, row.end}, row.series))
        visit(row);
    return broken;
  }
  failure
  each_account_row(const report_filter& filter,
                   const std::function<void(const account_row&)>& visit) override {
    for (const auto& row : account) {
      const auto& names = filter.wallets;
      const auto is_named = [&](const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
      };
      const bool matches =
          names.empty() || is_named(row.wallet.name) || is_named(row.wallet.address);
      if (matches && (!filter.begin || row.time > *filter.begin) &&
          (!filter.end || row.time <= *filter.end))
        visit(row);
    }
    return broken;
  }
  ledger_result<std::vector<wallet_doubt>> doubtful_rows() override {
    if (broken)
      return *broken;
    return doubts;
  }
  ledger_result<std::vector<day_proof>> proofs() override {
    if (broken)
      return *broken;
    return day_proofs;
  }
  ledger_result<known_names> names(bool with_strategies) override {
    if (broken)
      return *broken;
    known_names result;
    for (const auto& row : grades) {
      result.series.push_back(row.series);
      result.wallets.push_back(row.wallet);
      if (with_strategies && !row.strategy.empty())
        result.strategies.push_back(row.strategy);
    }
    return result;
  }
  ledger_result<std::optional<remembered_window>> find(const std::string& slug) override {
    if (broken)
      return *broken;
    for (const auto& row : remembered)
      if (row.window.slug == slug)
        return row;
    return std::nullopt;
  }
  ledger_result<std::vector<grade>> revisions(const std::string&) override {
    return replaced;
  }
};

} // namespace tracker::test
