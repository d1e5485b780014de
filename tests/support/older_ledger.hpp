// SPDX-License-Identifier: MIT
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace tracker::test {

/// Downgrades a ledger to version 1: reverts what later versions have changed.
inline void make_version_1(const std::string& path) {
  SQLite::Database file{path, SQLite::OPEN_READWRITE};
  file.exec("DROP VIEW v_grades;"
            "DROP VIEW v_proof;"
            "DROP VIEW v_events;"
            "DROP VIEW v_positions;"
            "DROP VIEW v_not_final;"
            "DROP TABLE outbox;"
            "DROP TABLE outbox_aside;"
            "DROP TABLE outbox_state;"
            "DROP TABLE position_checks;"
            "DROP TABLE market_rebates;"
            "ALTER TABLE events DROP COLUMN role;"
            "DROP TABLE proofs;"
            "DROP TABLE alerts;"
            "DROP TABLE alert_channels;"
            "DROP VIEW v_revisions;"
            "DROP VIEW v_days;"
            "DROP TABLE zone_offsets;"
            "DROP TABLE kept_settings;"
            "ALTER TABLE grades DROP COLUMN sources;"
            "ALTER TABLE grade_revisions DROP COLUMN sources;"
            "ALTER TABLE markets DROP COLUMN up_index;"
            "DROP INDEX grades_unsettled;"
            "DROP INDEX grades_by_end;"
            "ALTER TABLE grades DROP COLUMN outline;"
            "ALTER TABLE grades ADD COLUMN volume INTEGER NOT NULL DEFAULT 0;"
            "UPDATE grades SET volume = up_cost + down_cost + up_proceeds + "
            "down_proceeds;"
            "CREATE INDEX grades_by_end ON grades(end_s, start_s, series_id, status, "
            "winner, strategy, kind, one_sided_kind, fees_from, pnl, arb_pnl, "
            "capture_pnl, directional_pnl, fees, rebates, volume, fills);"
            "PRAGMA user_version = 1");
}

} // namespace tracker::test
