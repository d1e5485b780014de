// SPDX-License-Identifier: MIT
// The columns of a report, for JSON and CSV alike. Their names and order are the
// contract's.
#pragma once

#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/report/report_groups.hpp"
#include "messages/grade.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// How JSON writes a value. `null`: there is none; `list`: an array of the words that the
/// text holds, a space between them.
enum class cell_kind : std::uint8_t { text, number, null, list };

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

/// A grade: times in UTC, decimals with six places.
report_columns<grade> grade_columns();

/// A group; the first column is called what it is grouped by. Money is of graded windows,
/// `open_cash` apart; the win rate runs from 0 to 1.
report_columns<report_group> group_columns(report_grouping by);

/// A gap in the coverage.
report_columns<coverage_gap> gap_columns();

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
