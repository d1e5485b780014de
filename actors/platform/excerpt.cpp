// SPDX-License-Identifier: MIT
#include "actors/platform/excerpt.hpp"

#include "actors/platform/ids.hpp"
#include "actors/text/utf8.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// Blanks and control characters (C0, DEL, C1), line separators included.
bool is_blank(char32_t code) {
  return code <= 0x20 || (code >= 0x7f && code <= 0xa0) || code == 0x2028 ||
         code == 0x2029;
}

/// Characters that are invisible or change the text direction of others.
bool is_invisible(char32_t code) {
  return code == 0xad || code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
         (code >= 0xfe00 && code <= 0xfe0f) || code == 0xfeff ||
         (code >= 0xfff0 && code <= 0xfffb) || (code & 0xfffeU) == 0xfffeU ||
         (code >= 0xe0000 && code <= 0xe0fff);
}

} // namespace

std::string excerpt(std::string_view foreign) {
  constexpr std::string_view ellipsis = "…";
  // Much more than an excerpt has, so that no address is cut before it is masked.
  constexpr std::size_t read_at_most = 16'384;
  const auto masked = mask_addresses(foreign.substr(0, read_at_most));
  std::string_view bytes{masked};
  std::string text;
  std::size_t length = 0;
  // End of the last character that leaves room for the ellipsis.
  std::size_t cut_at = 0;
  auto blank_due = false;
  while (!bytes.empty()) {
    const auto size = utf8_length(bytes);
    const auto character = size == 0 ? std::string_view{"?"} : bytes.substr(0, size);
    const auto code = utf8_code_point(character);
    bytes.remove_prefix(std::max<std::size_t>(size, 1));
    if (is_invisible(code))
      continue;
    if (is_blank(code)) {
      blank_due = !text.empty();
      continue;
    }
    const std::size_t wanted = blank_due ? 2 : 1;
    if (length + wanted > excerpt_length) {
      text.resize(cut_at);
      return text.append(ellipsis);
    }
    if (blank_due)
      text += ' ';
    blank_due = false;
    text += character;
    length += wanted;
    if (length < excerpt_length)
      cut_at = text.size();
  }
  return text;
}

} // namespace tracker
