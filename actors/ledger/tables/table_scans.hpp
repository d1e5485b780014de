// SPDX-License-Identifier: MIT
// Scans over many rows, for reports.
#pragma once

#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/query/totals_outline.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <string>

namespace tracker {

/// Hands out what sums need of each grade `g` that `condition` is true for: a million of
/// them in less than a second. By the ends of their windows; with names then by those of
/// series and the addresses of wallets. Throws SQLite::Exception.
void scan_outlines(SQLite::Database& file, const std::string& condition,
                   outline_detail detail,
                   const std::function<void(const grade_outline&)>& visit);

/// Hands out the windows for which `condition` holds (row_conditions.hpp), series by
/// series, by their ends. Reads an index and not the table, where it can. Throws
/// SQLite::Exception.
void scan_coverage(SQLite::Database& file, const std::string& condition,
                   const std::function<void(const covered_window&)>& visit);

} // namespace tracker
