// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/event_table.hpp"

#include "actors/ledger/sql/sql_values.hpp"

namespace tracker {

namespace {

bool is_account_level(const activity_event& event) {
  return event.slug.empty() && event.condition_id.empty();
}

constexpr std::int64_t seconds_of_a_quarter = 900;

} // namespace

event_writer::event_writer(SQLite::Database& file, ledger_ids& ids)
    : ids_{ids}
    , insert_{file,
              "INSERT INTO events(market_id, wallet_id, tx_hash, type, token, size, "
              "price, cash, platform_type, occurrence, at_s, quoted) "
              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"}
    , rolled_up_{file, "SELECT before_s FROM rolled_up"} {}

bool event_writer::book(const activity_event& event) {
  if (is_account_level(event) && is_summed(event))
    return false;
  const auto wallet = ids_.wallet(event.wallet);
  auto& market = ids_.market(event.slug, event.condition_id, sql::day_number(event.time));
  const auto token = ids_.token(market, event.asset);
  return sql::run{insert_,          market.id,
                  wallet,           sql::hash{event.transaction},
                  event.type,       token,
                  event.size,       event.at_price,
                  event.cash,       event.platform_type,
                  event.occurrence, sql::seconds{event.time},
                  event.quoted}
             .change() > 0;
}

bool event_writer::is_summed(const activity_event& event) {
  if (!rolled_up_before_s_) {
    sql::run found{rolled_up_};
    found.next();
    found.row(rolled_up_before_s_);
  }
  return to_unix_seconds(event.time) < *rolled_up_before_s_;
}

void event_writer::clear() {
  rolled_up_before_s_.reset();
}

event_reader::event_reader(SQLite::Database& file)
    : by_slug_{
          file,
          select_events(std::string{event_columns} + ", ifnull(e.role, 0)") +
              "WHERE m.slug = ? "
              "ORDER BY e.at_s, a.address, e.tx_hash, e.type, t.token, e.size, e.price, "
              "e.cash, e.platform_type, e.occurrence"} {}

void read_event(const sql::run& row, activity_event& event) {
  row.row(event.type, event.platform_type, event.wallet,
          sql::hash_into{event.condition_id}, event.slug, event.asset,
          sql::seconds_into{event.time}, event.size, event.cash, event.at_price,
          event.quoted, sql::hash_into{event.transaction}, event.occurrence);
}

std::vector<activity_event> event_reader::of_slug(const std::string& slug) {
  std::vector<activity_event> result;
  sql::run rows{by_slug_, slug};
  while (rows.next()) {
    auto& event = result.emplace_back();
    read_event(rows, event);
    rows.read_column(event_column_count, event.role);
  }
  return result;
}

void scan_events(SQLite::Database& file, const std::string& condition,
                 const std::function<void(const event_row&)>& visit) {
  SQLite::Statement statement{file,
                              select_events(std::string{event_columns} +
                                            ", a.name, CASE WHEN e.token = 0 THEN NULL "
                                            "WHEN e.token = m.up_token THEN 0 "
                                            "WHEN e.token = m.down_token THEN 1 END") +
                                  "WHERE " + condition + " ORDER BY m.id"};
  sql::run rows{statement};
  while (rows.next()) {
    event_row row;
    read_event(rows, row.event);
    rows.read_column(event_column_count, row.wallet.name);
    rows.read_column(event_column_count + 1, row.side);
    row.wallet.address = row.event.wallet;
    visit(row);
  }
}

void scan_account_sums(SQLite::Database& file, const std::string& condition,
                       const std::function<void(const event_row&)>& visit) {
  SQLite::Statement statement{
      file, "SELECT a.name, a.address, x.type, x.platform_type, x.at_s, x.events, "
            "x.size, x.cash FROM (SELECT wallet_id, quarter_s AS at_s, type, "
            "platform_type, events, size, cash FROM account_sums) x "
            "JOIN wallets a ON a.id = x.wallet_id WHERE " +
                condition + " ORDER BY x.at_s, a.address, x.type, x.platform_type"};
  sql::run rows{statement};
  while (rows.next()) {
    event_row row;
    auto& event = row.event;
    rows.row(row.wallet.name, row.wallet.address, event.type, event.platform_type,
             sql::seconds_into{event.time}, row.rows, event.size, event.cash);
    event.wallet = row.wallet.address;
    visit(row);
  }
}

event_roll_up::event_roll_up(SQLite::Database& file)
    : find_market_{file, "SELECT m.id FROM markets m WHERE m.last_event_day < ? "
                         "AND (m.slug <> '' OR m.condition_id <> '') "
                         "AND NOT EXISTS (SELECT 1 FROM windows w WHERE w.slug = m.slug "
                         "AND (w.settled = 0 OR w.end_s >= ?)) "
                         "ORDER BY m.last_event_day LIMIT 1"}
    , delete_events_{file, "DELETE FROM events WHERE market_id = ?"}
    , clear_day_{file, "UPDATE markets SET last_event_day = NULL WHERE id = ?"}
    , sum_{file, "INSERT INTO account_sums SELECT wallet_id, at_s - at_s % ?2, type, "
                 "platform_type, COUNT(*), SUM(size), SUM(cash) FROM events WHERE "
                 "market_id = (SELECT id FROM markets WHERE slug = '' AND "
                 "condition_id = '') AND at_s < ?1 GROUP BY 1, 2, 3, 4"}
    , delete_summed_{file, "DELETE FROM events WHERE market_id = (SELECT id FROM markets "
                           "WHERE slug = '' AND condition_id = '') AND at_s < ?"}
    , note_{file, "UPDATE rolled_up SET before_s = ?1 WHERE before_s < ?1"} {}

std::optional<std::uint64_t> event_roll_up::delete_market(timestamp horizon) {
  std::int64_t market = 0;
  if (sql::run found{find_market_, sql::day_number(horizon), sql::seconds{horizon}};
      found.next())
    found.row(market);
  else
    return std::nullopt;
  const auto deleted = sql::run{delete_events_, market}.change();
  sql::run{clear_day_, market}.change();
  return static_cast<std::uint64_t>(deleted);
}

std::uint64_t event_roll_up::sum_account(timestamp horizon) {
  // Whole quarters only, so that no quarter is summed twice.
  const auto horizon_s = to_unix_seconds(horizon);
  const auto before_s = horizon_s - horizon_s % seconds_of_a_quarter;
  sql::run{sum_, before_s, seconds_of_a_quarter}.change();
  const auto deleted = sql::run{delete_summed_, before_s}.change();
  sql::run{note_, before_s}.change();
  return static_cast<std::uint64_t>(deleted);
}

} // namespace tracker
