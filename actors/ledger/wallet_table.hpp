// SPDX-License-Identifier: MIT
// What is known of a wallet's history, as rows of the ledger.
#pragma once

#include "actors/ledger/ledger_ids.hpp"
#include "messages/ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <vector>

namespace tracker {

/// Writes and reads how far wallets are known. Throws SQLite::Exception.
class wallet_table {
public:
  wallet_table(SQLite::Database& file, ledger_ids& ids);

  void book(const watched_wallet& of, const history_span& history,
            const std::vector<doubtful_row>& doubtful);
  wallet_memory recall(const watched_wallet& of);

private:
  std::vector<doubtful_row> doubtful_of(const std::string& address);

  ledger_ids& ids_;
  SQLite::Statement set_history_;
  SQLite::Statement clear_doubtful_;
  SQLite::Statement add_doubtful_;
  SQLite::Statement find_history_;
  SQLite::Statement find_doubtful_;
};

} // namespace tracker
