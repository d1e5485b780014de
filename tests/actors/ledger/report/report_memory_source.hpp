// SPDX-License-Identifier: MIT
// A ledger in memory, for reports.
#pragma once

#include "actors/ledger/report/report_source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker::test {

/// What `outline_detail::all` leaves of an outline.
inline grade_outline without_cost(grade_outline of) {
  of.cost = {};
  return of;
}

/// What `outline_detail::sums` leaves of an outline.
inline grade_outline without_names(grade_outline of) {
  of.series.clear();
  of.wallet = {};
  of.strategy.clear();
  return without_cost(of);
}

/// Holds the rows in the order in which they are handed out.
class memory_source final : public report_source {
public:
  std::vector<grade> grades;
  std::vector<covered_window> windows;
  std::vector<remembered_window> remembered;
  std::vector<grade> before;
  /// Of every window.
  std::string condition_id;
  /// Every answer ends with this.
  std::optional<ledger_error> broken;

  failure each_grade(const report_filter& by,
                     const std::function<void(const grade_row&)>& take) override {
    for (const auto& each : grades)
      if (selects(by, each))
        take({each, condition_id});
    return broken;
  }
  failure each_outline(const report_filter& by, outline_detail detail,
                       const std::function<void(const grade_outline&)>& take) override {
    return each_grade(by, [&](const grade_row& row) {
      const auto outline = outline_of(row.graded);
      take(detail == outline_detail::with_cost ? outline
           : detail == outline_detail::all     ? without_cost(outline)
                                               : without_names(outline));
    });
  }
  failure each_window(const report_filter& by,
                      const std::function<void(const covered_window&)>& take) override {
    for (const auto& each : windows)
      if (selects_window(by, {"", each.start, each.end}, each.series))
        take(each);
    return broken;
  }
  ledger_result<known_names> names(bool with_strategies) override {
    if (broken)
      return *broken;
    known_names result;
    for (const auto& each : grades) {
      result.series.push_back(each.series);
      result.wallets.push_back(each.wallet);
      if (with_strategies && !each.strategy.empty())
        result.strategies.push_back(each.strategy);
    }
    return result;
  }
  ledger_result<std::optional<remembered_window>> find(const std::string& slug) override {
    if (broken)
      return *broken;
    for (const auto& each : remembered)
      if (each.of.slug == slug)
        return each;
    return std::nullopt;
  }
  ledger_result<std::vector<grade>> revisions(const std::string&) override {
    return before;
  }
};

} // namespace tracker::test
