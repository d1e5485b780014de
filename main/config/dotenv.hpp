// SPDX-License-Identifier: MIT
// Env-files, `NAME=value` in each line, as shells and the dotenv libraries read them.
// Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// Names and their values. A repeated name has its last value, as in a shell.
using dotenv = std::map<std::string, std::string, std::less<>>;

/// An error of the file, or of the line of the wanted name. It quotes nothing of the
/// file, which may hold secrets.
struct dotenv_error {
  /// From 1.
  std::size_t line = 0;
  std::string reason;

  bool operator==(const dotenv_error&) const = default;
};

/// Returns the value of a variable of the process environment; empty: not set.
using variable_source = std::function<std::optional<std::string>(const std::string&)>;

/// A whole env-file.
struct dotenv_file {
  dotenv values;
  /// How many lines are not NAME=value (they belong to other programs), and the number of
  /// the first of them, from 1.
  std::size_t skipped = 0;
  std::size_t first_skipped = 0;
  /// Empty: the wanted name may be used if it has a value.
  std::optional<dotenv_error> error;
};

/// Reads a whole env-file, which may be shared with other programs:
///
///     # a comment, an empty line
///     export NAME=value      # `export` may precede it, a comment may follow
///     NAME='unchanged, also across lines'
///     NAME="with \n \r \t \" \\ \$ \`"
///     NAME=a#b               # `#` begins a comment only after a blank
///
/// CRLF is read as LF and a byte order mark is skipped. Only the line of the `wanted`
/// name must be of this form; any other line that is not is skipped and counted. In the
/// value of the wanted name `$NAME` and `${NAME}` are replaced, outside of single quotes,
/// by the value of an earlier line or else of the process environment (`variables`); a
/// variable that is not set is an error. All other values stay as written.
dotenv_file parse_dotenv(std::string_view text, std::string_view wanted,
                         const variable_source& variables = {});

} // namespace tracker
