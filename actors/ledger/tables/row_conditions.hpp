// SPDX-License-Identifier: MIT
// A report's filter as SQL.
#pragma once

#include "actors/ledger/query/report_filter.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace tracker {

/// The condition of rows `g` of grades that `selects` is true for. It holds numbers and
/// hexadecimal digits only: names of series and wallets are looked up in `file`. Throws
/// SQLite::Exception.
std::string grade_condition(SQLite::Database& file, const report_filter& filter);

/// The condition of rows `w` of windows that `selects_window` is true for.
std::string window_condition(SQLite::Database& file, const report_filter& filter);

/// The condition of rows `x` with the columns wallet_id and at_s, by time and wallets.
std::string account_condition(SQLite::Database& file, const report_filter& filter);

} // namespace tracker
