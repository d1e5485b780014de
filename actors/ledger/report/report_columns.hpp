// SPDX-License-Identifier: MIT
// The columns of a report in JSON and CSV. The contract
// defines names and order.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "actors/ledger/report/report_groups.hpp"
#include "actors/text/time_text.hpp"
#include "messages/grade.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The type of a value. JSON writes only `number` as a number: a decimal stays exact as a
/// string, a time is an ISO 8601 string in UTC. `null`: absent; `list`: an array of the
/// words in the text, separated by spaces.
enum class cell_kind : std::uint8_t { text, number, decimal, time, null, list };

struct report_cell {
  std::string text;
  cell_kind kind = cell_kind::text;

  bool operator==(const report_cell&) const = default;
};

/// A cell for each kind of value.
namespace cells {

inline report_cell none() {
  return {"", cell_kind::null};
}

inline report_cell text(std::string value) {
  return {std::move(value), cell_kind::text};
}

/// A word; `null` when empty.
inline report_cell word(std::string value) {
  return value.empty() ? none() : text(std::move(value));
}

template <std::integral Integer>
report_cell number(Integer value) {
  return {std::to_string(value), cell_kind::number};
}

template <class Tag>
report_cell amount(micro<Tag> value) {
  return {to_string(value), cell_kind::decimal};
}

inline report_cell time(const std::optional<timestamp>& instant) {
  return instant ? report_cell{format_utc(*instant), cell_kind::time} : none();
}

} // namespace cells

template <class Row>
struct report_column {
  std::string name;
  report_cell (*read)(const Row&);
};

template <class Row>
using report_columns = std::vector<report_column<Row>>;

/// A grade: times in UTC, decimals with six places. `before_fees` is the P/L without the
/// fees; `up_entry` and `down_entry` are average entries with fees, null where nothing
/// was bought.
report_columns<grade> grade_columns();

/// The names and cells of a grade's row: `grade_columns`, then the condition id, the
/// maker rebates of the market, and the P/L with them, both null where they are not
/// known.
std::vector<std::string> grade_row_names();
std::vector<report_cell> grade_row_cells(const report_columns<grade>& columns,
                                         const grade_row& row);

/// A group; the grouping names the first column. Money covers graded windows, except
/// `open_cash`; the win rate runs from 0 to 1.
report_columns<report_group> group_columns(report_grouping grouping);

/// A gap in the coverage.
report_columns<coverage_gap> gap_columns();

/// The coverage of a group of windows, without its gaps.
struct coverage_group {
  /// As in `report_group`.
  std::string name;
  std::string label;
  coverage_summary counts;
};

/// The coverage of a group; the grouping names the first column, the share of known
/// windows runs from 0 to 1.
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
