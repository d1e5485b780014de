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
  /// The process id in its own namespace; 0: not known.
  pid_t process = 0;

  bool operator==(const data_dir_holder&) const = default;
};

/// The holder of the data directory; empty if it is not held or does not exist; a text
/// with the reason if that cannot be determined. It takes no lock and does not prevent a
/// start.
std::variant<std::optional<data_dir_holder>, std::string>
find_data_dir_holder(const std::string& path);

/// Finds files that are one file under two keys, however their paths are written
/// (symbolic and hard links, `..`), or that are not regular files. Reads the disk and
/// changes nothing. The configuration file and the env-file must not be written; the lock
/// and the status socket belong to tracker.data-dir, -wal, -shm and -journal to
/// ledger.file.
std::vector<combination_fault> check_places(const settings& effective);

/// `log.file = "/l", ledger.file = "/db": the reason`, with the values of the settings.
std::string describe_fault(const settings& effective, const combination_fault& fault);

/// Owns a descriptor with a lock and closes it.
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

/// Locks the data directory against a second tracker during its lifetime. The kernel
/// releases the lock when the process ends, also after a kill.
class data_dir_lock {
public:
  /// Creates the folder with mode 0700 if it is missing, and locks the file `lock` in it.
  /// A `lock` that is a symbolic link, not a regular file, or contains anything but a
  /// process id is refused and stays unchanged.
  static std::variant<data_dir_lock, data_dir_error> take(const std::string& path);

private:
  explicit data_dir_lock(locked_file file) : file_{std::move(file)} {}

  locked_file file_;
};

/// Locks a ledger against a second tracker, whatever its data directory: a lock on the
/// file itself, outside of the bytes that SQLite locks. It must outlive the ledger's
/// connection.
class ledger_lock {
public:
  /// Creates the file, empty and with mode 0600, if it is missing. Holds no lock if the
  /// file cannot be opened: opening the ledger reports the reason.
  static std::variant<ledger_lock, data_dir_error> take(const std::string& path);

private:
  explicit ledger_lock(locked_file file) : file_{std::move(file)} {}

  locked_file file_;
};

} // namespace tracker
