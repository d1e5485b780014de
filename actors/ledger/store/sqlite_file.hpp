// SPDX-License-Identifier: MIT
// Opens SQLite files for the ledger and turns errors into
// values.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

namespace tracker {

/// Translates an SQLite exception on `path`. `file` is null before it is open.
ledger_error to_ledger_error(const SQLite::Exception& thrown, const std::string& path,
                             const SQLite::Database* file);

/// Runs `body` and turns an SQLite exception into a value.
template <class Body>
auto guarded(const std::string& path, const SQLite::Database* file, Body body)
    -> ledger_result<decltype(body())> {
  try {
    return body();
  } catch (const SQLite::Exception& thrown) {
    return to_ledger_error(thrown, path, file);
  }
}

/// Opens the ledger file for its single owner: creates it with mode 0600 if missing and
/// migrates an older one to this program's version.
///
/// Before the first write a read-only connection checks that the file is a ledger, not
/// newer than the program, and sound (`soundness_problem`); otherwise the file stays
/// unchanged. A copy of an older file is kept (`version_backup_name`) before it is
/// migrated, except with a durability below `disk`.
ledger_result<SQLite::Database> open_for_writing(const std::string& path,
                                                 durability commits = durability::disk);

/// Opens an empty file as the target of a copy, which counts only when it is complete and
/// is then synced as a whole: writes are not journalled. Throws SQLite::Exception.
SQLite::Database open_copy_target(const std::string& path);

/// The version of the library that runs: `3.40.1`.
std::string sqlite_version();

/// Which file a path leads to.
struct file_identity {
  dev_t device{};
  ino_t inode{};

  bool operator==(const file_identity&) const = default;
};

/// The file at `path`, symbolic links followed; nothing when it does not exist or its
/// folder cannot be searched. May block with the disk.
std::optional<file_identity> identify_file(const std::string& path);

/// Nothing while `path` leads to `opened`, the file that was opened there; otherwise a
/// `displaced` error: later writes do not reach the file at `path`.
std::optional<ledger_error> find_displacement(const std::string& path,
                                              const file_identity& opened);

/// Opens the file for reading, with or without a running tracker.
ledger_result<SQLite::Database> open_for_reading(const std::string& path,
                                                 file_state state = file_state::live);

/// The same for a ledger of this version or an older one.
ledger_result<SQLite::Database> open_any_version(const std::string& path,
                                                 file_state state = file_state::live);

/// A file up to this size is checked completely when it is opened, in a few tens of
/// milliseconds; of a larger file only the header, the schema and both ends of every
/// table are read. Damage elsewhere is detected when the page is read.
inline constexpr std::int64_t whole_check_bytes = 16L * 1024 * 1024;

/// The damage that SQLite reports; empty when none was found. Throws SQLite::Exception.
std::string soundness_problem(SQLite::Database& file);

/// Like `soundness_problem`, for every page of a file of any size. Takes seconds per
/// gigabyte. Throws SQLite::Exception.
std::string whole_check_problem(SQLite::Database& file);

} // namespace tracker
