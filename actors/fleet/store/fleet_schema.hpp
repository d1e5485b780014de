// SPDX-License-Identifier: MIT
// The tables and views of the fleet in PostgreSQL. fleet_schema.cpp documents the tables.
#pragma once

#include "actors/fleet/pg/connection.hpp"

#include <cstdint>
#include <string>

namespace tracker {

/// The version of the tables that this program reads and writes.
inline constexpr std::int64_t fleet_version = 3;

/// The key of the advisory lock under which tables are created and migrated: "PTrk".
inline constexpr std::int64_t fleet_migration_lock = 0x5054726b;

/// The database that a connection leads to.
struct fleet_database {
  /// Generated when the tables were created: another id means another database.
  std::string id;
  std::int64_t version = 0;
};

/// Creates the tables or migrates them to `fleet_version` under an advisory lock, so that
/// trackers that start together do it once; with tables of this version it only reads.
/// Throws `pg::error`: `newer` for tables of a newer program, `no_rights` and `read_only`
/// where they cannot be made.
fleet_database prepare_fleet(pg::connection& database);

/// The tables as they are, for readers. Throws `pg::error`: `absent` where there are none
/// or they are older than this program, `newer` as above.
fleet_database inspect_fleet(pg::connection& database);

/// Joins grades `g` with the reason why they are not final in spite of their status, of
/// the last day that has one, as `grade_notes` does in the ledger file.
inline constexpr const char* fleet_not_final_join =
    "LEFT JOIN (SELECT DISTINCT ON (window_id, wallet_id) window_id, wallet_id, why "
    "FROM v_not_final ORDER BY window_id, wallet_id, day DESC) n "
    "ON n.window_id = g.window_id AND n.wallet_id = g.wallet_id ";
/// The status and the reason of such a grade as they are shown.
inline constexpr const char* fleet_shown_status =
    "CASE WHEN n.why IS NULL THEN g.status ELSE 1::smallint END";
inline constexpr const char* fleet_shown_reason =
    "CASE WHEN n.why IS NULL THEN g.reason WHEN g.reason = '' THEN n.why "
    "ELSE n.why || '; ' || g.reason END";

/// Creates or replaces the views: words, decimals and dates for psql, with the names and
/// columns of those of the ledger file: v_grades, v_revisions, v_events, v_account,
/// v_days (days of the session's TimeZone), v_coverage, v_proof, v_not_final.
void create_fleet_views(pg::connection& database);

/// Fills the table `grade_sums`, and creates or replaces the triggers that keep it.
/// Sessions of a tracker set `fleet.tracker` to its id.
void create_grade_sums(pg::connection& database);

} // namespace tracker
