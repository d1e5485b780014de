// SPDX-License-Identifier: MIT
// Proofs of days, and comparisons of tokens with positions, as rows of the ledger.
#pragma once

#include "actors/ledger/tables/ledger_ids.hpp"
#include "messages/proof.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// Writes proofs. Throws SQLite::Exception.
class proof_writer {
public:
  proof_writer(SQLite::Database& file, ledger_ids& ids);

  /// Replaces the proof of the same wallet and day; a reason why a difference is accepted
  /// stays unless the new proof has its own.
  void book(const day_proof& proof);
  /// Books the proof with the roles of fills and the rebates of markets.
  void book(const record_proof& fact);

private:
  ledger_ids& ids_;
  SQLite::Statement find_reason_;
  SQLite::Statement replace_;
  SQLite::Statement set_role_;
  SQLite::Statement remove_rebates_;
  SQLite::Statement add_rebate_;
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

/// Writes checks, and finds the windows that are due. Throws SQLite::Exception.
class position_table {
public:
  position_table(SQLite::Database& file, ledger_ids& ids);

  /// Replaces the check of the same wallet and window; without effect for a window that
  /// is not recorded.
  void book(const position_check& check);

  /// The slugs of the traded windows that are due, by their ends, and how often each was
  /// checked. Instead of the end of the query, `known_to` is the last end of a window.
  std::vector<std::pair<std::string, std::uint32_t>> due(const recall_positions& query,
                                                         timestamp known_to);

private:
  ledger_ids& ids_;
  SQLite::Statement replace_;
  SQLite::Statement due_;
};

/// The checks of a window, by the wallets' addresses. Throws SQLite::Exception.
std::vector<position_check> read_position_checks(SQLite::Database& file,
                                                 const std::string& slug);

} // namespace tracker
