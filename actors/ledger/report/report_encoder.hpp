// SPDX-License-Identifier: MIT
// Rows as JSON or CSV, one by one: a long report is never in memory as a whole.
#pragma once

#include "actors/ledger/report/report_columns.hpp"

#include <date/tz.h>

#include <string>
#include <vector>

namespace tracker {

/// One JSON array, a row a line; strings are valid UTF-8 whatever they were.
class json_rows {
public:
  explicit json_rows(std::vector<std::string> names) : names_{std::move(names)} {}

  /// What comes before a row, and the row; as many cells as there are names.
  std::string row(const std::vector<report_cell>& cells);
  /// The end, behind the last row.
  std::string end() const;

private:
  std::vector<std::string> names_;
  bool empty_ = true;
};

/// `{"slug":"…","fills":2,"resolved_at":null}`.
std::string json_object(const std::vector<std::string>& names,
                        const std::vector<report_cell>& cells);

/// A line of RFC 4180, its end (CRLF) included. Where there is no value it is empty.
std::string csv_line(const std::vector<report_cell>& cells);

/// A cell as a spreadsheet reads it: times are local ones of `zone`, `2026-11-24
/// 13:30:05`, and a text that it would take for a formula (it begins with `=`, `+`, `-`,
/// `@`, a tab or a carriage return) has a `'` before it. Numbers stay numbers.
report_cell spreadsheet_cell(const report_cell& cell, const date::time_zone& zone);

/// What a file for spreadsheets begins with, so that it is read as UTF-8.
inline constexpr const char* byte_order_mark = "\xef\xbb\xbf";

/// The first line: the names.
std::string csv_header(const std::vector<std::string>& names);

/// The coverage as one JSON object with an array of its gaps.
std::string coverage_json(const coverage_summary& coverage);

} // namespace tracker
