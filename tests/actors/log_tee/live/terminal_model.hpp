// SPDX-License-Identifier: MIT
// A terminal that interprets what a program writes: enough of ECMA-48 for log lines above
// a table. Every character is one column wide.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tracker::test {

/// Throws std::runtime_error at a sequence that it does not know.
class terminal_model {
public:
  terminal_model(std::size_t rows, std::size_t columns);

  /// A sequence may be cut anywhere between two calls.
  void write(std::string_view bytes);
  /// Like tmux: rows below the cursor go first, then the upper ones into the scrollback;
  /// a terminal that grows takes them back. The region is reset.
  void resize(std::size_t rows, std::size_t columns);

  std::size_t rows() const { return screen_.size(); }
  /// The rows of the screen without blanks at their ends.
  std::vector<std::string> screen() const;
  /// The rows that have scrolled off, oldest first, then those of the screen; a row that
  /// was wrapped is joined with the next one.
  std::vector<std::string> all_lines() const;

  std::size_t cursor_row() const { return row_; }
  std::size_t cursor_column() const { return column_; }
  bool cursor_is_visible() const { return cursor_visible_; }
  bool wraps() const { return wraps_; }
  /// The whole screen scrolls.
  bool region_is_reset() const { return bottom_ + 1 == screen_.size(); }

private:
  struct line {
    std::vector<std::string> cells;
    /// The next row continues this one.
    bool wrapped = false;
  };

  void step(char byte);
  void control(char final_byte);
  void print(std::string character);
  void feed_line();
  void reset();
  std::size_t parameter(std::size_t index, std::size_t missing) const;
  static std::string text_of(const line& source);

  std::size_t columns_;
  std::vector<line> screen_;
  std::vector<line> scrollback_;
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  /// A character was printed in the last column.
  bool pending_wrap_ = false;
  std::size_t bottom_;
  std::size_t saved_row_ = 0;
  std::size_t saved_column_ = 0;
  bool saved_pending_ = false;
  bool cursor_visible_ = true;
  bool wraps_ = true;
  /// Of a sequence or character that is not complete.
  std::string pending_;
};

} // namespace tracker::test
