// SPDX-License-Identifier: MIT
// Columns of text that line up, whatever script they are in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Columns that a terminal needs for `text`, UTF-8: two for wide characters (East Asian
/// ones, emoji), none for marks that combine with the one before. Each byte that is not
/// UTF-8 counts as one.
std::size_t display_width(std::string_view text);

/// Text that somebody else wrote, so that it can neither break a line nor steer a
/// terminal.
std::string one_line(const std::string& text);

/// What a piece of text says, for whoever can show colours.
enum class tone : std::uint8_t { plain, good, bad, doubtful, faint, title };

enum class alignment : std::uint8_t { left, right };

struct table_cell {
  std::string text;
  tone colour = tone::plain;
};

struct table_column {
  std::string title;
  alignment align = alignment::left;
  bool shown = true;
  /// Where there is no room, the column with the highest number is left out first; 0:
  /// never.
  int drop = 0;
  /// A text that may be cut to so many columns before any column is left out; 0: never.
  std::size_t min_width = 0;
};

/// `text`, coloured for a terminal.
std::string colour_text(const std::string& text, tone colour);

/// Cuts texts and leaves out columns until the table fits into `width` columns of a
/// terminal; 0: it may have any width. Returns the titles of the columns left out.
std::vector<std::string> fit_table(std::vector<table_column>& columns,
                                   std::vector<std::vector<table_cell>>& rows,
                                   std::size_t width);

/// A table as lines, two blanks between the columns and none at the ends of lines. A
/// column of which every cell is empty is left out, as is one that is not shown.
std::vector<std::string> layout_table(const std::vector<table_column>& columns,
                                      const std::vector<std::vector<table_cell>>& rows,
                                      bool colours);

} // namespace tracker
