// SPDX-License-Identifier: MIT
// Validating and escaping untrusted text.
#pragma once

#include "actors/text/ascii.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// The largest configuration or env-file that is read, in bytes.
constexpr std::size_t max_config_size = 1U << 20;

/// Line, from 1, of the first byte that is not text: a control character other than tab,
/// carriage return and line feed, or ill-formed UTF-8. Empty if all bytes are text.
std::optional<std::size_t> find_binary(std::string_view bytes);

/// `bytes` for a message: control characters and ill-formed UTF-8 as `\x1b`, cut after
/// 60 characters.
std::string printable(std::string_view bytes);

/// A name that the user has written, for a message. It may be a secret in a wrong place:
/// of a name with more than 40 characters, or others than a-z, 0-9, `-`, `_` and `.`
/// behind the first letter, only the length is shown.
std::string shown_name(std::string_view name);

/// `printable` of a value as written, with the names of its members as above.
std::string shown_value(std::string_view raw);

/// `text` without spaces and tabs around it.
std::string_view trim(std::string_view text);

/// `text` with LF in place of CRLF. A carriage return without a line feed stays.
std::string with_unix_lines(std::string_view text);

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

} // namespace tracker
