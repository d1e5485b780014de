// SPDX-License-Identifier: MIT
// The tables and views of the fleet in PostgreSQL. fleet_schema.cpp documents the tables.
#pragma once

#include "actors/fleet/pg/connection.hpp"

#include <cstdint>
#include <string>

namespace tracker {

/// The version of the tables that this program reads and writes.
inline constexpr std::int64_t fleet_version = 2;

/// The key of the advisory lock under which tables are created and migrated: "PTrk".
inline constexpr std::int64_t fleet_migration_lock = 0x5054726b;

/// The database that a connection leads to.
struct fleet_database {
  /// Made when the tables were created: another one means another database.
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

/// Creates or replaces the views: words, decimals and dates for psql, with the names and
/// columns of those of the ledger file: v_grades, v_revisions, v_events, v_account,
/// v_days (days of the session's TimeZone), v_coverage, v_proof.
void create_fleet_views(pg::connection& database);

/// Fills the table `grade_sums`, and creates or replaces the triggers that keep it.
/// Sessions of a tracker set `fleet.tracker` to its id.
void create_grade_sums(pg::connection& database);

} // namespace tracker
