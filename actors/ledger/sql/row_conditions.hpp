// SPDX-License-Identifier: MIT
// Translates a report filter to SQL.
#pragma once

#include "actors/ledger/query/report_filter.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace tracker {

/// The status of a row `g` of grades as it is shown: a settled one is provisional (1)
/// while the ledger lacks fills of its window.
inline constexpr const char* shown_status = "iif((g.window_id, g.wallet_id) IN (SELECT "
                                            "window_id, wallet_id FROM v_not_final), 1, "
                                            "g.status)";

/// The condition for rows `g` of grades that `selects` accepts. It contains only numbers
/// and hexadecimal digits, so names cannot inject SQL: series and wallets are looked up
/// in `file`. Throws SQLite::Exception.
std::string grade_condition(SQLite::Database& file, const report_filter& filter);

/// The condition for rows `w` of windows that `selects_window` accepts.
std::string window_condition(SQLite::Database& file, const report_filter& filter);

/// The condition for rows `e` of events, by time and wallet.
std::string event_condition(SQLite::Database& file, const report_filter& filter);

/// The condition for rows `x` with the columns wallet_id and at_s, by time and wallet.
std::string account_condition(SQLite::Database& file, const report_filter& filter);

} // namespace tracker
