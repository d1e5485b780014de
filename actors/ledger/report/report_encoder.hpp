// SPDX-License-Identifier: MIT
// Encodes rows as JSON or CSV, one by one: a long report is
// never completely in memory.
#pragma once

#include "actors/ledger/report/report_columns.hpp"

#include <date/tz.h>

#include <ostream>
#include <string>
#include <vector>

namespace tracker {

/// A JSON array with one row per line; strings are always valid UTF-8.
class json_rows {
public:
  explicit json_rows(std::vector<std::string> names) : names_{std::move(names)} {}

  /// The separator before a row and the row; `cells` has one cell per name.
  std::string row(const std::vector<report_cell>& cells);
  /// The end of the array.
  std::string end() const;

private:
  std::vector<std::string> names_;
  bool empty_ = true;
};

/// `{"slug":"…","fills":2,"resolved_at":null}`.
std::string json_object(const std::vector<std::string>& names,
                        const std::vector<report_cell>& cells);

/// A line of RFC 4180 including CRLF. Absent values are empty.
std::string csv_line(const std::vector<report_cell>& cells);

/// A cell for a spreadsheet: times are local to `zone`, `2026-11-24 13:30:05`, and a text
/// that would be read as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a
/// carriage return) has a `'` before it. Numbers stay numbers.
report_cell spreadsheet_cell(const report_cell& cell, const date::time_zone& zone);

/// The header line.
std::string csv_header(const std::vector<std::string>& names);

/// Writes rows as CSV with a header line, or else as a JSON array.
template <class Row>
void write_rows(const report_columns<Row>& columns, const std::vector<Row>& rows,
                report_format format, std::ostream& out) {
  if (format == report_format::csv) {
    out << csv_header(names_of(columns));
    for (const auto& row : rows)
      out << csv_line(cells_of(columns, row));
    return;
  }
  json_rows encoder{names_of(columns)};
  for (const auto& row : rows)
    out << encoder.row(cells_of(columns, row));
  out << encoder.end();
}

/// Encodes the coverage as a JSON object with an array of its gaps.
std::string coverage_json(const coverage_summary& coverage);

} // namespace tracker
