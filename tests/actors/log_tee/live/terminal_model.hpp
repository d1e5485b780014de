// SPDX-License-Identifier: MIT
// A terminal that interprets the output of a program: the part of ECMA-48 that log lines
// above a table need. Every character is one column wide.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tracker::test {

/// Throws std::runtime_error for an unknown sequence.
class terminal_model {
public:
  terminal_model(std::size_t rows, std::size_t columns);

  /// A sequence may be cut anywhere between two calls.
  void write(std::string_view bytes);
  /// Resizes as tmux does: rows below the cursor are removed first, then the upper rows
  /// move into the scrollback; a larger terminal takes them back. Resets the scroll
  /// region.
  void resize(std::size_t rows, std::size_t columns);

  std::size_t rows() const { return screen_.size(); }
  /// The rows of the screen without blanks at their ends.
  std::vector<std::string> screen() const;
  /// The scrollback, oldest row first, then the rows of the screen; a wrapped row is
  /// joined with its continuation.
  std::vector<std::string> all_lines() const;

  std::size_t cursor_row() const { return row_; }
  std::size_t cursor_column() const { return column_; }
  bool cursor_is_visible() const { return cursor_visible_; }
  bool wraps() const { return wraps_; }
  /// The scroll region is the whole screen.
  bool region_is_reset() const { return bottom_ + 1 == screen_.size(); }

private:
  struct line {
    std::vector<std::string> cells;
    /// The next row is a continuation of this one.
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
  /// A character was printed in the last column: the next one wraps.
  bool pending_wrap_ = false;
  std::size_t bottom_;
  std::size_t saved_row_ = 0;
  std::size_t saved_column_ = 0;
  bool saved_pending_ = false;
  bool cursor_visible_ = true;
  bool wraps_ = true;
  /// The bytes of an incomplete sequence or character.
  std::string pending_;
};

} // namespace tracker::test
