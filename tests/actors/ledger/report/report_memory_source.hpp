// SPDX-License-Identifier: MIT
// A ledger in memory, for reports.
#pragma once

#include "actors/ledger/report/report_source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker::test {

/// What `outline_detail::sums` leaves of an outline.
inline grade_outline without_names(grade_outline of) {
  of.series.clear();
  of.wallet = {};
  of.strategy.clear();
  return of;
}

/// Holds the rows in the order in which they are handed out.
class memory_source final : public report_source {
public:
  std::vector<grade> grades;
  std::vector<covered_window> windows;
  std::vector<remembered_window> remembered;
  std::vector<grade> before;
  /// Every answer ends with this.
  std::optional<ledger_error> broken;

  failure each_grade(const report_filter& by,
                     const std::function<void(const grade&)>& take) override {
    for (const auto& each : grades)
      if (selects(by, each))
        take(each);
    return broken;
  }
  failure each_outline(const report_filter& by, outline_detail detail,
                       const std::function<void(const grade_outline&)>& take) override {
    return each_grade(by, [&](const grade& of) {
      take(detail == outline_detail::all ? outline_of(of)
                                         : without_names(outline_of(of)));
    });
  }
  failure each_window(const report_filter& by,
                      const std::function<void(const covered_window&)>& take) override {
    for (const auto& each : windows)
      if (selects_window(by, {"", each.start, each.end}, each.series))
        take(each);
    return broken;
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
