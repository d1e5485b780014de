// SPDX-License-Identifier: MIT
#include "main/config/syntax/config_bytes.hpp"

#include "actors/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tracker {

namespace {

constexpr std::size_t shown_characters = 60;
constexpr std::size_t longest_shown_name = 40;

bool may_be_in_name(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_' || c == '.';
}

/// A capital may be the first character alone.
bool is_plausible_name(std::string_view name) {
  const auto rest = name.substr(!name.empty() && is_letter(name.front()) ? 1 : 0);
  return name.size() <= longest_shown_name &&
         std::all_of(rest.begin(), rest.end(), may_be_in_name);
}

bool is_printable(char32_t code_point) {
  return code_point >= 0x20 && (code_point < 0x7f || code_point >= 0xa0);
}

/// Bytes of the printable character at the beginning of `bytes`; 0: not printable.
std::size_t character_length(std::string_view bytes) {
  const auto length = utf8_length(bytes);
  return length > 0 && is_printable(utf8_code_point(bytes.substr(0, length))) ? length
                                                                              : 0;
}

/// Printable ASCII, the common case.
bool is_plain(char c) {
  return c >= ' ' && c <= '~';
}

bool is_layout(char c) {
  return c == '\t' || c == '\r' || c == '\n';
}

std::string escaped(char c) {
  std::array<char, 5> text{};
  std::snprintf(text.data(), text.size(), "\\x%02x",
                static_cast<unsigned>(static_cast<unsigned char>(c)));
  return text.data();
}

} // namespace

std::optional<std::size_t> find_binary(std::string_view bytes) {
  std::size_t position = 0;
  while (position < bytes.size()) {
    const bool plain = is_plain(bytes[position]) || is_layout(bytes[position]);
    const auto length = plain ? 1 : character_length(bytes.substr(position));
    if (length == 0) {
      const auto before = bytes.substr(0, position);
      return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    }
    position += length;
  }
  return std::nullopt;
}

std::string printable(std::string_view bytes) {
  std::string result;
  for (std::size_t shown = 0; !bytes.empty(); ++shown) {
    if (shown == shown_characters)
      return result + "…";
    const auto length = character_length(bytes);
    result += length == 0 ? escaped(bytes.front()) : std::string{bytes.substr(0, length)};
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

std::string shown_name(std::string_view name) {
  return is_plausible_name(name)
             ? std::string{name}
             : "(a name of " + std::to_string(name.size()) + " characters)";
}

std::string shown_value(std::string_view raw) {
  const auto is_part = [](char c) { return is_letter(c) || may_be_in_name(c); };
  std::string result;
  while (!raw.empty()) {
    const auto* end = std::find_if_not(raw.begin(), raw.end(), is_part);
    const auto word = raw.substr(0, static_cast<std::size_t>(end - raw.begin()));
    raw.remove_prefix(word.size());
    const auto next = raw.find_first_not_of(" \t");
    const bool is_name = next != std::string_view::npos && raw[next] == '=';
    result += is_name ? shown_name(word) : std::string{word};
    if (!raw.empty()) {
      result += raw.front();
      raw.remove_prefix(1);
    }
  }
  return printable(result);
}

std::string with_unix_lines(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || text.substr(i + 1, 1) != "\n")
      result += text[i];
  return result;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

} // namespace tracker
