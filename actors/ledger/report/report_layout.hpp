// SPDX-License-Identifier: MIT
// Columns of text that line up, whatever script they are in.
#pragma once

#include "actors/text/display_width.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Text that somebody else wrote, so that it can neither break a line nor steer a
/// terminal.
std::string one_line(const std::string& text);

/// What a piece of text says, for whoever can show colours.
enum class tone : std::uint8_t { plain, good, bad, doubtful, faint, title };

enum class alignment : std::uint8_t { left, right };

struct table_cell {
  std::string text;
  tone as = tone::plain;
};

struct table_column {
  std::string title;
  alignment align = alignment::left;
  bool shown = true;
  /// Where there is no room, the column with the highest number is left out first; 0:
  /// never.
  int drop = 0;
  /// A text that may be cut to so many columns before any column is left out; 0: never.
  std::size_t least = 0;
};

/// `text`, coloured for a terminal.
std::string painted(const std::string& text, tone as);

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
