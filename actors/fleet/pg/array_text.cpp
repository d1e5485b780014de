// SPDX-License-Identifier: MIT
#include "actors/fleet/pg/array_text.hpp"

#include "actors/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace tracker::pg {

namespace {

/// The number of leading bytes that arrays and COPY take as they are.
std::size_t plain_length(std::string_view text) {
  const auto* end = std::find_if(text.begin(), text.end(), [](char c) {
    return c < ' ' || c > '~' || c == '"' || c == '\\';
  });
  return static_cast<std::size_t>(end - text.begin());
}

/// Calls `add(part)` for runs of plain characters and for each other character of `text`,
/// with `?` for NUL and for bytes that are not UTF-8.
template <class Add>
void each_part(std::string_view text, Add add) {
  while (!text.empty()) {
    auto size = plain_length(text);
    if (size == 0 && text.front() != '\0')
      size = utf8_length(text);
    add(size == 0 ? std::string_view{"?"} : text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

void append_number(std::string& text, std::int64_t value) {
  std::array<char, 24> digits{};
  const auto [end, failed] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text.append(digits.data(), end);
}

} // namespace

void array_text::add(std::int64_t value) {
  separate();
  append_number(text_, value);
}

void array_text::add(std::string_view value) {
  separate();
  text_ += '"';
  each_part(value, [this](std::string_view part) {
    if (part == "\"" || part == "\\")
      text_ += '\\';
    text_ += part;
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

void copy_text::add(std::int64_t value) {
  separate();
  append_number(lines_, value);
}

void copy_text::add(std::string_view value) {
  separate();
  each_part(value, [this](std::string_view part) {
    switch (part.front()) {
    case '\\':
      lines_ += "\\\\";
      break;
    case '\t':
      lines_ += "\\t";
      break;
    case '\n':
      lines_ += "\\n";
      break;
    case '\r':
      lines_ += "\\r";
      break;
    default:
      lines_ += part;
    }
  });
}

void copy_text::add_null() {
  separate();
  lines_ += "\\N";
}

void copy_text::end_row() {
  lines_ += '\n';
  in_row_ = false;
}

void copy_text::separate() {
  if (std::exchange(in_row_, true))
    lines_ += '\t';
}

} // namespace tracker::pg
