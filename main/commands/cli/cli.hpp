// SPDX-License-Identifier: MIT
// The command line. Pure: arguments in, the command to run or the text to print out.
#pragma once

#include "main/config/config.hpp"
#include "main/version.hpp"

#include <functional>
#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

struct command_line;

/// Exit code: failed while running.
inline constexpr int failure_code = 1;
/// Exit code: the command line or the configuration is wrong.
inline constexpr int wrong_usage_code = 2;

/// An option or a positional argument of a command, as help and completion show it.
struct option_row {
  /// `--from`; of a positional argument `SLUG`.
  std::string name;
  /// What stands behind `=`: `T`, `FILE`. Empty: a flag, or a positional argument.
  std::string value;
  std::string text;

  bool is_positional() const { return !name.starts_with('-'); }
};

/// One command of the program. What is not in the table of commands is not in the help
/// and not accepted.
struct command {
  /// `check`.
  std::string name;
  /// One line for the help.
  std::string summary;
  /// Returns the exit code.
  std::function<int(const command_line&)> run;
  /// True: the command parses what follows its name, `--help` included
  /// (cli_arguments.hpp). False: only the options of every command may follow.
  bool has_arguments = false;
  /// Null: none of its own.
  std::function<std::vector<option_row>()> options = nullptr;
  /// The words that its first positional argument may be, for completion.
  std::vector<std::string> words{};
};

/// A command line that is well-formed; its settings are not checked yet.
struct command_line {
  /// A row of the table.
  const command* chosen = nullptr;
  /// What follows the command's name, without the options of every command. Empty where
  /// it has no arguments.
  std::vector<std::string> arguments;
  config_request configuration;
};

/// Text to print instead of a run: help and version for standard output with exit code 0,
/// everything wrong with the command line for standard error with exit code 2.
struct cli_text {
  std::string text;
  int exit_code = 0;
};

using cli_result = std::variant<command_line, cli_text>;

/// Parses the arguments, the program's name not among them. The first of `commands` is
/// the default; they must outlive the result. `help [COMMAND]` and `version` are parsed
/// here and need no row.
cli_result parse_command_line(const std::vector<std::string>& arguments,
                              const std::vector<command>& commands);

/// The commands that have no row: `help` and `version`.
std::vector<command> built_in_commands();

/// The options of every command, without help and version.
std::vector<option_row> common_options();

/// Every setting with its default, purpose and allowed values: `--help-all`.
std::string settings_help();

/// `text` in lines of at most `width` columns, broken at spaces; a longer word has a line
/// of its own.
std::vector<std::string> wrap_words(const std::string& text, std::size_t width);

/// `  NAME VALUE  text`, a row each in two columns that fit 80 together.
std::string option_lines(const std::vector<option_row>& rows);

/// `performance_tracker: REASON`, and the help that lists what is allowed; `command` may
/// be empty.
cli_text wrong_usage(const std::string& reason, const std::string& command = {});

/// Prints `performance_tracker: REASON` and returns the exit code.
int print_failure(std::ostream& err, const std::string& reason,
                  int exit_code = failure_code);

/// Why an unknown option is refused: `unknown option --frm; did you mean --from?`
std::string unknown_option(const std::string& argument, std::vector<std::string> known);

} // namespace tracker
