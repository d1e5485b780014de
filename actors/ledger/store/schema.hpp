// SPDX-License-Identifier: MIT
// The tables of the ledger's file: schema.cpp is where they are documented.
#pragma once

#include <cstdint>

namespace SQLite {
class Database;
}

namespace tracker {

/// Marks a SQLite file as a ledger (`PRAGMA application_id`): "PTrk".
inline constexpr std::int32_t ledger_application_id = 0x5054726b;

/// The version that this program writes (`PRAGMA user_version`).
inline constexpr std::int32_t ledger_version = 3;

/// Brings a file of version `version` (0: an empty one) to `ledger_version`, in one
/// transaction. Throws SQLite::Exception.
void migrate(SQLite::Database& file, std::int32_t version);

/// Makes the views, what people see in the sqlite3 shell: words, decimals and dates,, in
/// the place of those an older program made. Throws SQLite::Exception.
///
/// - v_grades: a row per window and wallet; v_revisions: what they were before.
/// - v_events: every event. Ask for one window: `WHERE slug = '…'`.
/// - v_account: rewards and rebates without a market, those that were summed too.
/// - v_days: figures of each UTC day.
/// - v_coverage: every window, and how it was seen.
void create_views(SQLite::Database& file);

} // namespace tracker
