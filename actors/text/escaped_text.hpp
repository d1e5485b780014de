// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tracker {

/// What else than control characters is escaped: nothing, or what ends a JSON string.
enum class escaping : std::uint8_t { line, json };

/// Appends `text` so that it can neither break a line nor steer a terminal: control
/// characters and line separators become `\n`, `\t`, `\u001b`…, each byte that is not
/// UTF-8 becomes U+FFFD. What is appended is valid UTF-8.
void append_escaped(std::string& out, std::string_view text, escaping how);

} // namespace tracker
