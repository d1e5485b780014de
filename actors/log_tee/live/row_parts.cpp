// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/row_parts.hpp"

#include "actors/text/display_width.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tracker {

namespace {

std::string count_text(std::size_t count) {
  return fmt::format("+{}", count);
}

/// `271` of `271.1`, `14` of `14.0`, `7.5` of itself.
std::string brief_size(std::string_view size) {
  const auto point = size.find('.');
  std::uint64_t whole = 0;
  std::from_chars(size.data(), size.data() + std::min(point, size.size()), whole);
  if (point == std::string_view::npos || size.substr(point) == ".0")
    return std::string{size.substr(0, point)};
  if (whole < 100)
    return std::string{size};
  return std::to_string(whole + (size[point + 1] >= '5' ? 1 : 0));
}

/// `U271@.48` of the side `UP` and what is held of it, `271.1@0.48`.
std::string brief_side(std::string_view side, std::string_view held, bool with_entry) {
  const auto sign = held.find('@');
  std::string text{side.substr(0, 1)};
  text += brief_size(held.substr(0, sign));
  if (!with_entry || sign == std::string_view::npos)
    return text;
  auto entry = held.substr(sign + 1);
  if (entry.starts_with("0."))
    entry.remove_prefix(1);
  return text.append("@").append(entry);
}

} // namespace

std::vector<std::string> split_parts(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + separator.size(), text.size()));
  }
  return parts;
}

std::string bar_of(std::int64_t left, std::int64_t total, std::size_t cells) {
  if (total <= 0)
    return std::string(cells, ' ');
  const auto width = static_cast<std::int64_t>(cells);
  const auto full =
      std::clamp<std::int64_t>((left * width + total - 1) / total, 0, width);
  std::string bar;
  for (std::int64_t i = 0; i < width; ++i)
    bar += i < full ? "█" : "░";
  return bar;
}

std::string time_left_text(std::int64_t seconds) {
  if (seconds < 1000)
    return fmt::format("{}s", seconds);
  const auto minutes = seconds / 60;
  return minutes < 100 ? fmt::format("{}m", minutes)
                       : fmt::format("{}h{:02}m", minutes / 60, minutes % 60);
}

std::string without_updown(std::string text) {
  constexpr std::string_view infix = "-updown";
  if (const auto begin = text.find(infix); begin != std::string::npos)
    text.erase(begin, infix.size());
  return text;
}

std::string shorten_position(const std::string& position, position_form form) {
  if (form == position_form::full)
    return position;
  const auto words = split_parts(position, " ");
  const auto is_side = [&](std::size_t index) {
    return (words[index] == "UP" || words[index] == "DN") && index + 1 < words.size() &&
           words[index + 1].find_first_not_of("0123456789.@") == std::string::npos;
  };
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += text.empty() ? "" : " ";
    if (is_side(i)) {
      text += brief_side(words[i], words[i + 1], form == position_form::brief);
      ++i;
    } else {
      text += words[i];
    }
  }
  return text;
}

wrapped_items wrap_items(const std::vector<std::string>& items, std::size_t first_width,
                         std::size_t next_width, std::size_t most,
                         std::string_view separator) {
  wrapped_items result{std::vector<std::string>(1), 0};
  auto& rows = result.rows;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto fits = [&](bool last_row) {
      const auto width = rows.size() == 1 ? first_width : next_width;
      const auto used =
          rows.back().empty() ? 0 : display_width(rows.back()) + separator.size();
      const auto left = items.size() - i - 1;
      const auto reserved =
          last_row && left > 0 ? display_width(count_text(left)) + 1 : 0;
      return used + display_width(items[i]) + reserved <= width;
    };
    const auto is_last = [&] { return rows.size() >= most; };
    if (!fits(is_last()) && !is_last())
      rows.emplace_back();
    if (fits(is_last())) {
      rows.back().append(rows.back().empty() ? "" : separator).append(items[i]);
      continue;
    }
    const auto width = rows.size() == 1 ? first_width : next_width;
    result.left_out = items.size() - i;
    const auto used = rows.back().empty() ? 0 : display_width(rows.back()) + 1;
    if (used + display_width(count_text(result.left_out)) <= width)
      rows.back() += (rows.back().empty() ? "" : " ") + count_text(result.left_out);
    return result;
  }
  return result;
}

} // namespace tracker
