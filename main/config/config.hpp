// SPDX-License-Identifier: MIT
// Reads the command line, the configuration file, the environment and the env-file into
// one checked set of settings, or reports all their errors.
#pragma once

#include "main/config/config_file.hpp"
#include "main/config/config_problem.hpp"
#include "main/config/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// `--http.timeout=3s`.
struct setting_override {
  std::string key;
  std::string text;

  bool operator==(const setting_override&) const = default;
};

/// How a command uses the env-file.
enum class env_file_use : std::uint8_t {
  /// WALLET_ADDRESS; a file that cannot be read is a problem.
  required,
  /// WALLET_ADDRESS; a file that cannot be read is a warning.
  optional,
  /// The file is not read.
  unused,
};

/// The configuration options of the command line.
struct config_request {
  /// `--config-file`. Without it `~/polybot/tracker.conf` is read if it exists.
  std::optional<std::string> config_file;
  std::vector<setting_override> overrides;
  env_file_use env_file = env_file_use::required;

  bool operator==(const config_request&) const = default;
};

/// All settings, or all problems, in the order of their lines.
using load_result = std::variant<settings, std::vector<config_problem>>;

/// Reads the configuration. A key's value comes from the command line, then the file,
/// then its default; the wallet, if tracker.wallets is empty, from WALLET_ADDRESS in the
/// environment, then in the env-file; the time zone, if tracker.timezone is "", from
/// `environment::zone`. No state is kept between calls: a running tracker calls it again
/// to reload.
load_result load_settings(const config_request& request, const environment& outside,
                          const file_reader& read = read_text_file);

} // namespace tracker
