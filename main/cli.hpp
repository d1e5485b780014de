// SPDX-License-Identifier: MIT
// The command line. Pure: arguments in, what to do or what to print out.
#pragma once

#include "main/config.hpp"

#include <string>
#include <variant>
#include <vector>

namespace tracker {

enum class command : std::uint8_t { run, check };

/// A command line that is well-formed; its settings are not checked yet.
struct command_line {
  command what = command::run;
  config_request configuration;

  bool operator==(const command_line&) const = default;
};

/// Print this and end: help and version on standard output with exit code 0, everything
/// wrong with the command line on standard error with exit code 2.
struct cli_text {
  std::string text;
  int exit_code = 0;
};

using cli_result = std::variant<command_line, cli_text>;

/// Reads the arguments, the program's name not among them.
cli_result parse_command_line(const std::vector<std::string>& arguments);

/// `performance_tracker 0.1.0 "Silent Observer"`.
std::string version_text();

} // namespace tracker
