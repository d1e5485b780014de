// SPDX-License-Identifier: MIT
// The statements that read the fleet's database, for reports.
#pragma once

#include "actors/fleet/pg/connection.hpp"
#include "actors/fleet/store/fleet_values.hpp"
#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "messages/proof.hpp"

#include <string>
#include <vector>

namespace tracker {

/// A statement and its parameters.
struct fleet_query {
  std::string sql;
  std::vector<pg::parameter> parameters{};
};

/// The condition id, then the columns of a grade, by end, series and wallet.
fleet_query grade_rows_query(const report_filter& filter);
/// The columns of `grade_outline` in their order; names and cost as `detail` says.
fleet_query outline_query(const report_filter& filter, outline_detail detail);
/// Series, start, end, coverage and why, by series and end.
fleet_query windows_query(const report_filter& filter);
/// The members of `account_row`, by time.
fleet_query account_query(const report_filter& filter);

/// Slug, start, end, series, wallet and the columns of `visit_grade`, by wallet. The
/// parameter is a slug.
const std::string& window_grades_sql();
const std::string& revisions_sql();
/// The members of `day_proof`, read by `read_proof`; by day and wallet.
const std::string& proofs_sql();
void read_proof(fleet::row_reader row, day_proof& result);

/// Joins the best of several coverages of a window (coverage_kind).
#define TRACKER_BEST_COVERAGE                                                            \
  "LEFT JOIN LATERAL (SELECT kind, watched_from_ns, watched_to_ns, why FROM coverage "   \
  "WHERE window_id = w.id ORDER BY CASE kind WHEN 2 THEN 0 WHEN 1 THEN 1 WHEN 4 THEN 2 " \
  "WHEN 3 THEN 3 ELSE 4 END, watched_to_ns - watched_from_ns DESC LIMIT 1) c ON true "

/// Start, end, series, coverage, market. The parameter is a slug.
inline constexpr const char* window_sql =
    "SELECT w.start_s, w.end_s, s.name, c.kind, c.watched_from_ns, c.watched_to_ns, "
    "c.why, m.slug, m.condition_id, m.up_token, m.down_token, m.start_ns, m.end_ns, "
    "m.closed, m.settled, m.closed_at_ns, m.fee_rate_micros, m.fee_exponent, m.up_index "
    "FROM windows w JOIN series s ON s.id = w.series_id " TRACKER_BEST_COVERAGE
    "LEFT JOIN markets m ON m.id = w.market_id AND m.start_ns IS NOT NULL "
    "WHERE w.slug = $1";

/// The members of `activity_event`, by time. The parameter is a slug.
inline constexpr const char* window_events_sql =
    "SELECT e.type, e.platform_type, a.address, m.condition_id, m.slug, e.token, e.at_s, "
    "e.size, e.cash, e.price, e.quoted, e.tx_hash, e.occurrence, coalesce(e.role, 0) "
    "FROM markets m "
    "JOIN events e ON e.market_id = m.id JOIN wallets a ON a.id = e.wallet_id "
    "WHERE m.slug = $1 ORDER BY e.at_s, a.address, e.tx_hash COLLATE \"C\", e.type, "
    "e.token COLLATE \"C\", e.size, e.price, e.cash, e.platform_type COLLATE \"C\", "
    "e.occurrence";

inline constexpr const char* doubtful_sql =
    "SELECT a.name, a.address, d.slug, d.condition_id, d.near_ns, d.why "
    "FROM doubtful_rows d JOIN wallets a ON a.id = d.wallet_id "
    "ORDER BY a.address, d.number";

/// Markets without a recorded window that have events since a time in seconds.
inline constexpr const char* other_markets_sql =
    "SELECT m.slug, a.name, a.address, count(*) FROM markets m "
    "JOIN events e ON e.market_id = m.id JOIN wallets a ON a.id = e.wallet_id "
    "WHERE m.slug <> '' AND NOT EXISTS (SELECT 1 FROM windows w WHERE w.slug = m.slug) "
    "AND EXISTS (SELECT 1 FROM events r WHERE r.market_id = m.id "
    "AND r.at_s >= $1::bigint - $1::bigint % 86400) "
    "GROUP BY m.id, m.slug, a.name, a.address ORDER BY m.slug COLLATE \"C\", a.address";

/// The members of `fleet_member`. A name's lock is held by its session: 1347711595 is
/// `fleet_migration_lock`.
inline constexpr const char* members_sql =
    "SELECT t.name, t.version, t.waiting, CASE WHEN EXISTS (SELECT 1 FROM pg_locks l "
    "WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid::bigint = 1347711595 "
    "AND l.objid::bigint = t.id AND l.granted AND l.database = (SELECT oid FROM "
    "pg_database WHERE datname = current_database())) THEN 1 ELSE 0 END, "
    "floor(extract(epoch FROM clock_timestamp() - t.seen_at))::bigint, "
    "floor(extract(epoch FROM clock_timestamp() - t.complete_at))::bigint, t.refused "
    "FROM trackers t ORDER BY t.name";

} // namespace tracker
