// SPDX-License-Identifier: MIT
// Rows for the known history of a wallet.
#pragma once

#include "actors/ledger/tables/ledger_ids.hpp"
#include "messages/ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Writes and reads the known history spans of wallets. Throws SQLite::Exception.
///
/// Most polls return no row: only the end of the span moves. Writing it every time would
/// cost a disk write per poll and only saves some re-reading after a kill, so the write
/// may wait.
class wallet_table {
public:
  /// How far the end of the span may be ahead of the one in the file.
  static constexpr timespan mark_lag = std::chrono::minutes{5};

  wallet_table(SQLite::Database& file, ledger_ids& ids);

  /// Writes span and doubtful rows.
  void book(const watched_wallet& wallet, const history_span& history,
            const std::vector<doubtful_row>& doubtful);
  /// True when only the end has moved, by less than `mark_lag`.
  bool can_wait(const watched_wallet& wallet, const history_span& history,
                const std::vector<doubtful_row>& doubtful) const;
  /// Keeps the span for `recall` and `book_held` without writing it.
  void hold(const watched_wallet& wallet, const history_span& history);
  /// Writes the held spans.
  void book_held();
  /// Clears the cache after a rollback.
  void clear() { marks_.clear(); }
  wallet_memory recall(const watched_wallet& wallet);

private:
  struct mark {
    history_span written;
    std::vector<doubtful_row> doubtful;
    std::optional<history_span> held;
  };

  std::vector<doubtful_row> doubtful_of(const std::string& address);

  ledger_ids& ids_;
  /// By address.
  std::map<std::string, mark> marks_;
  SQLite::Statement set_history_;
  SQLite::Statement clear_doubtful_;
  SQLite::Statement add_doubtful_;
  SQLite::Statement find_history_;
  SQLite::Statement find_doubtful_;
};

} // namespace tracker
