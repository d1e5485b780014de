// SPDX-License-Identifier: MIT
// Tables and views of the ledger file. schema.cpp documents
// the tables.
#pragma once

#include <cstdint>

namespace SQLite {
class Database;
}

namespace tracker {

/// Marks a SQLite file as a ledger (`PRAGMA application_id`): "PTrk".
inline constexpr std::int32_t ledger_application_id = 0x5054726b;

/// The version that this program writes (`PRAGMA user_version`).
inline constexpr std::int32_t ledger_version = 9;

/// Migrates a file from `version` (0: an empty file) to `ledger_version` in one
/// transaction. Throws SQLite::Exception.
void migrate(SQLite::Database& file, std::int32_t version);

/// Adds `pack_numbers` to a connection as the SQL function `packed`. Throws
/// SQLite::Exception.
void add_packing(SQLite::Database& file);

/// Creates the views: words, decimals and dates for the sqlite3 shell. Replaces those of
/// an older program. Throws SQLite::Exception.
///
/// - v_grades: a row per window and wallet, as reports show it.
/// - v_revisions: their earlier revisions.
/// - v_events: every event. Select one window: `WHERE slug = '…'`.
/// - v_account: rewards and rebates without a market, including summed ones.
/// - v_days: figures of each day of `tracker.timezone`, as `report --by=day` shows them.
/// - v_coverage: every window and its coverage.
/// - v_proof: each proven or open day of a wallet beside the platform's figures.
/// - v_not_final: settled grades of windows of which the ledger lacks fills.
/// - v_positions: tokens held beside the platform's positions.
void create_views(SQLite::Database& file);

/// Whether the views are those that `create_views` creates. Throws SQLite::Exception.
bool has_current_views(SQLite::Database& file);

} // namespace tracker
