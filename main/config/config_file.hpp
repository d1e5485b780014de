// SPDX-License-Identifier: MIT
// Reading files, the process environment and the machine's time zone for the
// configuration.
#pragma once

#include "main/config/settings.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
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

/// The zone in effect where the configuration gives none.
struct system_zone {
  /// A name of the time zone database.
  std::string name = "UTC";
  /// Where the name comes from: the environment (TZ), the system (/etc/localtime), or the
  /// default, UTC.
  source origin = source::default_value;
  /// Why it is UTC although TZ or /etc/localtime gives another zone; empty otherwise.
  std::string warning;
};

/// The zone that `variable`, the value of TZ, names: `Europe/Berlin`, with a colon in
/// front or as a path below a folder `zoneinfo`. An empty value is UTC, as for the C
/// library. Without the variable, or where it is the path /etc/localtime, it is
/// `local_zone`, the zone of /etc/localtime; empty: not known. Reads the time zone
/// database.
system_zone choose_zone(const std::optional<std::string>& variable,
                        const std::optional<std::string>& local_zone);

/// The zone of this process.
system_zone read_system_zone();

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
