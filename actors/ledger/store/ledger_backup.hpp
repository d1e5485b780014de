// SPDX-License-Identifier: MIT
// Backups of the ledger: their names beside its file, making and removing them.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "messages/time.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace tracker {

/// `<file>.backup-20261124T133005Z`. The names of a ledger's backups sort by time.
std::string backup_name(const std::string& ledger_file, timestamp begun_at);

/// When the backup `path` of `ledger_file` was begun; nothing when it is not the name of
/// a backup.
std::optional<timestamp> backup_time(const std::string& ledger_file,
                                     const std::string& path);

/// The complete backups beside `ledger_file`, the oldest first. Empty when the folder
/// cannot be read.
std::vector<std::string> list_backups(const std::string& ledger_file);

std::optional<std::string> newest_backup(const std::string& ledger_file);

/// The oldest of `backups` (oldest first) beyond the `keep` newest.
std::vector<std::string> surplus_backups(std::vector<std::string> backups,
                                         std::size_t keep);

/// Copies a ledger while the ledger is written to, some pages per step. Concurrent writes
/// are included: the copy is the ledger as of the last step. Until it is complete the
/// copy has a temporary name; the destructor removes an incomplete copy.
class ledger_backup {
public:
  /// Begins a copy of `source`, the connection that writes to `ledger_file`, named by
  /// `begun_at` (backup_name). The source must outlive the copy.
  static ledger_result<ledger_backup>
  begin(SQLite::Database& source, const std::string& ledger_file, timestamp begun_at);
  ledger_backup(ledger_backup&&) noexcept;
  ledger_backup& operator=(ledger_backup&&) noexcept;
  ~ledger_backup();

  /// Copies `pages` more pages. True when the copy is complete, on disk and has its final
  /// name.
  ledger_result<bool> step(int pages);
  const std::string& name() const;

private:
  class state;
  explicit ledger_backup(std::unique_ptr<state> begun);
  std::unique_ptr<state> state_;
};

/// Removes complete backups beyond the `keep` newest. Returns the names of those removed.
std::vector<std::string> remove_surplus_backups(const std::string& ledger_file,
                                                std::size_t keep);

/// True when no backup is younger than `interval`. A backup from the future (the clock
/// was wrong) does not count.
bool backup_is_due(const std::string& ledger_file,
                   const std::vector<std::string>& backups, timespan interval,
                   timestamp now);

} // namespace tracker
