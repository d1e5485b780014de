// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace tracker {

/// Bytes of the one UTF-8 character that `text`, not empty, begins with; 0: it begins
/// with none. Overlong forms, surrogates and what lies beyond U+10FFFF are none.
std::size_t utf8_length(std::string_view text);

/// The code point of one whole UTF-8 character.
char32_t utf8_code_point(std::string_view character);

} // namespace tracker
