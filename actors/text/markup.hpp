// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace tracker {

/// Escapes untrusted text for the content and the quoted attributes of HTML and SVG:
/// `<`, `>`, `&` and quotes, control characters, and bytes that are not UTF-8.
std::string escape_markup(std::string_view text);

} // namespace tracker
