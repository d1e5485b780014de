// SPDX-License-Identifier: MIT
// Scans over many rows, for reports.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/scans/grade_notes.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <string>

namespace tracker {

/// Calls `visit` with the outline of each grade `g` that matches `condition`
/// (row_conditions.hpp): a million in less than a second. Ordered by window end; when
/// names are read, then by series name and wallet address. Throws SQLite::Exception.
void scan_outlines(SQLite::Database& file, const std::string& condition,
                   outline_detail detail, const grade_notes& notes,
                   const std::function<void(const grade_outline&)>& visit);

/// Calls `visit` with each window that matches `condition` (row_conditions.hpp), ordered
/// by series, then by end. Reads the index instead of the table where possible. Throws
/// SQLite::Exception.
void scan_coverage(SQLite::Database& file, const std::string& condition,
                   const std::function<void(const covered_window&)>& visit);

} // namespace tracker
