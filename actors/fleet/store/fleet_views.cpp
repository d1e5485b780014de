// SPDX-License-Identifier: MIT
#include "actors/fleet/store/fleet_schema.hpp"

#include "messages/grade.hpp"
#include "messages/ledger.hpp"
#include "messages/proof.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace tracker {

namespace {

/// Millionths as an exact decimal with six places.
std::string decimal(std::string_view name, std::string_view column) {
  return fmt::format("({}::numeric / 1000000)::numeric(38, 6) AS {}", column, name);
}

std::string time_of_seconds(std::string_view column) {
  return fmt::format("to_timestamp({})", column);
}

std::string time_of_nanoseconds(std::string_view column) {
  return fmt::format("to_timestamp({} / 1000000000)", column);
}

/// Maps each number, from 0 to that of `last`, to its word.
template <class Enumeration>
std::string words(std::string_view column, Enumeration last) {
  auto result = fmt::format("CASE {}", column);
  for (int number = 0; number <= static_cast<int>(last); ++number)
    result += fmt::format(" WHEN {} THEN '{}'", number,
                          to_string(static_cast<Enumeration>(number)));
  return result + " END";
}

std::string graded_columns(const std::string& status, const std::string& reason) {
  return words(status, grade_status::void_settled) + " AS status, " +
         words("g.winner", settlement::split) + " AS outcome, " +
         words("g.kind", trade_kind::directional) + " AS trade_type, " +
         words("g.arb_result", trade_result::exited) + " AS arb_result, " +
         words("g.one_sided_kind", trade_kind::directional) + " AS one_sided_type, " +
         words("g.one_sided_result", trade_result::exited) + " AS one_sided_result, " +
         decimal("up_bought", "g.up_bought") + ", " +
         decimal("down_bought", "g.down_bought") + ", " +
         decimal("up_held", "g.up_at_end") + ", " +
         decimal("down_held", "g.down_at_end") + ", " + decimal("cost", "g.cost") + ", " +
         decimal("proceeds", "g.proceeds") + ", " +
         decimal("payout", "(g.payout + g.value)") + ", " + decimal("fees", "g.fees") +
         ", " + words("g.fees_from", fee_source::modelled) + " AS fee_source, " +
         decimal("rebates", "g.rebates") + ", " + decimal("arb_pnl", "g.arb_pnl") + ", " +
         decimal("capture_pnl", "g.capture_pnl") + ", " +
         decimal("directional_pnl", "g.directional_pnl") + ", " +
         decimal("pnl", "g.pnl") + ", g.fills, g.strategy, " +
         time_of_nanoseconds("g.resolved_at_ns") + " AS resolved_at, " +
         time_of_nanoseconds("g.graded_at_ns") +
         fmt::format(" AS graded_at, g.revision, {} AS reason, g.sources", reason);
}

std::string grades_view(std::string_view name, std::string_view table,
                        const std::string& columns, std::string_view join = "") {
  return fmt::format(
      "CREATE VIEW {} AS SELECT w.slug, s.name AS series, {} AS start, {} AS \"end\", "
      "a.address AS wallet, a.name AS wallet_name, {} FROM {} g "
      "JOIN windows w ON w.id = g.window_id JOIN series s ON s.id = w.series_id "
      "JOIN wallets a ON a.id = g.wallet_id {}",
      name, time_of_seconds("w.start_s"), time_of_seconds("w.end_s"), columns, table,
      join);
}

std::string events_view() {
  return fmt::format(
      "CREATE VIEW v_events AS SELECT m.slug, m.condition_id, a.address AS wallet, "
      "a.name AS wallet_name, {} AS at, {} AS type, e.platform_type, "
      "CASE WHEN e.token = '' THEN NULL WHEN e.token = m.up_token THEN 'UP' "
      "WHEN e.token = m.down_token THEN 'DOWN' END AS side, nullif(e.token, '') AS "
      "token, "
      "{}, {}, {}, {}, e.tx_hash AS tx, e.occurrence, "
      "CASE e.role WHEN 1 THEN 'maker' WHEN 2 THEN 'taker' END AS role FROM events e "
      "JOIN markets m ON m.id = e.market_id JOIN wallets a ON a.id = e.wallet_id",
      time_of_seconds("e.at_s"), words("e.type", activity_type::other),
      decimal("size", "e.size"), decimal("price", "e.price"), decimal("cash", "e.cash"),
      decimal("quoted", "e.quoted"));
}

std::string account_view() {
  return fmt::format(
      "CREATE VIEW v_account AS SELECT a.address AS wallet, a.name AS wallet_name, "
      "{} AS at, {} AS type, x.platform_type, x.events, {}, {} FROM "
      "(SELECT wallet_id, at_s, type, platform_type, 1::bigint AS events, size, cash "
      "FROM events WHERE market_id = (SELECT id FROM markets WHERE key = '') "
      "UNION ALL SELECT wallet_id, quarter_s, type, platform_type, events, size, cash "
      "FROM account_sums) x JOIN wallets a ON a.id = x.wallet_id",
      time_of_seconds("x.at_s"), words("x.type", activity_type::other),
      decimal("size", "x.size"), decimal("cash", "x.cash"));
}

/// A window that ends at midnight belongs to the day before, as in reports. Whole
/// micro-dollars are summed exactly.
std::string days_view() {
  return fmt::format(
      "CREATE VIEW v_days AS SELECT (to_timestamp(end_s - 1))::date AS day, "
      "sum(grades)::bigint AS grades, sum(traded)::bigint AS traded, "
      "sum(pending)::bigint AS pending, sum(wins)::bigint AS wins, "
      "sum(losses)::bigint AS losses, {}, {}, {} FROM grade_sums GROUP BY 1 "
      "HAVING sum(grades) > 0",
      decimal("pnl", "sum(pnl)"), decimal("fees", "sum(fees)"),
      decimal("rebates", "sum(rebates)"));
}

/// The sums of `rows` by end; those of removed rows are negative.
std::string sums_of(std::string_view rows, std::string_view sign) {
  return fmt::format(
      "SELECT end_s, {1}count(*) AS grades, "
      "{1}count(*) FILTER (WHERE kind <> 0) AS traded, "
      "{1}count(*) FILTER (WHERE winner IS NULL) AS pending, "
      "{1}count(*) FILTER (WHERE kind <> 0 AND winner < 2 AND pnl > 0) AS wins, "
      "{1}count(*) FILTER (WHERE kind <> 0 AND winner < 2 AND pnl < 0) AS losses, "
      "{1}coalesce(sum(pnl) FILTER (WHERE winner IS NOT NULL), 0) AS pnl, "
      "{1}coalesce(sum(fees) FILTER (WHERE winner IS NOT NULL), 0) AS fees, "
      "{1}coalesce(sum(rebates) FILTER (WHERE winner IS NOT NULL), 0) AS rebates "
      "FROM {0} GROUP BY end_s",
      rows, sign);
}

/// Adds the changes of a statement to `grade_sums`, under the tracker of the session.
std::string add_sums(const std::string& changes) {
  return fmt::format(
      "INSERT INTO grade_sums AS s SELECT end_s, "
      "coalesce(nullif(current_setting('fleet.tracker', true), ''), '0')::int, "
      "sum(grades), sum(traded), sum(pending), sum(wins), sum(losses), sum(pnl), "
      "sum(fees), sum(rebates) FROM ({}) x GROUP BY end_s "
      "ON CONFLICT(end_s, tracker_id) DO UPDATE SET grades = s.grades + excluded.grades, "
      "traded = s.traded + excluded.traded, pending = s.pending + excluded.pending, "
      "wins = s.wins + excluded.wins, losses = s.losses + excluded.losses, "
      "pnl = s.pnl + excluded.pnl, fees = s.fees + excluded.fees, "
      "rebates = s.rebates + excluded.rebates; ",
      changes);
}

std::string coverage_view() {
  return fmt::format(
      "CREATE VIEW v_coverage AS SELECT s.name AS series, w.slug, {} AS start, "
      "{} AS \"end\", t.name AS tracker, {} AS coverage, {} AS watched_from, "
      "{} AS watched_to, c.why FROM windows w JOIN series s ON s.id = w.series_id "
      "LEFT JOIN coverage c ON c.window_id = w.id "
      "LEFT JOIN trackers t ON t.id = c.tracker_id",
      time_of_seconds("w.start_s"), time_of_seconds("w.end_s"),
      words("c.kind", coverage_kind::not_offered),
      time_of_nanoseconds("nullif(c.watched_from_ns, 0)"),
      time_of_nanoseconds("nullif(c.watched_to_ns, 0)"));
}

std::string proof_view() {
  std::string columns;
  for (const auto* name :
       {"pnl", "pnl_low", "pnl_high", "platform_realized", "platform_position",
        "platform_trade", "fees", "platform_fees", "maker_rebates",
        "platform_maker_rebates", "taker_rebates", "platform_taker_rebates", "rewards",
        "platform_rewards", "referrals", "platform_referrals", "yield", "platform_yield"})
    columns += decimal(name, fmt::format("p.{}", name)) + ", ";
  return fmt::format(
      "CREATE VIEW v_proof AS SELECT "
      "({} AT TIME ZONE 'UTC')::date AS day, a.address AS wallet, "
      "a.name AS wallet_name, {} AS state, p.fills, p.platform_fills, "
      "{}p.open_markets, p.settled_grades, p.grades, p.platform_why, "
      "p.findings, p.accepted, p.closed, p.checks, p.requests, "
      "{} AS checked_at FROM proofs p JOIN wallets a ON a.id = p.wallet_id",
      time_of_seconds("p.day_s"), words("p.state", proof_state::differs), columns,
      time_of_nanoseconds("p.checked_at_ns"));
}

/// As in the ledger file (actors/ledger/store/views.cpp).
std::string not_final_view() {
  return fmt::format(
      "CREATE VIEW v_not_final AS SELECT g.window_id, g.wallet_id, w.slug, g.end_s, "
      "a.address AS wallet, d.day, p.platform_fills - p.fills AS fills, "
      "p.missing_windows <> '' AS is_named, CASE WHEN p.missing_windows <> '' "
      "THEN 'fills of this window on ' || d.day || ' are missing in the ledger' "
      "ELSE 'the platform counts ' || (p.platform_fills - p.fills) || "
      "CASE WHEN p.platform_fills - p.fills = 1 THEN ' more fill on ' "
      "ELSE ' more fills on ' END || d.day END AS why "
      "FROM proofs p JOIN wallets a ON a.id = p.wallet_id "
      "CROSS JOIN LATERAL (SELECT to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day) d "
      "CROSS JOIN LATERAL (SELECT id, slug FROM windows WHERE end_s > p.day_s "
      "AND end_s < p.day_s + 4 * 86400 AND CASE WHEN p.missing_windows = '' "
      "THEN start_s < p.day_s + 86400 "
      "ELSE strpos(' ' || p.missing_windows || ' ', ' ' || slug || ' ') > 0 END "
      "OFFSET 0) w "
      // By its key: the planner takes the few days for many.
      "CROSS JOIN LATERAL (SELECT * FROM grades WHERE window_id = w.id "
      "AND wallet_id = p.wallet_id OFFSET 0) g "
      "WHERE p.platform_fills > p.fills AND p.accepted = '' AND g.status >= 2",
      time_of_seconds("p.day_s"));
}

} // namespace

void create_fleet_views(pg::connection& database) {
  database.run("DROP VIEW IF EXISTS v_grades, v_revisions, v_events, v_account, v_days, "
               "v_coverage, v_proof, v_not_final");
  for (const auto& sql :
       {not_final_view(),
        grades_view("v_grades", "grades",
                    graded_columns(fleet_shown_status, fleet_shown_reason),
                    fleet_not_final_join),
        grades_view("v_revisions", "grade_revisions",
                    graded_columns("g.status", "g.reason")),
        events_view(), account_view(), days_view(), coverage_view(), proof_view()})
    database.run(sql);
}

void create_grade_sums(pg::connection& database) {
  database.run("CREATE OR REPLACE FUNCTION sum_grades() RETURNS trigger LANGUAGE plpgsql "
               "AS $$ BEGIN IF TG_OP = 'INSERT' THEN " +
               add_sums(sums_of("added", "")) + "ELSIF TG_OP = 'UPDATE' THEN " +
               add_sums(sums_of("added", "") + " UNION ALL " + sums_of("removed", "-")) +
               "ELSIF TG_OP = 'DELETE' THEN " + add_sums(sums_of("removed", "-")) +
               "ELSE DELETE FROM grade_sums; END IF; RETURN NULL; END $$");
  for (const auto* change :
       {"insert AFTER INSERT ON grades REFERENCING NEW TABLE AS added",
        "update AFTER UPDATE ON grades REFERENCING NEW TABLE AS added "
        "OLD TABLE AS removed",
        "delete AFTER DELETE ON grades REFERENCING OLD TABLE AS removed",
        "truncate AFTER TRUNCATE ON grades"})
    database.run(fmt::format("CREATE OR REPLACE TRIGGER sum_grades_{} FOR EACH STATEMENT "
                             "EXECUTE FUNCTION sum_grades()",
                             change));
  // Of the grades that are there already.
  database.run("DELETE FROM grade_sums; " + add_sums(sums_of("grades", "")));
}

} // namespace tracker
