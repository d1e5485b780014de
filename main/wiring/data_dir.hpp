// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/setting_checks.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <sys/types.h>

namespace tracker {

/// Why a data directory or a ledger cannot be used, with the exit code of the contract: 2
/// for one that cannot be made, written or locked, 4 for one that another tracker uses.
struct data_dir_error {
  int exit_code = 2;
  std::string reason;
};

/// The process that holds a data directory.
struct data_dir_holder {
  /// As its own system counts it; 0: not known.
  pid_t process = 0;

  bool operator==(const data_dir_holder&) const = default;
};

/// Who holds the data directory; nothing: nobody does, or there is none. A text: why that
/// can not be told. Only looks: a tracker that starts meanwhile is not kept out.
std::variant<std::optional<data_dir_holder>, std::string>
find_data_dir_holder(const std::string& path);

/// Files of the settings that are one file under two keys, however their paths are
/// written (symbolic and hard links, `..`), or that are no regular files. Reads the disk,
/// changes nothing. The configuration file and the env-file count as files that must not
/// be written; the lock and the status socket belong to tracker.data-dir, -wal, -shm and
/// -journal to ledger.file.
std::vector<combination_fault> check_places(const settings& of);

/// `log.file = "/l", ledger.file = "/db": the reason`, with the values of the settings.
std::string describe_fault(const settings& of, const combination_fault& fault);

/// A descriptor with a lock, closed at the end.
class locked_file {
public:
  locked_file() = default;
  explicit locked_file(int descriptor) : descriptor_{descriptor} {}
  locked_file(locked_file&& other) noexcept;
  locked_file& operator=(locked_file&&) = delete;
  ~locked_file();

private:
  int descriptor_ = -1;
};

/// Holds the data directory against a second tracker for as long as it lives. The kernel
/// lets go of it when the process ends, however it ends.
class data_dir_lock {
public:
  /// Makes the folder, mode 0700, where it is missing, and locks the file `lock` in it. A
  /// `lock` that is a symbolic link, no regular file, or holds anything but a process id
  /// is refused and stays as it is.
  static std::variant<data_dir_lock, data_dir_error> take(const std::string& path);

private:
  explicit data_dir_lock(locked_file file) : file_{std::move(file)} {}

  locked_file file_;
};

/// Holds a ledger against a second tracker, whatever its data directory: a lock on the
/// file itself, outside of the bytes that SQLite locks. It must outlive the ledger's
/// connection.
class ledger_lock {
public:
  /// Makes the file, empty and with mode 0600, where it is missing. Holds nothing where
  /// the file cannot be opened: opening the ledger says why.
  static std::variant<ledger_lock, data_dir_error> take(const std::string& path);

private:
  explicit ledger_lock(locked_file file) : file_{std::move(file)} {}

  locked_file file_;
};

} // namespace tracker
