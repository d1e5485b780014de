// SPDX-License-Identifier: MIT
#include "actors/text/markup.hpp"

#include "actors/text/escaped_text.hpp"

namespace tracker {

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
