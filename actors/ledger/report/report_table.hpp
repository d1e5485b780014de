// SPDX-License-Identifier: MIT
// Report tables for the terminal.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/report/report_columns.hpp"
#include "actors/ledger/report/report_groups.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "messages/grade.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The style of a report.
struct report_style {
  /// Show colours: on a terminal only.
  bool colours = false;
  /// Terminal width in columns; 0: unlimited.
  std::size_t width = 0;
};

/// The lines of a table and the titles of dropped columns.
struct report_lines {
  std::vector<std::string> lines;
  std::vector<std::string> left_out;
};

/// The mark of a grade: ✓ won, ✗ lost, ⚠ traded and not certain yet, — not traded, not
/// graded, or neither won nor lost.
table_cell grade_mark(const grade& graded);

/// Collects grades for a table; times are local to `zone`.
class grade_list {
public:
  explicit grade_list(const date::time_zone& zone) : zone_{zone} {}

  /// `rebates`: maker rebates of the window, if known.
  void add(const grade& graded, std::optional<usdc> rebates = std::nullopt);
  /// A title line and a line for each grade. The wallet is shown when several occur, and
  /// the P/L with rebates when one has some. P/L and fees are rounded to cents that add
  /// up to the totals.
  report_lines lines(const report_style& style) const;
  std::size_t size() const { return rows_.size(); }

private:
  std::vector<std::vector<table_cell>> rows_in_cents() const;

  const date::time_zone& zone_;
  std::vector<std::vector<table_cell>> rows_;
  /// Zero for rows that are not graded.
  std::vector<usdc> pnl_;
  std::vector<usdc> fees_;
  /// P/L with rebates; zero for rows that are not graded.
  std::vector<usdc> with_rebates_;
  bool has_rebates_ = false;
  std::optional<watched_wallet> first_wallet_;
  bool several_wallets_ = false;
};

/// A title line and a line for each group. P/L, fees and volume are rounded to cents that
/// add up to the totals, and the parts of the P/L of a group add up to it.
report_lines group_lines(report_grouping grouping,
                         const std::vector<report_group>& groups,
                         const report_style& style);

/// A title line and a line for each group's coverage.
report_lines coverage_table(report_grouping grouping,
                            const std::vector<coverage_group>& groups,
                            const report_style& style);

/// How many windows were watched, back-filled and missed, and a line for each gap.
std::vector<std::string> coverage_lines(const coverage_summary& coverage,
                                        const date::time_zone& zone);

} // namespace tracker
