// SPDX-License-Identifier: MIT
// The statements that write facts: one parameter per column, an array of all rows.
#pragma once

#include <string>

namespace tracker {

inline constexpr const char* update_wallets_sql =
    "UPDATE wallets a SET name = CASE WHEN u.name = '' THEN a.name ELSE u.name END, "
    "history_from_ns = coalesce(u.from_ns, a.history_from_ns), "
    "history_to_ns = coalesce(u.to_ns, a.history_to_ns) "
    "FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[]) "
    "AS u(id, name, from_ns, to_ns) WHERE a.id = u.id";

inline constexpr const char* insert_doubtful_sql =
    "INSERT INTO doubtful_rows(wallet_id, number, slug, condition_id, near_ns, why) "
    "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], "
    "$5::bigint[], $6::text[])";

/// A market that is closed stays closed: a tracker that lags behind does not open it.
inline constexpr const char* update_markets_sql =
    "UPDATE markets m SET slug = u.slug, up_token = u.up_token, "
    "down_token = u.down_token, start_ns = u.start_ns, end_ns = u.end_ns, "
    "closed = u.closed, settled = u.settled, closed_at_ns = u.closed_at_ns, "
    "fee_rate_micros = u.fee_rate, fee_exponent = u.fee_exponent, up_index = u.up_index "
    "FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], "
    "$6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], "
    "$11::bigint[], $12::bigint[]) AS u(id, slug, up_token, down_token, start_ns, "
    "end_ns, closed, settled, closed_at_ns, fee_rate, fee_exponent, up_index) "
    "WHERE m.id = u.id AND coalesce(m.closed, 0) <= u.closed AND "
    "(m.slug, m.up_token, m.down_token, m.start_ns, m.end_ns, m.closed, m.settled, "
    "m.closed_at_ns, m.fee_rate_micros, m.fee_exponent, m.up_index) IS DISTINCT FROM "
    "(u.slug, u.up_token, u.down_token, u.start_ns, u.end_ns, u.closed, u.settled, "
    "u.closed_at_ns, u.fee_rate, u.fee_exponent, u.up_index)";

inline constexpr const char* update_windows_sql =
    "UPDATE windows w SET start_s = u.start_s, end_s = u.end_s, "
    "market_id = coalesce(u.market_id, w.market_id) "
    "FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) "
    "AS u(id, start_s, end_s, market_id) WHERE w.id = u.id AND "
    "(w.start_s, w.end_s, w.market_id) IS DISTINCT FROM "
    "(u.start_s, u.end_s, coalesce(u.market_id, w.market_id))";

inline constexpr const char* upsert_coverage_sql =
    "INSERT INTO coverage(window_id, tracker_id, kind, watched_from_ns, watched_to_ns, "
    "why) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], "
    "$5::bigint[], $6::text[]) ON CONFLICT(window_id, tracker_id) DO UPDATE SET "
    "kind = excluded.kind, watched_from_ns = excluded.watched_from_ns, "
    "watched_to_ns = excluded.watched_to_ns, why = excluded.why";

/// Fails when one of the events is known; then `ROLLBACK TO events` undoes it.
const std::string& copy_events_sql();

const std::string& insert_events_sql();

/// Leaves out sums whose single events are known: another ledger sent these before it
/// summed them.
inline constexpr const char* insert_sums_sql =
    "INSERT INTO account_sums(wallet_id, quarter_s, type, platform_type, events, size, "
    "cash) SELECT u.* FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], "
    "$5::bigint[], $6::bigint[], $7::bigint[]) AS u(wallet_id, quarter_s, type, "
    "platform_type, events, size, cash) WHERE NOT EXISTS (SELECT 1 FROM events e "
    "JOIN markets m ON m.id = e.market_id AND m.key = '' "
    "WHERE e.wallet_id = u.wallet_id AND e.at_s >= u.quarter_s "
    "AND e.at_s < u.quarter_s + 900 AND e.type = u.type "
    "AND e.platform_type = u.platform_type) ON CONFLICT DO NOTHING";

/// The observed roles of known events.
inline constexpr const char* update_roles_sql =
    "UPDATE events e SET role = u.role FROM unnest($1::bigint[], $2::bigint[], "
    "$3::uuid[], $4::bigint[]) AS u(market_id, wallet_id, identity, role) "
    "WHERE e.market_id = u.market_id AND e.wallet_id = u.wallet_id "
    "AND e.identity = u.identity AND e.role IS DISTINCT FROM u.role";

/// Figures are in the order of `visit_grade`.
const std::string& insert_revisions_sql();

/// The current grade is the one with the highest epoch, then with the highest revision,
/// then the last one sent. A tracker that takes over a wallet grades its windows again:
/// until such a grade is settled, a settled one of an earlier epoch stays current.
const std::string& upsert_grades_sql();

/// Keeps the current grades of an earlier epoch as revisions, before they are replaced.
/// Parameters: the ids of windows and wallets, and the new epochs.
const std::string& keep_grades_sql();

/// Figures are in the order of `visit_our_day` and `visit_official`.
const std::string& upsert_proofs_sql();

} // namespace tracker
