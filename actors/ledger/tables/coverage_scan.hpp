// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/query/report_coverage.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <string>

namespace tracker {

/// Hands out the windows for which `condition` holds (row_conditions.hpp), series by
/// series, by their ends. Reads an index and not the table, where it can. Throws
/// SQLite::Exception.
void scan_coverage(SQLite::Database& file, const std::string& condition,
                   const std::function<void(const covered_window&)>& take);

} // namespace tracker
