// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tracker {

/// The target of the escaping. `json` also escapes quotes and backslashes everywhere.
enum class escaping : std::uint8_t { line, json };

/// Appends `text` so that it can neither break a line nor control a terminal: control
/// characters and line separators become `\n`, `\t`, `\u001b`…, each byte that is not
/// UTF-8 becomes U+FFFD. The appended text is valid UTF-8.
void append_escaped(std::string& out, std::string_view text, escaping how);

} // namespace tracker
