// SPDX-License-Identifier: MIT
// The control sequences of a table below scrolling lines. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// In characters.
struct terminal_size {
  std::size_t rows = 0;
  std::size_t columns = 0;

  friend bool operator==(const terminal_size&, const terminal_size&) = default;
};

/// Keeps the lowest rows of a terminal for a table while lines scroll above them (DECSTBM
/// from row 1, so that they reach the scrollback). The cursor stays behind the last line
/// and is never moved to a computed row: a terminal that is resized moves it with its
/// line. All members return the bytes to write.
class scroll_region {
public:
  bool is_active() const { return table_rows_ > 0; }
  terminal_size size() const { return size_; }
  std::size_t table_rows() const { return table_rows_; }

  /// Reserves `table_rows` (1 or more, fewer than the terminal has). The cursor is at the
  /// start of an empty row.
  std::string enter(terminal_size size, std::size_t table_rows);
  /// Another size of the terminal or of the table; the table is not drawn yet.
  std::string resize(terminal_size size, std::size_t table_rows);
  /// A line without its end.
  std::string append(std::string_view line);
  /// All rows of the table, each narrower than the terminal. Sets the region once more,
  /// in case the terminal was reset.
  std::string draw(const std::vector<std::string>& rows) const;
  /// Removes the table. The cursor is then at the start of an empty row.
  std::string leave();

  /// What `leave` returns, for a terminal in any state.
  static std::string_view rescue();

private:
  std::string reserve(terminal_size size, std::size_t table_rows);

  terminal_size size_;
  std::size_t table_rows_ = 0;
  /// The cursor is at the start of an empty row.
  bool fresh_ = true;
};

} // namespace tracker
