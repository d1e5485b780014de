// SPDX-License-Identifier: MIT
// The outside that the configuration comes from: files and the process environment.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace tracker {

/// Why a file could not be read.
struct file_error {
  /// There is no file of that name.
  bool missing = false;
  /// For people.
  std::string reason;
};

/// A file's bytes, at most `max_config_size`, or why there are none.
using file_text = std::variant<std::string, file_error>;

/// Reads a whole file. Refused: folders, pipes, files of more than `max_config_size`.
file_text read_text_file(const std::string& path);

/// What reads a file; tests hand in their own.
using file_reader = std::function<file_text(const std::string& path)>;

/// What the tracker takes from the process environment.
struct environment {
  /// HOME, for `~`; empty: not set.
  std::string home;
  /// WALLET_ADDRESS; empty: not set.
  std::string wallet_address;
  /// Any variable, for references in the env-file; null: none is set.
  std::function<std::optional<std::string>(const std::string& name)> variable = nullptr;
};

/// The environment of this process. Call it before other threads change it.
environment read_environment();

} // namespace tracker
