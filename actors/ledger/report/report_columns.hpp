// SPDX-License-Identifier: MIT
// The columns of a report, for JSON and CSV alike. Their names and order are the
// contract's.
#pragma once

#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "actors/ledger/report/report_groups.hpp"
#include "messages/grade.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// What a value is. JSON writes only `number` as a number: a decimal stays exact as a
/// string, and a time is one in UTC, ISO 8601. `null`: there is no value;
/// `list`: an array of the words that the text holds, a space between them.
enum class cell_kind : std::uint8_t { text, number, decimal, time, null, list };

struct report_cell {
  std::string text;
  cell_kind kind = cell_kind::text;

  bool operator==(const report_cell&) const = default;
};

template <class Row>
struct report_column {
  std::string name;
  report_cell (*read)(const Row&);
};

template <class Row>
using report_columns = std::vector<report_column<Row>>;

/// A grade: times in UTC, decimals with six places. `before_fees` is the P/L without the
/// fees; `up_entry` and `down_entry` are average entries, fees inside, null where nothing
/// was bought.
report_columns<grade> grade_columns();

/// The names and cells of a grade's row: `grade_columns`, then the condition id.
std::vector<std::string> grade_row_names();
std::vector<report_cell> grade_row_cells(const report_columns<grade>& columns,
                                         const grade_row& row);

/// A group; the first column is called what it is grouped by. Money is of graded windows,
/// `open_cash` apart; the win rate runs from 0 to 1.
report_columns<report_group> group_columns(report_grouping grouping);

/// A gap in the coverage.
report_columns<coverage_gap> gap_columns();

/// The coverage of the windows that have something in common, without its gaps.
struct coverage_group {
  /// As in `report_group`.
  std::string name;
  std::string label;
  coverage_summary counts;
};

/// A group's coverage; the first column is called what it is grouped by, the share of
/// known windows runs from 0 to 1.
report_columns<coverage_group> coverage_columns(report_grouping grouping);

template <class Row>
std::vector<std::string> names_of(const report_columns<Row>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns)
    names.push_back(column.name);
  return names;
}

template <class Row>
std::vector<report_cell> cells_of(const report_columns<Row>& columns, const Row& row) {
  std::vector<report_cell> cells;
  for (const auto& column : columns)
    cells.push_back(column.read(row));
  return cells;
}

} // namespace tracker
