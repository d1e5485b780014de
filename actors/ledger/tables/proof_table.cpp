// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/proof_table.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/days/day_figures.hpp"
#include "actors/ledger/sql/sql_values.hpp"
#include "actors/ledger/tables/proof_columns.hpp"
#include "messages/grade.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace tracker {

namespace {

/// Days before a day whose rows are read with it: what is held at its start.
constexpr std::int64_t days_read = 31;

/// What is NULL where it is not known, and the slugs as a text.
struct optional_columns {
  std::string missing_windows;
  std::optional<std::uint64_t> maker_fills;
  std::optional<std::uint64_t> taker_fills;
  std::optional<std::uint64_t> unknown_fills;
  std::optional<usdc> attributed_rebates;
  std::optional<std::uint32_t> rebate_markets;

  template <class Visit>
  void visit(Visit&& each) {
    each("missing_windows", missing_windows);
    each("maker_fills", maker_fills);
    each("taker_fills", taker_fills);
    each("unknown_fills", unknown_fills);
    each("attributed_rebates", attributed_rebates);
    each("rebate_markets", rebate_markets);
  }
};

optional_columns optional_columns_of(const day_proof& proof) {
  optional_columns result;
  result.missing_windows = missing_windows_text(proof);
  if (proof.roles) {
    result.maker_fills = proof.roles->makers;
    result.taker_fills = proof.roles->takers;
    result.unknown_fills = proof.roles->unknown;
  }
  if (proof.attributed) {
    result.attributed_rebates = proof.attributed->amount;
    result.rebate_markets = proof.attributed->markets;
  }
  return result;
}

void read_optional(const optional_columns& columns, day_proof& proof) {
  read_missing_windows(columns.missing_windows, proof);
  if (columns.maker_fills)
    proof.roles = role_counts{*columns.maker_fills, columns.taker_fills.value_or(0),
                              columns.unknown_fills.value_or(0)};
  if (columns.attributed_rebates)
    proof.attributed = attributed_rebates{*columns.attributed_rebates,
                                          columns.rebate_markets.value_or(0)};
}

std::string column_names(const std::string& qualifier) {
  day_proof sample;
  official_pnl pnl;
  std::string text;
  const auto append = [&](const char* name, const auto& /*member*/) {
    text += ", " + qualifier + name;
  };
  visit_our_day(sample, append);
  visit_official(pnl, append);
  optional_columns{}.visit(append);
  return text;
}

std::string replace_sql() {
  const auto names = column_names("");
  std::string marks;
  for (const char c : names)
    if (c == ',')
      marks += ", ?";
  return "REPLACE INTO proofs(wallet_id, day_s, state, platform_fills" + names +
         ") VALUES(?, ?, ?, ?" + marks + ")";
}

day_proof read_proof(const sql::run& row) {
  day_proof result;
  int column = 0;
  row.read_column(column++, result.wallet.name);
  row.read_column(column++, result.wallet.address);
  row.read_column(column++, sql::seconds_into{result.day});
  row.read_column(column++, result.platform.fills);
  visit_our_day(result, [&](const char* /*name*/, auto& member) {
    row.read_column(column++, member);
  });
  official_pnl pnl;
  bool is_known = true;
  visit_official(pnl, [&](const char* /*name*/, usdc& member) {
    std::optional<usdc> value;
    row.read_column(column++, value);
    is_known = is_known && value;
    member = value.value_or(usdc{});
  });
  if (is_known)
    result.platform.pnl = pnl;
  optional_columns more;
  more.visit(
      [&](const char* /*name*/, auto& member) { row.read_column(column++, member); });
  read_optional(more, result);
  return result;
}

} // namespace

proof_writer::proof_writer(SQLite::Database& file, ledger_ids& ids)
    : ids_{ids}
    , find_reason_{file, "SELECT accepted FROM proofs WHERE wallet_id = ? AND day_s = ?"}
    , replace_{file, replace_sql()}
    , set_role_{file, "UPDATE events SET role = ? WHERE market_id = ? AND wallet_id = ? "
                      "AND tx_hash = ? AND type = ? AND token = ? AND size = ? "
                      "AND price = ? AND cash = ? AND platform_type = '' "
                      "AND occurrence = ?"}
    , remove_rebates_{file, "DELETE FROM market_rebates WHERE wallet_id = ? "
                            "AND day_s = ?"}
    , add_rebate_{file, "INSERT INTO market_rebates(wallet_id, day_s, condition_id, "
                        "amount) VALUES(?, ?, ?, ?)"} {}

void proof_writer::book(const record_proof& fact) {
  book(*fact.proof);
  const auto wallet = ids_.wallet(fact.proof->wallet);
  if (fact.roles)
    for (const auto& [fill, role] : *fact.roles)
      sql::run{set_role_,
               role,
               fill.market,
               wallet,
               sql::hash{fill.transaction},
               fill.is_sale ? activity_type::sell : activity_type::buy,
               fill.token,
               fill.size,
               fill.at_price,
               fill.cash,
               fill.occurrence}
          .change();
  if (!fact.rebates)
    return;
  const sql::seconds day{fact.proof->day};
  sql::run{remove_rebates_, wallet, day}.change();
  for (const auto& rebate : *fact.rebates)
    sql::run{add_rebate_, wallet, day, sql::hash{rebate.condition_id}, rebate.amount}
        .change();
}

void proof_writer::book(const day_proof& proof) {
  const auto wallet = ids_.wallet(proof.wallet);
  auto stored = proof;
  if (stored.accepted.empty())
    if (sql::run found{find_reason_, wallet, sql::seconds{proof.day}}; found.next())
      found.row(stored.accepted);
  int parameter = 0;
  sql::run row{replace_};
  row.bind_next(parameter, wallet);
  row.bind_next(parameter, sql::seconds{proof.day});
  row.bind_next(parameter, state_of(proof));
  row.bind_next(parameter, stored.platform.fills);
  visit_our_day(stored, [&](const char* /*name*/, const auto& member) {
    row.bind_next(parameter, member);
  });
  const auto pnl = stored.platform.pnl.value_or(official_pnl{});
  visit_official(pnl, [&](const char* /*name*/, const usdc& member) {
    row.bind_next(parameter, stored.platform.pnl ? std::optional{member} : std::nullopt);
  });
  auto more = optional_columns_of(stored);
  more.visit([&](const char* /*name*/, const auto& member) {
    row.bind_next(parameter, member);
  });
  row.change();
}

proof_reader::proof_reader(SQLite::Database& file)
    : since_{file, "SELECT a.name, a.address, p.day_s, p.platform_fills" +
                       column_names("p.") +
                       " FROM proofs p JOIN wallets a ON a.id = p.wallet_id "
                       "WHERE (?1 = '' OR a.address = ?1) AND p.day_s >= ?2 "
                       "ORDER BY p.day_s, a.address"}
    , of_day_{file, "SELECT a.name, a.address, p.day_s, p.platform_fills" +
                        column_names("p.") +
                        " FROM proofs p JOIN wallets a ON a.id = p.wallet_id "
                        "WHERE p.wallet_id = ? AND p.day_s = ?"} {}

std::optional<day_proof> proof_reader::of_day(std::int64_t wallet, timestamp day) {
  sql::run row{of_day_, wallet, sql::seconds{day}};
  return row.next() ? std::optional{read_proof(row)} : std::nullopt;
}

std::vector<day_proof> proof_reader::since(const std::string& address,
                                           timestamp first_day) {
  std::vector<day_proof> result;
  sql::run rows{since_, address, sql::seconds{first_day}};
  while (rows.next())
    result.push_back(read_proof(rows));
  return result;
}

day_reader::day_reader(SQLite::Database& file)
    : rows_{file,
            "SELECT m.id, m.slug, m.condition_id, ifnull(t.token, ''), e.type, e.at_s, "
            "e.size, e.cash, e.price, e.quoted, e.tx_hash, "
            "CASE WHEN e.token = m.up_token THEN 0 WHEN e.token = m.down_token THEN 1 "
            "END, "
            "ifnull(g.winner, m.settled), ifnull(g.resolved_at_ns, "
            "ifnull(m.closed_at_ns, 0)), m.fee_rate_micros, m.fee_exponent, e.token, "
            "e.occurrence "
            "FROM wallets a CROSS JOIN markets m CROSS JOIN events e "
            "ON e.market_id = m.id AND e.wallet_id = a.id "
            "LEFT JOIN tokens t ON t.market_id = e.market_id AND t.number = e.token "
            "LEFT JOIN windows w ON w.slug = m.slug AND w.market_id = m.id "
            "LEFT JOIN grades g ON g.window_id = w.id AND g.wallet_id = a.id "
            "WHERE a.address = ?1 AND m.last_event_day >= ?2 AND e.at_s < ?3 "
            // Of one second, a split before the sale of its tokens.
            "ORDER BY m.id, e.at_s, iif(e.type = 2, -1, e.type)"}
    // Windows that this day lowers itself are found by its comparison.
    , grades_{file, "SELECT w.slug, iif((g.window_id, g.wallet_id) IN "
                    "(SELECT window_id, wallet_id FROM v_not_final "
                    "WHERE day <> date(?2, 'unixepoch')), 1, g.status) FROM grades g "
                    "JOIN wallets a ON a.id = g.wallet_id "
                    "JOIN windows w ON w.id = g.window_id WHERE a.address = ?1 "
                    "AND g.end_s > ?2 AND g.end_s <= ?3 ORDER BY w.slug"} {}

day_memory day_reader::of_day(const std::string& address, timestamp day) {
  const auto end = day + day_length;
  day_figures figures{day};
  {
    sql::run rows{rows_, address, sql::day_number(day) - days_read, sql::seconds{end}};
    while (rows.next()) {
      day_row row;
      auto& event = row.event;
      std::optional<std::int64_t> fee_rate;
      std::optional<std::int64_t> fee_exponent;
      rows.row(row.market, event.slug, sql::hash_into{event.condition_id}, event.asset,
               event.type, sql::seconds_into{event.time}, event.size, event.cash,
               event.at_price, event.quoted, sql::hash_into{event.transaction}, row.side,
               row.winner, row.settled_at, fee_rate, fee_exponent, row.token,
               event.occurrence);
      if (fee_rate)
        row.fees =
            fee_schedule{*fee_rate, static_cast<std::uint8_t>(fee_exponent.value_or(1))};
      figures.add(row);
    }
  }
  day_memory result;
  result.figures = figures.finish();
  result.fills = std::make_shared<const std::vector<ledger_fill>>(figures.fills());
  sql::run counted{grades_, address, sql::seconds{day}, sql::seconds{end}};
  while (counted.next()) {
    std::string slug;
    auto status = grade_status::pending;
    counted.row(slug, status);
    ++result.figures.grades;
    if (is_settled(status))
      result.settled.push_back(std::move(slug));
  }
  result.figures.settled_grades = result.settled.size();
  return result;
}

position_table::position_table(SQLite::Database& file, ledger_ids& ids)
    : ids_{ids}
    , replace_{file, "REPLACE INTO position_checks(window_id, wallet_id, checked_at_ns, "
                     "checks, differs, up, down, platform_up, platform_down) "
                     "SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM windows "
                     "WHERE slug = ?1"}
    // By the windows of the span: an index of grades has those of all wallets in it.
    , due_{file, "SELECT w.slug, ifnull(c.checks, 0) FROM wallets a CROSS JOIN series s "
                 "CROSS JOIN windows w ON w.series_id = s.id AND w.end_s > ?2 "
                 "AND w.end_s <= ?3 "
                 "CROSS JOIN grades g ON g.window_id = w.id AND g.wallet_id = a.id "
                 "LEFT JOIN position_checks c ON c.window_id = w.id "
                 "AND c.wallet_id = a.id "
                 "WHERE a.address = ?1 AND g.kind <> 0 AND (c.checks IS NULL "
                 "OR (c.differs = 1 AND c.checks < ?5 AND c.checked_at_ns <= ?4)) "
                 "ORDER BY w.end_s, w.slug LIMIT ?6"} {}

void position_table::book(const position_check& check) {
  sql::run{replace_,           check.slug,      ids_.wallet(check.wallet),
           check.checked_at,   check.checks,    differs(check),
           check.ours.up,      check.ours.down, check.platform_up,
           check.platform_down}
      .change();
}

std::vector<std::pair<std::string, std::uint32_t>>
position_table::due(const recall_positions& query, timestamp known_to) {
  sql::run rows{due_,
                query.wallet.address,
                sql::seconds{query.from},
                sql::seconds{std::max(query.from, known_to)},
                query.checked_before,
                query.max_checks,
                query.limit};
  std::vector<std::pair<std::string, std::uint32_t>> result;
  while (rows.next()) {
    auto& [slug, checks] = result.emplace_back();
    rows.row(slug, checks);
  }
  return result;
}

std::vector<position_check> read_position_checks(SQLite::Database& file,
                                                 const std::string& slug) {
  SQLite::Statement statement{
      file, "SELECT a.name, a.address, w.slug, c.checked_at_ns, c.checks, c.up, c.down, "
            "c.platform_up, c.platform_down FROM position_checks c "
            "JOIN windows w ON w.id = c.window_id JOIN wallets a ON a.id = c.wallet_id "
            "WHERE w.slug = ? ORDER BY a.address"};
  std::vector<position_check> result;
  sql::run rows{statement, slug};
  while (rows.next()) {
    auto& check = result.emplace_back();
    rows.row(check.wallet.name, check.wallet.address, check.slug, check.checked_at,
             check.checks, check.ours.up, check.ours.down, check.platform_up,
             check.platform_down);
  }
  return result;
}

} // namespace tracker
