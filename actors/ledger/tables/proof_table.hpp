// SPDX-License-Identifier: MIT
// Proofs of days as rows of the ledger.
#pragma once

#include "actors/ledger/tables/ledger_ids.hpp"
#include "messages/proof.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

namespace tracker {

/// Writes proofs. Throws SQLite::Exception.
class proof_writer {
public:
  proof_writer(SQLite::Database& file, ledger_ids& ids);

  /// Replaces the proof of the same wallet and day; a reason why a difference is accepted
  /// stays unless the new proof has its own.
  void book(const day_proof& proof);

private:
  ledger_ids& ids_;
  SQLite::Statement find_reason_;
  SQLite::Statement replace_;
};

/// Reads proofs. Throws SQLite::Exception.
class proof_reader {
public:
  explicit proof_reader(SQLite::Database& file);

  /// The proofs of a wallet from `first_day` up to the end, oldest first. An empty
  /// address: of all wallets, by day, then by wallet.
  std::vector<day_proof> since(const std::string& address, timestamp first_day);
  /// The proof of one day of the wallet with this id.
  std::optional<day_proof> of_day(std::int64_t wallet, timestamp day);

private:
  SQLite::Statement since_;
  SQLite::Statement of_day_;
};

/// Reads what the ledger has of a day of a wallet. Throws SQLite::Exception.
class day_reader {
public:
  explicit day_reader(SQLite::Database& file);

  /// Reads the wallet's rows of the last month; a market without a row in that time is
  /// taken as unchanged.
  day_memory of_day(const std::string& address, timestamp day);

private:
  SQLite::Statement rows_;
  SQLite::Statement grades_;
};

} // namespace tracker
