// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace tracker {

/// How durable a commit is.
enum class durability : std::uint8_t {
  /// Acknowledged commits are on the disk.
  disk,
  /// Commits survive the process but not a power failure: for a file that can be
  /// recreated.
  system,
  /// Commits last as long as the process, which has the file open exclusively: for a file
  /// in a temporary folder.
  process,
};

/// Whether a file can change while it is read.
enum class file_state : std::uint8_t {
  /// A tracker may write to it.
  live,
  /// The file never changes again, as a backup: no -wal or -shm file is created beside
  /// it.
  complete,
};

/// Why a ledger operation failed.
enum class ledger_error_kind : std::uint8_t {
  /// The file was written by a newer program.
  newer,
  /// The file was written by an older program; a read-only connection cannot migrate it.
  older,
  /// The file is damaged or is not a ledger.
  corrupt,
  /// The file or its folder is not writable.
  read_only,
  /// The disk is full.
  full,
  /// Another program holds the file.
  busy,
  /// The file does not exist or cannot be opened.
  absent,
  /// The open file was deleted, renamed or replaced.
  displaced,
  /// Reading or writing the disk failed.
  io,
  /// The tables are not as expected: they were changed from outside, or the program has a
  /// fault.
  unexpected,
};

/// `newer`, `older`, …: stable names for scripts.
const char* to_string(ledger_error_kind kind);

struct ledger_error {
  ledger_error_kind kind = ledger_error_kind::io;
  /// The file, what failed and what to do about it.
  std::string text;

  bool operator==(const ledger_error&) const = default;
};

/// True when a retry can succeed without a restart: space is freed, a lock is released, a
/// disk returns.
bool may_pass(ledger_error_kind kind);

/// A value, or why the operation failed.
template <class Value>
using ledger_result = std::variant<Value, ledger_error>;

} // namespace tracker
