// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>

#include <sys/types.h>

namespace tracker {

/// Why a data directory cannot be used, with the exit code of the contract: 2 for a
/// folder that cannot be made or written, 4 for one that another tracker uses.
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

/// Holds the data directory against a second tracker for as long as it lives. The kernel
/// lets go of it when the process ends, however it ends.
class data_dir_lock {
public:
  /// Makes the folder, mode 0700, where it is missing, and locks it.
  static std::variant<data_dir_lock, data_dir_error> take(const std::string& path);

  data_dir_lock(data_dir_lock&& other) noexcept;
  data_dir_lock& operator=(data_dir_lock&&) = delete;
  ~data_dir_lock();

private:
  explicit data_dir_lock(int descriptor) : descriptor_{descriptor} {}

  int descriptor_;
};

} // namespace tracker
