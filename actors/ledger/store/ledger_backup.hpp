// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "messages/time.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace tracker {

/// A copy of a ledger that is being made while the ledger is written to, some pages at a
/// time. What is written meanwhile is in it too: it is the ledger as of its last step.
/// Until it is complete it has another name, and it is gone when this goes.
class ledger_backup {
public:
  /// Begins a copy of `source`, the connection that writes to `ledger_file`; its name is
  /// that of `begun_at` (backup_name). The source outlives the copy.
  static ledger_result<ledger_backup>
  begin(SQLite::Database& source, const std::string& ledger_file, timestamp begun_at);
  ledger_backup(ledger_backup&&) noexcept;
  ledger_backup& operator=(ledger_backup&&) noexcept;
  ~ledger_backup();

  /// Copies so many pages more. True: it is complete, on disk, and has its name.
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

/// Whether it is time for the next backup: none is younger than `interval`. One from the
/// future (the clock was wrong) does not count.
bool backup_is_due(const std::string& ledger_file,
                   const std::vector<std::string>& backups, timespan interval,
                   timestamp now);

} // namespace tracker
