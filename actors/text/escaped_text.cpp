// SPDX-License-Identifier: MIT
#include "actors/text/escaped_text.hpp"

#include "actors/text/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tracker {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

constexpr unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

/// Whether the byte ends a JSON string or starts an escape sequence.
constexpr bool is_json_special(unsigned char byte) {
  return byte == '"' || byte == '\\';
}

constexpr bool is_plain(unsigned char byte, escaping how) {
  return byte >= 0x20 && byte < 0x7F && !(how == escaping::json && is_json_special(byte));
}

/// Eight bytes in a machine word, to test them together.
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

/// Whether the character must be escaped.
constexpr bool needs_escape(char32_t code_point) {
  // C1 controls included: some terminals interpret them like ESC sequences.
  const bool is_control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
  return is_control || code_point == '"' || code_point == '\\' || code_point == 0x2028 ||
         code_point == 0x2029;
}

void append_escape(std::string& out, char32_t code_point) {
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
    const auto length = utf8_length(text);
    const auto character = text.substr(0, length);
    if (length == 0)
      out += replacement;
    else if (const auto code_point = utf8_code_point(character); needs_escape(code_point))
      append_escape(out, code_point);
    else
      out += character;
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

} // namespace tracker
