// SPDX-License-Identifier: MIT
// Env-files, `NAME=value` line by line, as shells and the dotenv libraries read them.
// Pure.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace tracker {

/// Names and their values. A name that comes twice has its last value, as in a shell.
using dotenv = std::map<std::string, std::string, std::less<>>;

/// Why a file is no dotenv file. Quotes none of it: it may hold secrets.
struct dotenv_error {
  /// From 1.
  std::size_t line = 0;
  std::string reason;

  bool operator==(const dotenv_error&) const = default;
};

/// Reads a whole env-file:
///
///     # a comment, an empty line
///     export NAME=value      # `export` may stand before it, a comment behind it
///     NAME='as it stands, also across lines'
///     NAME="with \n \r \t \" \\ \$ \`"
///     NAME=a#b               # `#` begins a comment only behind a blank
///
/// CRLF is read as LF and a byte order mark is skipped. Variables inside values are not
/// replaced.
std::variant<dotenv, dotenv_error> parse_dotenv(std::string_view text);

} // namespace tracker
