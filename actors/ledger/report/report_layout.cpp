// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_layout.hpp"

#include "actors/text/escaped_text.hpp"
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
bool is_in_ranges(const std::array<code_points, N>& ranges, char32_t point) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const code_points& each) {
    return each.first <= point && point <= each.last;
  });
}

std::size_t character_width(char32_t point) {
  if (is_in_ranges(zero_width, point))
    return 0;
  return is_in_ranges(wide, point) ? 2 : 1;
}

std::vector<std::size_t> column_widths(const std::vector<table_column>& columns,
                                       const std::vector<std::vector<table_cell>>& rows) {
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!columns[i].shown)
      widths[i] = 0;
    else if (widths[i] > 0 || rows.empty())
      widths[i] = std::max(widths[i], display_width(columns[i].title));
  return widths;
}

constexpr const char* gap = "  ";

std::size_t table_width(const std::vector<std::size_t>& widths) {
  std::size_t sum = 0;
  std::size_t shown = 0;
  for (const auto width : widths)
    if (width > 0) {
      sum += width;
      ++shown;
    }
  return shown == 0 ? 0 : sum + 2 * (shown - 1);
}

std::size_t index_of(const std::vector<table_column>& columns,
                     const table_column& column) {
  return static_cast<std::size_t>(&column - columns.data());
}

/// The order in which columns are dropped; 0: never, or not shown.
int drop_rank(const table_column& column, std::size_t width) {
  return width == 0 ? 0 : column.drop;
}

/// Cuts `text` to at most `width` (1 or more) columns and marks the cut with `…`.
std::string cut_text(std::string_view text, std::size_t width) {
  if (display_width(text) <= width)
    return std::string{text};
  std::string result;
  std::size_t used = 0;
  while (!text.empty()) {
    const auto length = std::max<std::size_t>(utf8_length(text), 1);
    const auto next = display_width(text.substr(0, length));
    if (used + next + 1 > width)
      break;
    used += next;
    result += text.substr(0, length);
    text.remove_prefix(length);
  }
  return result + "…";
}

/// Narrows the first column that may be cut by at most `excess`. False when no column may
/// be cut.
bool cut_texts(const std::vector<table_column>& columns,
               std::vector<std::vector<table_cell>>& rows,
               std::vector<std::size_t>& widths, std::size_t excess) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto min_width =
        std::max(columns[i].min_width, display_width(columns[i].title));
    if (columns[i].min_width == 0 || widths[i] <= min_width)
      continue;
    const auto wanted = std::max(min_width, widths[i] - std::min(excess, widths[i]));
    for (auto& row : rows)
      row[i].text = cut_text(row[i].text, wanted);
    widths[i] = wanted;
    return true;
  }
  return false;
}

/// Builds one line of the table. Holds back blanks until a text follows.
class line_builder {
public:
  explicit line_builder(bool colours) : colours_{colours} {}

  void add(const table_cell& cell, std::size_t width, alignment align) {
    const std::string blanks(width - display_width(cell.text), ' ');
    if (!first_)
      pending_ += gap;
    first_ = false;
    if (align == alignment::right)
      pending_ += blanks;
    if (!cell.text.empty()) {
      line_ += pending_ + (colours_ ? colour_text(cell.text, cell.colour) : cell.text);
      pending_.clear();
    }
    if (align == alignment::left)
      pending_ += blanks;
  }
  const std::string& line() const { return line_; }

private:
  bool colours_;
  bool first_ = true;
  std::string line_;
  std::string pending_;
};

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

std::string one_line(const std::string& text) {
  std::string result;
  append_escaped(result, text, escaping::line);
  return result;
}

std::string colour_text(const std::string& text, tone colour) {
  const char* code = nullptr;
  switch (colour) {
  case tone::plain:
    return text;
  case tone::good:
    code = "32";
    break;
  case tone::bad:
    code = "31";
    break;
  case tone::doubtful:
    code = "33";
    break;
  case tone::faint:
    code = "2";
    break;
  case tone::title:
    code = "1";
    break;
  }
  return std::string{"\x1b["} + code + 'm' + text + "\x1b[0m";
}

std::vector<std::string> fit_table(std::vector<table_column>& columns,
                                   std::vector<std::vector<table_cell>>& rows,
                                   std::size_t width) {
  std::vector<std::string> dropped;
  auto widths = column_widths(columns, rows);
  while (width > 0 && table_width(widths) > width) {
    if (cut_texts(columns, rows, widths, table_width(widths) - width))
      continue;
    auto* first =
        &*std::max_element(columns.begin(), columns.end(),
                           [&](const table_column& left, const table_column& right) {
                             return drop_rank(left, widths[index_of(columns, left)]) <
                                    drop_rank(right, widths[index_of(columns, right)]);
                           });
    if (drop_rank(*first, widths[index_of(columns, *first)]) == 0)
      break;
    first->shown = false;
    widths[index_of(columns, *first)] = 0;
    dropped.push_back(first->title);
  }
  return dropped;
}

std::vector<std::string> layout_table(const std::vector<table_column>& columns,
                                      const std::vector<std::vector<table_cell>>& rows,
                                      bool colours) {
  const auto widths = column_widths(columns, rows);
  const auto line = [&](const std::vector<table_cell>& cells) {
    line_builder builder{colours};
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (widths[i] > 0)
        builder.add(cells[i], widths[i], columns[i].align);
    return builder.line();
  };
  std::vector<table_cell> titles;
  titles.reserve(columns.size());
  for (const auto& column : columns)
    titles.push_back({column.title, tone::title});
  std::vector<std::string> lines{line(titles)};
  lines.reserve(rows.size() + 1);
  for (const auto& row : rows)
    lines.push_back(line(row));
  return lines;
}

} // namespace tracker
