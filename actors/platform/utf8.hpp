// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tracker {

/// Bytes of the one UTF-8 character that `text`, not empty, begins with; 0: it begins
/// with none. Overlong forms, surrogates and what lies beyond U+10FFFF are none.
std::size_t utf8_length(std::string_view text);

/// Appends the UTF-8 form of a code point.
void append_utf8(std::string& to, std::uint32_t code_point);

} // namespace tracker
