// SPDX-License-Identifier: MIT
// Events as rows of the ledger, and the sums that replace old ones.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/sql/sql_values.hpp"
#include "actors/ledger/tables/ledger_ids.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

namespace tracker {

/// The columns of an event `e` that the platform's activity has.
inline constexpr const char* event_columns =
    "e.type, e.platform_type, a.address, m.condition_id, m.slug, "
    "ifnull(t.token, ''), e.at_s, e.size, e.cash, e.price, e.quoted, e.tx_hash, "
    "e.occurrence";
inline constexpr int event_column_count = 13;

/// The query for `columns` of every event `e`, joined with its market `m`, wallet `a` and
/// token `t`.
inline std::string select_events(const std::string& columns = event_columns) {
  return "SELECT " + columns +
         " FROM markets m CROSS JOIN events e ON e.market_id = m.id "
         "JOIN wallets a ON a.id = e.wallet_id "
         "LEFT JOIN tokens t ON t.market_id = e.market_id AND t.number = e.token ";
}

/// Books events. Throws SQLite::Exception.
class event_writer {
public:
  event_writer(SQLite::Database& file, ledger_ids& ids);

  /// Books an event. False when it was booked before or is already part of the sums of
  /// account-level events.
  bool book(const activity_event& event);
  /// Discards the cached end of the sums of account-level events.
  void clear();

private:
  bool is_summed(const activity_event& event);

  ledger_ids& ids_;
  SQLite::Statement insert_;
  SQLite::Statement rolled_up_;
  std::optional<std::int64_t> rolled_up_before_s_;
};

/// Reads the columns of `select_events` into an event.
void read_event(const sql::run& row, activity_event& event);

/// Reads the events of a market. Throws SQLite::Exception.
class event_reader {
public:
  explicit event_reader(SQLite::Database& file);

  /// The events of all wallets in the markets of this slug, by time.
  std::vector<activity_event> of_slug(const std::string& slug);

private:
  SQLite::Statement by_slug_;
};

/// Visits the events `e` that match `event_condition`, market by market in the order of
/// their first appearance: no sort, so memory stays bounded. Throws SQLite::Exception.
void scan_events(SQLite::Database& file, const std::string& condition,
                 const std::function<void(const event_row&)>& visit);

/// Visits the sums of account-level events that match `account_condition`, in time order.
void scan_account_sums(SQLite::Database& file, const std::string& condition,
                       const std::function<void(const event_row&)>& visit);

/// Rolls up raw events. Throws SQLite::Exception; must run inside a transaction.
class event_roll_up {
public:
  explicit event_roll_up(SQLite::Database& file);

  /// Deletes the events of one market whose last event is before `horizon` and that has
  /// no window, or a window whose grades are settled. Returns how many; nothing when no
  /// market is left to delete.
  std::optional<std::uint64_t> delete_market(timestamp horizon);
  /// Replaces all account-level events before `horizon` by sums. Returns how many.
  std::uint64_t sum_account(timestamp horizon);

private:
  SQLite::Statement find_market_;
  SQLite::Statement delete_events_;
  SQLite::Statement clear_day_;
  SQLite::Statement sum_;
  SQLite::Statement delete_summed_;
  SQLite::Statement note_;
};

} // namespace tracker
