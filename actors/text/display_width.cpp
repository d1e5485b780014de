// SPDX-License-Identifier: MIT
#include "actors/text/display_width.hpp"

#include "actors/text/utf8.hpp"

#include <algorithm>
#include <array>

namespace tracker {

namespace {

struct code_points {
  char32_t first;
  char32_t last;
};

// Unicode 15: combining marks, joiners and variation selectors of the scripts that names
// are written in, and the East Asian Wide and Fullwidth blocks.
constexpr std::array<code_points, 11> zero_width{{
    {0x0300, 0x036F},
    {0x0483, 0x0489},
    {0x0591, 0x05BD},
    {0x064B, 0x065F},
    {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E},
    {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF},
    {0x200B, 0x200F},
    {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F},
}};
constexpr std::array<code_points, 12> wide{{
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x23E9, 0x23EC},
    {0x2E80, 0x303E},
    {0x3041, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0x1F300, 0x1FAFF},
    {0x20000, 0x3FFFD},
}};

template <std::size_t N>
bool is_in(const std::array<code_points, N>& ranges, char32_t point) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const code_points& each) {
    return each.first <= point && point <= each.last;
  });
}

std::size_t character_width(char32_t point) {
  if (is_in(zero_width, point))
    return 0;
  return is_in(wide, point) ? 2 : 1;
}

} // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto length = utf8_length(text);
    width += length == 0 ? 1 : character_width(utf8_code_point(text.substr(0, length)));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return width;
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, display_width(text)), ' ');
}

std::string cut_text(std::string_view text, std::size_t width, std::string_view mark) {
  if (display_width(text) <= width)
    return std::string{text};
  std::string result;
  const auto end_width = display_width(mark);
  std::size_t used = 0;
  while (!text.empty()) {
    const auto length = std::max<std::size_t>(utf8_length(text), 1);
    const auto next = display_width(text.substr(0, length));
    if (used + next + end_width > width)
      break;
    used += next;
    result += text.substr(0, length);
    text.remove_prefix(length);
  }
  return result.append(mark);
}

std::string to_ascii(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto length = std::max<std::size_t>(utf8_length(text), 1);
    const auto character = text.substr(0, length);
    if (length == 1)
      result += static_cast<unsigned char>(text.front()) < 0x80 ? text.front() : '?';
    else if (character == "…")
      result += "...";
    else if (character == "█")
      result += '#';
    else if (character == "░")
      result += '.';
    else if (character == "–" || character == "—" || character == "−")
      result += '-';
    else
      result += '?';
    text.remove_prefix(length);
  }
  return result;
}

} // namespace tracker
