// SPDX-License-Identifier: MIT
// Reading files and the process environment for the configuration.
#pragma once

#include "main/config/system_zone.hpp"

#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace tracker {

/// Why a file could not be read.
struct file_error {
  /// True if no file has that name.
  bool missing = false;
  /// For messages.
  std::string reason;
};

/// A file's bytes, at most `max_config_size`, or the error.
using file_text = std::variant<std::string, file_error>;

/// Reads a whole file. Refused: folders, pipes, files of more than `max_config_size`.
file_text read_text_file(const std::string& path);

/// Reads a file; tests use their own.
using file_reader = std::function<file_text(const std::string& path)>;

/// What the tracker reads from the process environment and the system.
struct environment {
  /// HOME, for `~`; empty: not set.
  std::string home;
  /// WALLET_ADDRESS; empty: not set.
  std::string wallet_address;
  /// Any variable, for references in the env-file; null: none is set.
  std::function<std::optional<std::string>(const std::string& name)> variable = nullptr;
  /// The zone of times where tracker.timezone is "".
  system_zone zone{};
};

/// The environment of this process. Call it before other threads change it.
environment read_environment();

} // namespace tracker
