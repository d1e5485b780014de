// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace tracker {

/// The mark that some programs write at the beginning of a UTF-8 file, and that
/// spreadsheets need there.
inline constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// Length in bytes of the UTF-8 character at the start of `text`, which must not be
/// empty. 0 when the first bytes are not valid UTF-8: overlong forms, surrogates and code
/// points beyond U+10FFFF are not.
std::size_t utf8_length(std::string_view text);

/// Whether all of `text` is valid UTF-8.
bool is_utf8(std::string_view text);

/// The code point of one complete, valid UTF-8 character.
char32_t utf8_code_point(std::string_view character);

} // namespace tracker
