// SPDX-License-Identifier: MIT
// Whole copies of a ledger: a backup on request, the copy before a migration, and the way
// back.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace SQLite {
class Database;
}

namespace tracker {

/// The version of the ledger in a file, by its first bytes; nothing when it is not a
/// ledger.
std::optional<std::int32_t> read_ledger_version(const std::string& path);

/// `<file>.version-3`: the copy that is kept before a ledger of version 3 is migrated.
std::string version_backup_name(const std::string& ledger_file, std::int32_t version);

/// The youngest copy or backup beside `ledger_file` that this program can use: of its
/// version or an older one.
std::optional<std::string> find_fitting_backup(const std::string& ledger_file);

/// The state of a file that is not the ledger of the settings: complete, so that nothing
/// is created beside it, unless it has a write-ahead log.
file_state state_of_backup(const std::string& path);

/// Copies the ledger as of now to `target`, replacing it, with mode 0600. Until the copy
/// is complete, sound (`whole_check_problem`) and on disk it is called
/// `<target>.unfinished`. Writers are not held up. Returns the size in bytes.
ledger_result<std::int64_t> copy_ledger(SQLite::Database& source,
                                        const std::string& target);

/// The same from a file, beside a running tracker or not. `target` must not exist.
ledger_result<std::int64_t> back_up_ledger(const std::string& ledger_file,
                                           const std::string& target);

struct restored_ledger {
  /// What the replaced file is called now, with its -wal beside; empty: there was none.
  std::string kept_as;
  /// Of the backup. An older one is migrated at the next start.
  std::int32_t version = 0;
};

/// Replaces the ledger by a copy of `backup`, which stays. The replaced file is kept as
/// `<file>.replaced-20261124T133005Z`. Unless the backup is sound and copied, nothing is
/// changed; a crash leaves the old or the new ledger, or the old one under its new name.
///
/// The caller holds the locks of the ledger and of the data directory.
ledger_result<restored_ledger>
restore_ledger(const std::string& backup, const std::string& ledger_file, timestamp now);

} // namespace tracker
