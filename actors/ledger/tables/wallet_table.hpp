// SPDX-License-Identifier: MIT
// What is known of a wallet's history, as rows of the ledger.
#pragma once

#include "actors/ledger/tables/ledger_ids.hpp"
#include "messages/ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Writes and reads how far wallets are known. Throws SQLite::Exception.
///
/// Most polls bring no row: only the end of what is known has moved. Writing that down
/// each time would cost a write to the disk with every poll, and it proves nothing but
/// that less has to be read again after a kill; so it may wait.
class wallet_table {
public:
  /// How far the end of what is known may be ahead of the one in the file.
  static constexpr timespan mark_lag = std::chrono::minutes{5};

  wallet_table(SQLite::Database& file, ledger_ids& ids);

  /// Writes it down.
  void book(const watched_wallet& wallet, const history_span& history,
            const std::vector<doubtful_row>& doubtful);
  /// It says nothing but that the end has moved, by less than `mark_lag`.
  bool can_wait(const watched_wallet& wallet, const history_span& history,
                const std::vector<doubtful_row>& doubtful) const;
  /// Keeps what can wait, for `recall` and for `book_held`.
  void hold(const watched_wallet& wallet, const history_span& history);
  /// Writes down what has waited.
  void book_held();
  /// The file may not hold what was written last.
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
  /// By the wallets' addresses.
  std::map<std::string, mark> marks_;
  SQLite::Statement set_history_;
  SQLite::Statement clear_doubtful_;
  SQLite::Statement add_doubtful_;
  SQLite::Statement find_history_;
  SQLite::Statement find_doubtful_;
};

} // namespace tracker
