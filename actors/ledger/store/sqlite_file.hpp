// SPDX-License-Identifier: MIT
// A SQLite file, opened as the ledger needs it, and its errors as values.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

namespace tracker {

/// What an exception of SQLite on `path` means. `file` is null before it is open.
ledger_error to_ledger_error(const SQLite::Exception& thrown, const std::string& path,
                             const SQLite::Database* file);

/// Runs `body` and turns what SQLite throws into a value.
template <class Body>
auto guarded(const std::string& path, const SQLite::Database* file, Body body)
    -> ledger_result<decltype(body())> {
  try {
    return body();
  } catch (const SQLite::Exception& thrown) {
    return to_ledger_error(thrown, path, file);
  }
}

/// Opens the ledger's file for its one owner: makes it with mode 0600 where there is
/// none, and brings an older one to this program's version.
///
/// Before anything is written, a connection that only reads makes sure that the file is a
/// ledger, no newer than the program, and sound (`soundness_problem`): otherwise it stays
/// as it is.
ledger_result<SQLite::Database> open_for_writing(const std::string& path,
                                                 durability commits = durability::disk);

/// Which file a path leads to.
struct file_identity {
  dev_t device{};
  ino_t inode{};

  bool operator==(const file_identity&) const = default;
};

/// The file at `path`, symbolic links followed; nothing: there is none, or its folder
/// cannot be searched. May block where the disk does.
std::optional<file_identity> identify_file(const std::string& path);

/// Nothing while `path` leads to `opened`, the file that was opened there; otherwise a
/// `displaced` error: what is written from then on is not in the file at `path`.
std::optional<ledger_error> find_displacement(const std::string& path,
                                              const file_identity& opened);

/// Opens the file to read, beside a running tracker or without one.
ledger_result<SQLite::Database> open_for_reading(const std::string& path,
                                                 file_state state = file_state::live);

/// Up to this size a file is checked whole when it is opened, in a few tens of
/// milliseconds; of a larger one the head, the schema and the ends of every table are
/// read. Damage elsewhere is noticed when its page is read, as every page's form is
/// checked then.
inline constexpr std::int64_t whole_check_bytes = 16L * 1024 * 1024;

/// What is wrong inside the file, as SQLite says it; empty: nothing was found. Throws
/// SQLite::Exception.
std::string soundness_problem(SQLite::Database& file);

/// The same of every page, however many there are. Takes seconds for a gigabyte. Throws
/// SQLite::Exception.
std::string whole_check_problem(SQLite::Database& file);

} // namespace tracker
