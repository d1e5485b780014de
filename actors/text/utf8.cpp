// SPDX-License-Identifier: MIT
#include "actors/text/utf8.hpp"

#include <utf8.h>

#include <algorithm>

namespace tracker {

std::size_t utf8_length(std::string_view text) {
  constexpr std::size_t longest = 4;
  for (std::size_t length = 1; length <= std::min(text.size(), longest); ++length)
    if (utf8::is_valid(text.substr(0, length)))
      return length;
  return 0;
}

bool is_utf8(std::string_view text) {
  return utf8::is_valid(text);
}

char32_t utf8_code_point(std::string_view character) {
  return utf8::unchecked::peek_next(character.begin());
}

} // namespace tracker
