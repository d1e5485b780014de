// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/scroll_region.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

constexpr std::string_view save_cursor = "\x1b"
                                         "7";
constexpr std::string_view restore_cursor = "\x1b"
                                            "8";
/// Down one row; at the end of the region it scrolls. A line feed would count as the end
/// of a log line.
constexpr std::string_view index_down = "\x1b"
                                        "D";
constexpr std::string_view erase_below = "\x1b[J";
constexpr std::string_view reset_region = "\x1b[r";

std::string region_above(terminal_size size, std::size_t table_rows) {
  return fmt::format("\x1b[1;{}r", size.rows - table_rows);
}

} // namespace

std::string scroll_region::reserve(terminal_size size, std::size_t table_rows) {
  size_ = size;
  table_rows_ = table_rows;
  std::string bytes;
  for (std::size_t i = 0; i < table_rows; ++i)
    bytes += index_down;
  bytes += fmt::format("\x1b[{}A", table_rows);
  // Setting the region moves the cursor.
  bytes += save_cursor;
  bytes += region_above(size, table_rows);
  bytes += restore_cursor;
  return bytes;
}

std::string scroll_region::enter(terminal_size size, std::size_t table_rows) {
  fresh_ = true;
  return std::string{erase_below} + reserve(size, table_rows);
}

std::string scroll_region::resize(terminal_size size, std::size_t table_rows) {
  std::string bytes;
  bytes += save_cursor;
  bytes += reset_region;
  bytes += restore_cursor;
  // Rows of the table that the terminal has moved or wrapped are below the cursor.
  bytes += '\r';
  bytes += index_down;
  bytes += erase_below;
  bytes += "\x1b[A";
  return bytes + reserve(size, table_rows);
}

std::string scroll_region::append(std::string_view line) {
  std::string bytes{fresh_ ? "" : "\r\n"};
  fresh_ = false;
  bytes += line;
  return bytes;
}

std::string scroll_region::draw(const std::vector<std::string>& rows) const {
  std::string bytes{save_cursor};
  bytes += "\x1b[?25l\x1b[?7l";
  bytes += region_above(size_, table_rows_);
  for (std::size_t i = 0; i < table_rows_; ++i) {
    bytes += fmt::format("\x1b[{};1H\x1b[2K", size_.rows - table_rows_ + 1 + i);
    if (i < rows.size())
      bytes += rows[i];
  }
  bytes += "\x1b[?7h";
  bytes += restore_cursor;
  bytes += "\x1b[?25h";
  return bytes;
}

std::string scroll_region::leave() {
  std::string bytes;
  bytes += save_cursor;
  bytes += reset_region;
  bytes += restore_cursor;
  bytes += fresh_ ? "\r" : "\r\n";
  bytes += erase_below;
  bytes += "\x1b[?25h";
  table_rows_ = 0;
  fresh_ = true;
  return bytes;
}

std::string_view scroll_region::rescue() {
  // CAN ends a sequence that was cut; attributes and autowrap may be those of a row.
  return "\x18\x1b"
         "7\x1b[r\x1b"
         "8\x1b[0m\x1b[?7h\r\n\x1b[J\x1b[?25h";
}

} // namespace tracker
