// SPDX-License-Identifier: MIT
// Aligned text columns for any script.
#pragma once

#include "actors/text/display_width.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Escapes untrusted text so that it cannot break a line or control the terminal.
std::string one_line(const std::string& text);

/// The meaning of a text, shown as a colour on a terminal.
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
  /// When the table is too wide, the column with the highest number is dropped first; 0:
  /// never.
  int drop = 0;
  /// Texts may be cut to this width before any column is dropped; 0: never.
  std::size_t min_width = 0;
};

/// `text`, coloured for a terminal.
std::string colour_text(const std::string& text, tone colour);

/// Cuts texts and drops columns until the table fits into `width` terminal columns; 0:
/// any width. Returns the titles of the dropped columns.
std::vector<std::string> fit_table(std::vector<table_column>& columns,
                                   std::vector<std::vector<table_cell>>& rows,
                                   std::size_t width);

/// Formats a table as lines, with two blanks between columns and none at line ends. Empty
/// columns and those not `shown` are left out.
std::vector<std::string> layout_table(const std::vector<table_column>& columns,
                                      const std::vector<std::vector<table_cell>>& rows,
                                      bool colours);

} // namespace tracker
