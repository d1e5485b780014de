// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/roll_up.hpp"

#include "actors/ledger/sql/sql_values.hpp"

namespace tracker {

namespace {

constexpr std::int64_t seconds_of_a_quarter = 900;

} // namespace

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
