// SPDX-License-Identifier: MIT
// A report for people.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/report/report_groups.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "messages/grade.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// How a report may look.
struct report_style {
  /// Show colours: on a terminal only.
  bool colours = false;
};

/// What a grade comes to at a glance: ✓ won, ✗ lost, ⚠ traded and not certain yet, — not
/// traded, not graded, or neither won nor lost.
table_cell grade_mark(const grade& of);

/// Collects grades for a table; times are those of `zone`.
class grade_list {
public:
  explicit grade_list(const date::time_zone& zone) : zone_{zone} {}

  void add(const grade& of);
  /// A title line and a line for each grade. The wallet is shown where there are several.
  std::vector<std::string> lines(const report_style& style) const;

private:
  const date::time_zone& zone_;
  std::vector<std::vector<table_cell>> rows_;
  std::optional<watched_wallet> first_wallet_;
  bool several_wallets_ = false;
};

/// A title line and a line for each group.
std::vector<std::string> group_lines(report_grouping by,
                                     const std::vector<report_group>& groups,
                                     const report_style& style);

/// How many windows were watched, back-filled and missed, and a line for each gap.
std::vector<std::string> coverage_lines(const coverage_summary& of,
                                        const date::time_zone& zone);

} // namespace tracker
