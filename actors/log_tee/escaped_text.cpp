// SPDX-License-Identifier: MIT
#include "actors/log_tee/escaped_text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tracker {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

constexpr unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

/// What ends a JSON string or starts an escape in it.
constexpr bool is_json_special(unsigned char byte) {
  return byte == '"' || byte == '\\';
}

constexpr bool is_plain(unsigned char byte, escaping how) {
  return byte >= 0x20 && byte < 0x7F && !(how == escaping::json && is_json_special(byte));
}

/// Eight bytes in a machine word, to look at them together.
using eight_bytes = std::uint64_t;
constexpr eight_bytes each(unsigned char byte) {
  return byte * eight_bytes{0x0101010101010101};
}
/// Not 0 when one of the bytes is below `limit` (at most 0x80).
constexpr eight_bytes any_below(eight_bytes bytes, unsigned char limit) {
  return (bytes - each(limit)) & ~bytes & each(0x80);
}
constexpr eight_bytes any_equal(eight_bytes bytes, unsigned char value) {
  return any_below(bytes ^ each(value), 1);
}

constexpr bool are_plain(eight_bytes bytes, escaping how) {
  auto special = (bytes & each(0x80)) | any_below(bytes, 0x20) | any_equal(bytes, 0x7F);
  if (how == escaping::json)
    special |= any_equal(bytes, '"') | any_equal(bytes, '\\');
  return special == 0;
}

std::size_t plain_length(std::string_view text, escaping how) {
  std::size_t length = 0;
  eight_bytes bytes = 0;
  for (; text.size() - length >= sizeof bytes; length += sizeof bytes) {
    std::memcpy(&bytes, text.data() + length, sizeof bytes);
    if (!are_plain(bytes, how))
      break;
  }
  while (length < text.size() && is_plain(byte_at(text, length), how))
    ++length;
  return length;
}

/// The range the second byte of a character may have (Unicode 15, table 3-7).
struct byte_range {
  unsigned char low;
  unsigned char high;
};

constexpr byte_range second_byte(unsigned char lead) {
  switch (lead) {
  case 0xE0:
    return {0xA0, 0xBF};
  case 0xED:
    return {0x80, 0x9F};
  case 0xF0:
    return {0x90, 0xBF};
  case 0xF4:
    return {0x80, 0x8F};
  default:
    return {0x80, 0xBF};
  }
}

constexpr std::size_t announced_length(unsigned char lead) {
  if (lead < 0x80)
    return 1;
  if (lead >= 0xC2 && lead <= 0xDF)
    return 2;
  if (lead >= 0xE0 && lead <= 0xEF)
    return 3;
  if (lead >= 0xF0 && lead <= 0xF4)
    return 4;
  return 0;
}

/// Bytes of the character `text` begins with, 0 when it does not begin with one.
std::size_t character_length(std::string_view text) {
  const auto length = announced_length(byte_at(text, 0));
  if (length == 0 || length > text.size())
    return 0;
  if (length > 1) {
    const auto [low, high] = second_byte(byte_at(text, 0));
    if (byte_at(text, 1) < low || byte_at(text, 1) > high)
      return 0;
  }
  for (std::size_t i = 2; i < length; ++i)
    if ((byte_at(text, i) & 0xC0) != 0x80)
      return 0;
  return length;
}

/// The code point when `character` must not be printed as it is, 0 otherwise.
unsigned hidden_code_point(std::string_view character) {
  const unsigned lead = byte_at(character, 0);
  if (character.size() == 1)
    return lead;
  // C1 controls; some terminals obey them like ESC sequences.
  if (lead == 0xC2 && byte_at(character, 1) < 0xA0)
    return byte_at(character, 1);
  if (character == "\u2028")
    return 0x2028;
  if (character == "\u2029")
    return 0x2029;
  return 0;
}

void append_escape(std::string& out, unsigned code_point) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (code_point) {
  case '\n':
    out += "\\n";
    return;
  case '\r':
    out += "\\r";
    return;
  case '\t':
    out += "\\t";
    return;
  case '"':
    out += "\\\"";
    return;
  case '\\':
    out += "\\\\";
    return;
  default:
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
      out += digits[(code_point >> shift) & 0xF];
  }
}

} // namespace

void append_escaped(std::string& out, std::string_view text, escaping how) {
  for (;;) {
    const auto run = plain_length(text, how);
    out.append(text.data(), run);
    text.remove_prefix(run);
    if (text.empty())
      return;
    const auto length = character_length(text);
    const auto character = text.substr(0, length);
    if (length == 0)
      out += replacement;
    else if (const auto hidden = hidden_code_point(character);
             hidden != 0 || character[0] == '\0')
      append_escape(out, hidden);
    else
      out += character;
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

} // namespace tracker
