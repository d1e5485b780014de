// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace tracker {

/// The length in bytes of the UTF-8 character at the start of `text`, which must not be
/// empty; 0: the bytes are not a valid character. Overlong forms, surrogates and code
/// points above U+10FFFF are not valid.
std::size_t utf8_length(std::string_view text);

/// The code point of one whole UTF-8 character.
char32_t utf8_code_point(std::string_view character);

} // namespace tracker
