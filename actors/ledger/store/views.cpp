// SPDX-License-Identifier: MIT
#include "actors/ledger/sql/row_conditions.hpp"
#include "actors/ledger/store/schema.hpp"

#include "messages/grade.hpp"
#include "messages/ledger.hpp"
#include "messages/proof.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

namespace {

/// Millionths as a decimal with six places. A text, so that no digit is lost; SUM accepts
/// it too.
std::string decimal(std::string_view column) {
  return fmt::format("printf('%s%d.%06d', iif({0} < 0, '-', ''), abs({0} / 1000000), "
                     "abs({0} % 1000000))",
                     column);
}

std::string decimal_as(std::string_view name, std::string_view column) {
  return decimal(column) + " AS " + std::string{name};
}

std::string date_of_seconds(std::string_view column) {
  return fmt::format("strftime('%Y-%m-%dT%H:%M:%SZ', {}, 'unixepoch')", column);
}

std::string date_of_nanoseconds(std::string_view column) {
  return date_of_seconds(fmt::format("{} / 1000000000", column));
}

/// Maps each number, from 0, to its word.
std::string words(std::string_view column, const std::vector<std::string>& all) {
  auto result = fmt::format("CASE {}", column);
  for (std::size_t number = 0; number < all.size(); ++number)
    result += fmt::format(" WHEN {} THEN '{}'", number, all[number]);
  return result + " END";
}

template <class Enumeration>
std::vector<std::string> words_up_to(Enumeration last) {
  std::vector<std::string> result;
  for (int number = 0; number <= static_cast<int>(last); ++number)
    result.emplace_back(to_string(static_cast<Enumeration>(number)));
  return result;
}

std::string hash(std::string_view column) {
  return fmt::format("iif(typeof({0}) = 'blob', '0x' || lower(hex({0})), {0})", column);
}

std::string graded_columns(std::string_view status, std::string_view reason) {
  return words(status, words_up_to(grade_status::void_settled)) + " AS status, " +
         words("g.winner", words_up_to(settlement::split)) + " AS outcome, " +
         words("g.kind", words_up_to(trade_kind::directional)) + " AS trade_type, " +
         words("g.arb_result", words_up_to(trade_result::exited)) + " AS arb_result, " +
         words("g.one_sided_kind", words_up_to(trade_kind::directional)) +
         " AS one_sided_type, " +
         words("g.one_sided_result", words_up_to(trade_result::exited)) +
         " AS one_sided_result, " + decimal_as("up_bought", "g.up_bought") + ", " +
         decimal_as("down_bought", "g.down_bought") + ", " +
         decimal_as("up_held", "g.up_at_end") + ", " +
         decimal_as("down_held", "g.down_at_end") + ", " + decimal_as("cost", "g.cost") +
         ", " + decimal_as("proceeds", "g.proceeds") + ", " +
         decimal_as("payout", "(g.payout + g.value)") + ", " +
         decimal_as("fees", "g.fees") + ", " +
         words("g.fees_from", words_up_to(fee_source::modelled)) + " AS fee_source, " +
         decimal_as("rebates", "g.rebates") + ", " + decimal_as("arb_pnl", "g.arb_pnl") +
         ", " + decimal_as("capture_pnl", "g.capture_pnl") + ", " +
         decimal_as("directional_pnl", "g.directional_pnl") + ", " +
         decimal_as("pnl", "g.pnl") + ", g.fills, g.strategy, " +
         date_of_nanoseconds("g.resolved_at_ns") + " AS resolved_at, " +
         date_of_nanoseconds("g.graded_at_ns") +
         fmt::format(" AS graded_at, g.revision, {} AS reason, g.sources", reason);
}

/// As reports show it: with the fills that the ledger lacks.
std::string shown_reason() {
  const std::string this_row = "n.window_id = g.window_id AND n.wallet_id = g.wallet_id";
  return "iif((g.window_id, g.wallet_id) IN (SELECT window_id, wallet_id FROM "
         "v_not_final), (SELECT n.why FROM v_not_final n WHERE " +
         this_row +
         " ORDER BY n.day DESC LIMIT 1) || iif(g.reason = '', '', '; ') || g.reason, "
         "g.reason)";
}

std::string grades_view(std::string_view name, std::string_view table,
                        const std::string& columns) {
  return fmt::format("CREATE VIEW {} AS SELECT w.slug, s.name AS series, {} AS start, "
                     "{} AS \"end\", a.address AS wallet, a.name AS wallet_name, {} "
                     "FROM {} g JOIN windows w ON w.id = g.window_id "
                     "JOIN series s ON s.id = w.series_id "
                     "JOIN wallets a ON a.id = g.wallet_id",
                     name, date_of_seconds("w.start_s"), date_of_seconds("w.end_s"),
                     columns, table);
}

std::string events_view() {
  return fmt::format(
      "CREATE VIEW v_events AS SELECT m.slug, {} AS condition_id, a.address AS wallet, "
      "a.name AS wallet_name, {} AS at, {} AS type, e.platform_type, "
      "CASE WHEN e.token = m.up_token THEN 'UP' WHEN e.token = m.down_token THEN 'DOWN' "
      "END AS side, t.token, {}, {}, {}, {}, {} AS tx, e.occurrence, "
      "CASE e.role WHEN 1 THEN 'maker' WHEN 2 THEN 'taker' END AS role "
      "FROM markets m JOIN events e ON e.market_id = m.id "
      "JOIN wallets a ON a.id = e.wallet_id "
      "LEFT JOIN tokens t ON t.market_id = e.market_id AND t.number = e.token",
      hash("m.condition_id"), date_of_seconds("e.at_s"),
      words("e.type", words_up_to(activity_type::other)), decimal_as("size", "e.size"),
      decimal_as("price", "e.price"), decimal_as("cash", "e.cash"),
      decimal_as("quoted", "e.quoted"), hash("e.tx_hash"));
}

std::string account_view() {
  const auto type = words("type", words_up_to(activity_type::other));
  return fmt::format(
      "CREATE VIEW v_account AS SELECT a.address AS wallet, a.name AS wallet_name, "
      "{} AS at, {} AS type, x.platform_type, x.events, {}, {} FROM "
      "(SELECT wallet_id, at_s, type, platform_type, 1 AS events, size, cash FROM events "
      "WHERE market_id = (SELECT id FROM markets WHERE slug = '' AND condition_id = '') "
      "UNION ALL SELECT wallet_id, quarter_s, type, platform_type, events, size, cash "
      "FROM account_sums) x JOIN wallets a ON a.id = x.wallet_id",
      date_of_seconds("x.at_s"), type, decimal_as("size", "x.size"),
      decimal_as("cash", "x.cash"));
}

/// A window that ends at midnight belongs to the day before, as in reports. Until a run
/// of this program has written the offsets, days are those of UTC.
std::string days_view() {
  return fmt::format(
      "CREATE VIEW v_days AS SELECT date(end_s - 1 + ifnull((SELECT offset_s FROM "
      "zone_offsets WHERE from_s < end_s ORDER BY from_s DESC LIMIT 1), 0), 'unixepoch') "
      "AS day, COUNT(*) AS grades, "
      "SUM(kind <> 0) AS traded, SUM(winner IS NULL) AS pending, "
      "SUM(kind <> 0 AND winner < 2 AND pnl > 0) AS wins, "
      "SUM(kind <> 0 AND winner < 2 AND pnl < 0) AS losses, {}, {}, {} FROM "
      "(SELECT end_s, kind, winner, pnl, fees, rebates FROM grades) GROUP BY day",
      decimal_as("pnl", "SUM(iif(winner IS NULL, 0, pnl))"),
      decimal_as("fees", "SUM(iif(winner IS NULL, 0, fees))"),
      decimal_as("rebates", "SUM(iif(winner IS NULL, 0, rebates))"));
}

std::string coverage_view() {
  return fmt::format("CREATE VIEW v_coverage AS SELECT s.name AS series, w.slug, "
                     "{} AS start, {} AS \"end\", {} AS coverage, {} AS watched_from, "
                     "{} AS watched_to, w.why FROM windows w "
                     "JOIN series s ON s.id = w.series_id",
                     date_of_seconds("w.start_s"), date_of_seconds("w.end_s"),
                     words("w.coverage", words_up_to(coverage_kind::not_offered)),
                     date_of_nanoseconds("nullif(w.watched_from_ns, 0)"),
                     date_of_nanoseconds("nullif(w.watched_to_ns, 0)"));
}

std::string proof_view() {
  std::string columns;
  for (const auto* name :
       {"pnl", "pnl_low", "pnl_high", "platform_realized", "platform_position",
        "platform_trade", "fees", "platform_fees", "maker_rebates",
        "platform_maker_rebates", "taker_rebates", "platform_taker_rebates", "rewards",
        "platform_rewards", "referrals", "platform_referrals", "yield", "platform_yield",
        "attributed_rebates"})
    columns += fmt::format("iif(p.{0} IS NULL, NULL, {1}) AS {0}, ", name,
                           decimal(fmt::format("p.{}", name)));
  return fmt::format("CREATE VIEW v_proof AS SELECT date(p.day_s, 'unixepoch') AS day, "
                     "a.address AS wallet, a.name AS wallet_name, {} AS state, p.fills, "
                     "p.platform_fills, {}p.open_markets, p.settled_grades, p.grades, "
                     "p.platform_why, p.findings, p.missing_windows, p.maker_fills, "
                     "p.taker_fills, p.unknown_fills, p.rebate_markets, p.accepted, "
                     "p.closed, p.checks, "
                     "p.requests, {} AS checked_at FROM proofs p "
                     "JOIN wallets a ON a.id = p.wallet_id",
                     words("p.state", words_up_to(proof_state::differs)), columns,
                     date_of_nanoseconds("p.checked_at_ns"));
}

/// Settled grades that are not final after all: of windows of which the ledger lacks
/// fills that the platform counts. Those are named, or all windows of the day are meant.
/// Fills are made up to three days before a window's end.
std::string not_final_view() {
  return "CREATE VIEW v_not_final AS SELECT g.window_id, g.wallet_id, w.slug, g.end_s, "
         "a.address AS wallet, date(p.day_s, 'unixepoch') AS day, "
         "p.platform_fills - p.fills AS fills, p.missing_windows <> '' AS is_named, "
         "iif(p.missing_windows <> '', 'fills of this window on ' || "
         "date(p.day_s, 'unixepoch') || ' are missing in the ledger', "
         "'the platform counts ' || (p.platform_fills - p.fills) || "
         "iif(p.platform_fills - p.fills = 1, ' more fill on ', ' more fills on ') || "
         "date(p.day_s, 'unixepoch')) AS why "
         "FROM proofs p JOIN wallets a ON a.id = p.wallet_id "
         "CROSS JOIN grades g ON g.wallet_id = p.wallet_id "
         "JOIN windows w ON w.id = g.window_id "
         "WHERE p.platform_fills > p.fills AND p.accepted = '' AND g.status >= 2 "
         "AND g.end_s > p.day_s AND g.end_s < p.day_s + 4 * 86400 "
         "AND iif(p.missing_windows = '', g.start_s < p.day_s + 86400, "
         "instr(' ' || p.missing_windows || ' ', ' ' || w.slug || ' ') > 0)";
}

std::string positions_view() {
  std::string columns;
  for (const auto* name : {"up", "down", "platform_up", "platform_down"})
    columns += fmt::format("iif(c.{0} IS NULL, NULL, {1}) AS {0}, ", name,
                           decimal(fmt::format("c.{}", name)));
  return fmt::format("CREATE VIEW v_positions AS SELECT w.slug, a.address AS wallet, "
                     "a.name AS wallet_name, c.differs, {}c.checks, {} AS checked_at "
                     "FROM position_checks c JOIN windows w ON w.id = c.window_id "
                     "JOIN wallets a ON a.id = c.wallet_id",
                     columns, date_of_nanoseconds("c.checked_at_ns"));
}

struct view {
  const char* name;
  std::string sql;
};

std::vector<view> all_views() {
  return {
      {"v_grades",
       grades_view("v_grades", "grades", graded_columns(shown_status, shown_reason()))},
      {"v_revisions", grades_view("v_revisions", "grade_revisions",
                                  graded_columns("g.status", "g.reason"))},
      {"v_events", events_view()},
      {"v_account", account_view()},
      {"v_days", days_view()},
      {"v_coverage", coverage_view()},
      {"v_proof", proof_view()},
      {"v_not_final", not_final_view()},
      {"v_positions", positions_view()},
  };
}

} // namespace

void create_views(SQLite::Database& file) {
  for (const auto& [name, sql] : all_views()) {
    file.exec(fmt::format("DROP VIEW IF EXISTS {}", name));
    file.exec(sql);
  }
}

bool has_current_views(SQLite::Database& file) {
  SQLite::Statement found{file, "SELECT sql FROM sqlite_schema WHERE name = ?"};
  for (const auto& [name, sql] : all_views()) {
    found.reset();
    found.bind(1, name);
    if (!found.executeStep() || found.getColumn(0).getString() != sql)
      return false;
  }
  return true;
}

} // namespace tracker
