// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tracker {

/// What is escaped besides control characters: nothing, or `"` and `\` for JSON strings.
enum class escaping : std::uint8_t { line, json };

/// Appends `text` to `out` with control characters and line separators escaped (`\n`,
/// `\t`, `\u001b`…), so that it cannot break a line or control a terminal. Each byte that
/// is not UTF-8 becomes U+FFFD, so what is appended is valid UTF-8.
void append_escaped(std::string& out, std::string_view text, escaping how);

/// `text` for the query of an address: `%` and two hex digits for each byte that is not
/// unreserved (RFC 3986).
std::string percent_encoded(std::string_view text);

/// Escapes untrusted text for the content and the quoted attributes of HTML and SVG:
/// `<`, `>`, `&` and quotes, control characters, and bytes that are not UTF-8.
std::string escape_markup(std::string_view text);

} // namespace tracker
