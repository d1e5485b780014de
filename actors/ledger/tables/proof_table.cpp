// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/proof_table.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/days/day_figures.hpp"
#include "actors/ledger/sql/sql_values.hpp"
#include "actors/ledger/tables/proof_columns.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace tracker {

namespace {

/// Days before a day whose rows are read with it: what is held at its start.
constexpr std::int64_t days_read = 31;

std::string column_names(const std::string& qualifier) {
  day_proof sample;
  official_pnl pnl;
  std::string text;
  const auto append = [&](const char* name, const auto& /*member*/) {
    text += ", " + qualifier + name;
  };
  visit_our_day(sample, append);
  visit_official(pnl, append);
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
  return result;
}

} // namespace

proof_writer::proof_writer(SQLite::Database& file, ledger_ids& ids)
    : ids_{ids}
    , find_reason_{file, "SELECT accepted FROM proofs WHERE wallet_id = ? AND day_s = ?"}
    , replace_{file, replace_sql()} {}

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
            "ifnull(m.closed_at_ns, 0)), m.fee_rate_micros, m.fee_exponent "
            "FROM wallets a CROSS JOIN markets m CROSS JOIN events e "
            "ON e.market_id = m.id AND e.wallet_id = a.id "
            "LEFT JOIN tokens t ON t.market_id = e.market_id AND t.number = e.token "
            "LEFT JOIN windows w ON w.slug = m.slug AND w.market_id = m.id "
            "LEFT JOIN grades g ON g.window_id = w.id AND g.wallet_id = a.id "
            "WHERE a.address = ?1 AND m.last_event_day >= ?2 AND e.at_s < ?3 "
            // Of one second, a split before the sale of its tokens.
            "ORDER BY m.id, e.at_s, iif(e.type = 2, -1, e.type)"}
    , grades_{file, "SELECT COUNT(*), SUM(g.status >= 2) FROM grades g "
                    "JOIN wallets a ON a.id = g.wallet_id WHERE a.address = ?1 "
                    "AND g.end_s > ?2 AND g.end_s <= ?3"} {}

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
               row.winner, row.settled_at, fee_rate, fee_exponent);
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
  if (counted.next()) {
    std::optional<std::int64_t> settled;
    counted.row(result.figures.grades, settled);
    result.figures.settled_grades = static_cast<std::uint64_t>(settled.value_or(0));
  }
  return result;
}

} // namespace tracker
