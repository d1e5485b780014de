// SPDX-License-Identifier: MIT
#include "actors/text/utf8.hpp"

#include <algorithm>
#include <array>

namespace tracker {

namespace {

/// A form of a multi-byte character: the range of its lead byte, the range of its second
/// byte, and the number of bytes after the lead.
struct utf8_form {
  unsigned char first_lead;
  unsigned char last_lead;
  unsigned char lowest_second;
  unsigned char highest_second;
  std::size_t following;
};

// RFC 3629, section 4.
constexpr std::array<utf8_form, 8> utf8_forms{{
    {0xC2, 0xDF, 0x80, 0xBF, 1},
    {0xE0, 0xE0, 0xA0, 0xBF, 2},
    {0xE1, 0xEC, 0x80, 0xBF, 2},
    {0xED, 0xED, 0x80, 0x9F, 2},
    {0xEE, 0xEF, 0x80, 0xBF, 2},
    {0xF0, 0xF0, 0x90, 0xBF, 3},
    {0xF1, 0xF3, 0x80, 0xBF, 3},
    {0xF4, 0xF4, 0x80, 0x8F, 3},
}};

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

} // namespace

std::size_t utf8_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80)
    return 1;
  const auto* form =
      std::find_if(utf8_forms.begin(), utf8_forms.end(), [&](const utf8_form& range) {
        return lead >= range.first_lead && lead <= range.last_lead;
      });
  if (form == utf8_forms.end() || text.size() <= form->following)
    return 0;
  const auto following = text.substr(1, form->following);
  const auto second = static_cast<unsigned char>(following.front());
  const bool whole = second >= form->lowest_second && second <= form->highest_second &&
                     std::all_of(following.begin(), following.end(), is_continuation);
  return whole ? 1 + form->following : 0;
}

char32_t utf8_code_point(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  // The lead byte starts with as many 1 bits as the character has bytes, then a 0.
  char32_t result = character.size() == 1 ? lead : lead & (0x7FU >> character.size());
  for (const char c : character.substr(1))
    result = (result << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  return result;
}

} // namespace tracker
