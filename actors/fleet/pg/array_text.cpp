// SPDX-License-Identifier: MIT
#include "actors/fleet/pg/array_text.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace tracker::pg {

namespace {

/// The number of bytes of the UTF-8 character at the begin of `text`; 0: it is not one.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(i < text.size() ? text[i] : '\0');
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const auto first = byte(0);
  if (first == 0)
    return 0;
  if (first < 0x80)
    return 1;
  if (first >= 0xc2 && first <= 0xdf)
    return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    // Overlong forms and surrogates are not characters.
    const bool valid =
        (first != 0xe0 || byte(1) >= 0xa0) && (first != 0xed || byte(1) <= 0x9f);
    return valid && continues(1) && continues(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const bool valid =
        (first != 0xf0 || byte(1) >= 0x90) && (first != 0xf4 || byte(1) <= 0x8f);
    return valid && continues(1) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

/// Calls `add(character)` for each character of `text`, with `?` for what is none.
template <class Add>
void each_character(std::string_view text, Add add) {
  while (!text.empty()) {
    const auto size = character_size(text);
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
  auto result = text_.empty() ? "{" : std::exchange(text_, {});
  text_.clear();
  return result + "}";
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
