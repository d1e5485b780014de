// SPDX-License-Identifier: MIT
#include "actors/text/escaped_text.hpp"

#include "actors/text/utf8.hpp"

#include <algorithm>
#include <cstddef>

namespace tracker {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// True for a byte that is printed as it is: printable ASCII that needs no escape.
constexpr bool is_plain(char c, escaping how) {
  return c >= ' ' && c <= '~' && !(how == escaping::json && (c == '"' || c == '\\'));
}

/// True for a code point that must not be printed as it is.
constexpr bool is_hidden(char32_t code_point) {
  // Some terminals obey C1 controls like ESC sequences.
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

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         c == '-' || c == '.' || c == '_' || c == '~';
}

} // namespace

void append_escaped(std::string& out, std::string_view text, escaping how) {
  for (;;) {
    const auto* special = std::find_if_not(text.begin(), text.end(),
                                           [=](char c) { return is_plain(c, how); });
    out.append(text.begin(), special);
    text.remove_prefix(static_cast<std::size_t>(special - text.begin()));
    if (text.empty())
      return;
    const auto length = utf8_length(text);
    const auto character = text.substr(0, length);
    if (length == 0)
      out += replacement;
    else if (const auto code_point = utf8_code_point(character); is_hidden(code_point))
      append_escape(out, code_point);
    else
      out += character;
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view upper_digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (is_unreserved(c)) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += upper_digits[byte >> 4U];
    result += upper_digits[byte & 15U];
  }
  return result;
}

std::string escape_markup(std::string_view text) {
  std::string line;
  append_escaped(line, text, escaping::line);
  std::string result;
  for (const char c : line)
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    case '\'':
      result += "&#39;";
      break;
    default:
      result += c;
    }
  return result;
}

} // namespace tracker
