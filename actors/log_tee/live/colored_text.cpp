// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/colored_text.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// Bytes of the amount that `text` begins with (`+$1,234.50`); 0: it begins with none.
std::size_t amount_length(std::string_view text) {
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-') || text[1] != '$' ||
      text[2] < '0' || text[2] > '9')
    return 0;
  const auto end = text.find_first_not_of("0123456789.,", 2);
  auto length = std::min(end, text.size());
  while (text[length - 1] == '.' || text[length - 1] == ',')
    --length;
  return length;
}

} // namespace

void append_colored(std::string& output, std::string_view text, std::string_view color) {
  if (color.empty() || text.empty()) {
    output += text;
    return;
  }
  output.append("\x1b[").append(color).append("m").append(text).append("\x1b[0m");
}

void append_amounts_colored(std::string& output, std::string_view text,
                            std::string_view color) {
  while (!text.empty()) {
    auto start = std::size_t{0};
    auto length = std::size_t{0};
    while (start < text.size() && (length = amount_length(text.substr(start))) == 0)
      ++start;
    append_colored(output, text.substr(0, start), color);
    if (length == 0)
      return;
    append_colored(output, text.substr(start, length),
                   text[start] == '+' ? sgr::gain : sgr::loss);
    text.remove_prefix(start + length);
  }
}

std::string_view color_of(log_level level) {
  switch (level) {
  case log_level::warn:
    return sgr::warning;
  case log_level::error:
    return sgr::error;
  case log_level::trace:
  case log_level::debug:
    return sgr::faint;
  case log_level::info:
    return {};
  }
  return {};
}

} // namespace tracker
