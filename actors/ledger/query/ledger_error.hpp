// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace tracker {

/// What a commit is worth.
enum class durability : std::uint8_t {
  /// What it has answered is on the disk.
  disk,
  /// It survives the process but not a power failure: for a file that can be made again.
  system,
  /// It lasts as long as the process, which alone opens the file meanwhile: for one in a
  /// temporary folder.
  process,
};

/// What becomes of a file while it is read.
enum class file_state : std::uint8_t {
  /// A tracker may write to it.
  live,
  /// Nobody ever writes to it again, as to a backup: nothing is made beside it.
  complete,
};

/// Why the ledger can not do what was asked.
enum class ledger_error_kind : std::uint8_t {
  /// The file was written by a newer program.
  newer,
  /// The file was written by an older program: who only reads it can not bring it up to
  /// date.
  older,
  /// The file is damaged, or no ledger at all.
  corrupt,
  /// The file or its folder can not be written.
  read_only,
  /// There is no room on the disk.
  full,
  /// Another program holds the file.
  busy,
  /// There is no such file, or it can not be opened.
  absent,
  /// The open file is no longer at its path: it was deleted, renamed or replaced.
  displaced,
  /// Something went wrong between SQLite and the disk.
  io,
  /// The tables are not what the program expects: somebody changed them, or the program
  /// is wrong.
  unexpected,
};

/// newer, older, … : a word for scripts.
const char* to_string(ledger_error_kind kind);

struct ledger_error {
  ledger_error_kind kind = ledger_error_kind::io;
  /// For people: the file, what went wrong, and what to do about it.
  std::string text;

  bool operator==(const ledger_error&) const = default;
};

/// True when the same attempt can succeed later, without anybody's help inside the
/// program: room is made, a lock is given up, a disk comes back.
bool may_pass(ledger_error_kind kind);

/// What was asked for, or why there is none.
template <class Value>
using ledger_result = std::variant<Value, ledger_error>;

} // namespace tracker
