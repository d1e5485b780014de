// SPDX-License-Identifier: MIT
#include "actors/fleet/pg/array_text.hpp"

#include "actors/text/utf8.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace tracker::pg {

namespace {

/// Calls `add(character)` for each character of `text`, with `?` for NUL and for bytes
/// that are not UTF-8.
template <class Add>
void each_character(std::string_view text, Add add) {
  while (!text.empty()) {
    const auto size = text.front() == '\0' ? 0 : utf8_length(text);
    add(size == 0 ? std::string_view{"?"} : text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

} // namespace

void array_text::add(std::int64_t value) {
  separate();
  std::array<char, 24> digits{};
  const auto [end, failed] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text_.append(digits.data(), end);
}

void array_text::add(std::string_view value) {
  separate();
  text_ += '"';
  each_character(value, [this](std::string_view character) {
    if (character == "\"" || character == "\\")
      text_ += '\\';
    text_ += character;
  });
  text_ += '"';
}

void array_text::add_null() {
  separate();
  text_ += "NULL";
}

std::string array_text::take() {
  return (text_.empty() ? "{" : std::exchange(text_, {})) + "}";
}

void add_copy_text(std::string& line, std::string_view value) {
  each_character(value, [&](std::string_view character) {
    switch (character.front()) {
    case '\\':
      line += "\\\\";
      break;
    case '\t':
      line += "\\t";
      break;
    case '\n':
      line += "\\n";
      break;
    case '\r':
      line += "\\r";
      break;
    default:
      line += character;
    }
  });
}

} // namespace tracker::pg
