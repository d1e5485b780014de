// SPDX-License-Identifier: MIT
#include "tests/actors/log_tee/live/terminal_model.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace tracker::test {

terminal_model::terminal_model(std::size_t rows, std::size_t columns)
    : columns_{columns}, screen_(rows), bottom_{rows - 1} {}

void terminal_model::write(std::string_view bytes) {
  for (const char byte : bytes)
    step(byte);
}

void terminal_model::step(char byte) {
  if (byte == '\x18') {
    pending_.clear();
    return;
  }
  pending_ += byte;
  const auto first = static_cast<unsigned char>(pending_[0]);
  if (first == 0x1B) {
    if (pending_.size() == 1 || (pending_[1] == '[' && pending_.size() == 2))
      return;
    if (pending_[1] == '[') {
      if (byte >= '@' && byte <= '~')
        control(byte);
      else
        return;
    } else if (byte == '7') {
      saved_row_ = row_;
      saved_column_ = column_;
      saved_pending_ = pending_wrap_;
    } else if (byte == '8') {
      row_ = std::min(saved_row_, screen_.size() - 1);
      column_ = saved_column_;
      pending_wrap_ = saved_pending_;
    } else if (byte == 'D') {
      pending_wrap_ = false;
      feed_line();
    } else if (byte == 'c') {
      reset();
    } else {
      throw std::runtime_error{"an unknown escape sequence: ESC " + pending_.substr(1)};
    }
    pending_.clear();
    return;
  }
  if (first < 0x20) {
    pending_.clear();
    pending_wrap_ = false;
    if (byte == '\r')
      column_ = 0;
    else if (byte == '\n')
      feed_line();
    else if (byte != '\a')
      throw std::runtime_error{"an unknown control character"};
    return;
  }
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (pending_.size() == length)
    print(std::exchange(pending_, {}));
}

std::size_t terminal_model::parameter(std::size_t index, std::size_t missing) const {
  std::string_view text{pending_};
  text = text.substr(2, text.size() - 3);
  for (; index > 0 && !text.empty(); --index)
    text.remove_prefix(std::min(text.find(';') + 1, text.size()));
  std::size_t value = missing;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void terminal_model::control(char final_byte) {
  const auto blank_from = [&](line& target, std::size_t column) {
    if (target.cells.size() > column)
      target.cells.resize(column);
    target.wrapped = false;
  };
  if (final_byte == 'm')
    return;
  if (pending_ == "\x1b[?7h" || pending_ == "\x1b[?7l") {
    wraps_ = final_byte == 'h';
    return;
  }
  if (pending_ == "\x1b[?25h" || pending_ == "\x1b[?25l") {
    cursor_visible_ = final_byte == 'h';
    return;
  }
  pending_wrap_ = false;
  switch (final_byte) {
  case 'A':
    row_ -= std::min(row_, parameter(0, 1));
    return;
  case 'H':
    row_ = std::min(parameter(0, 1), screen_.size()) - 1;
    column_ = std::min(parameter(1, 1), columns_) - 1;
    return;
  case 'J':
    if (parameter(0, 0) == 2) {
      for (auto& row : screen_)
        blank_from(row, 0);
      return;
    }
    blank_from(screen_[row_], column_);
    for (auto below = row_ + 1; below < screen_.size(); ++below)
      blank_from(screen_[below], 0);
    return;
  case 'K':
    blank_from(screen_[row_], 0);
    return;
  case 'r':
    if (parameter(0, 1) != 1)
      throw std::runtime_error{"a region that does not start at the first row"};
    bottom_ = std::min(parameter(1, screen_.size()), screen_.size()) - 1;
    row_ = 0;
    column_ = 0;
    return;
  default:
    throw std::runtime_error{"an unknown control sequence: " + pending_.substr(1)};
  }
}

void terminal_model::reset() {
  for (auto& row : screen_)
    row = {};
  row_ = 0;
  column_ = 0;
  pending_wrap_ = false;
  bottom_ = screen_.size() - 1;
  cursor_visible_ = true;
  wraps_ = true;
}

void terminal_model::print(std::string character) {
  if (pending_wrap_ && wraps_) {
    screen_[row_].wrapped = true;
    column_ = 0;
    feed_line();
  }
  pending_wrap_ = false;
  auto& cells = screen_[row_].cells;
  if (cells.size() <= column_)
    cells.resize(column_ + 1, " ");
  cells[column_] = std::move(character);
  if (column_ + 1 < columns_)
    ++column_;
  else
    pending_wrap_ = true;
}

void terminal_model::feed_line() {
  if (row_ == bottom_) {
    scrollback_.push_back(std::move(screen_.front()));
    std::rotate(screen_.begin(), screen_.begin() + 1,
                screen_.begin() + static_cast<std::ptrdiff_t>(bottom_) + 1);
    screen_[bottom_] = {};
  } else if (row_ + 1 < screen_.size()) {
    ++row_;
  }
}

void terminal_model::resize(std::size_t rows, std::size_t columns) {
  while (screen_.size() > rows && row_ + 1 < screen_.size())
    screen_.pop_back();
  while (screen_.size() > rows) {
    scrollback_.push_back(std::move(screen_.front()));
    screen_.erase(screen_.begin());
    --row_;
  }
  while (screen_.size() < rows) {
    if (scrollback_.empty()) {
      screen_.emplace_back();
      continue;
    }
    screen_.insert(screen_.begin(), std::move(scrollback_.back()));
    scrollback_.pop_back();
    ++row_;
  }
  columns_ = columns;
  column_ = std::min(column_, columns - 1);
  pending_wrap_ = false;
  bottom_ = rows - 1;
}

std::string terminal_model::text_of(const line& source) {
  std::string text;
  for (const auto& cell : source.cells)
    text += cell;
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::vector<std::string> terminal_model::screen() const {
  std::vector<std::string> rows;
  for (const auto& row : screen_)
    rows.push_back(text_of(row));
  return rows;
}

std::vector<std::string> terminal_model::all_lines() const {
  std::vector<std::string> lines;
  bool continues = false;
  const auto add = [&](const line& source) {
    if (continues)
      lines.back() += text_of(source);
    else
      lines.push_back(text_of(source));
    continues = source.wrapped;
  };
  std::for_each(scrollback_.begin(), scrollback_.end(), add);
  std::for_each(screen_.begin(), screen_.end(), add);
  return lines;
}

} // namespace tracker::test
