// SPDX-License-Identifier: MIT
// The command line. Pure: arguments in, what to do or what to print out.
#pragma once

#include "main/config/config.hpp"
#include "main/version.hpp"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

struct command_line;

/// One command of the program. What is not in the table of commands is not in the help
/// and not accepted.
struct command {
  /// `check`.
  std::string name;
  /// One line for the help.
  std::string summary;
  /// Returns the exit code.
  std::function<int(const command_line&)> run;
  /// True: what follows its name it reads itself, `--help` too (cli_arguments.hpp).
  /// False: nothing may follow but the options of every command.
  bool has_arguments = false;
};

/// A command line that is well-formed; its settings are not checked yet.
struct command_line {
  /// A row of the table.
  const command* what = nullptr;
  /// What follows the command's name, without the options of every command. Empty where
  /// it has no arguments.
  std::vector<std::string> arguments;
  config_request configuration;
};

/// Print this and end: help and version on standard output with exit code 0, everything
/// wrong with the command line on standard error with exit code 2.
struct cli_text {
  std::string text;
  int exit_code = 0;
};

using cli_result = std::variant<command_line, cli_text>;

/// Reads the arguments, the program's name not among them. The first of `commands` is the
/// one that is meant when none is named; they must outlive the result.
cli_result parse_command_line(const std::vector<std::string>& arguments,
                              const std::vector<command>& commands);

/// Help on the options of every command.
std::string common_options_help();

/// `performance_tracker: REASON`, and whose help to ask for; `command` may be empty.
cli_text wrong_usage(const std::string& reason, const std::string& command = {});

/// What is wrong with an option that nobody knows: `there is no option --frm; did you
/// mean --from?`
std::string unknown_option(const std::string& argument, std::vector<std::string> known);

} // namespace tracker
