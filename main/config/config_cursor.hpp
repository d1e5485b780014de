// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tracker {

/// A position in a text that only moves forward.
class text_cursor {
public:
  explicit text_cursor(std::string_view text) : text_{text}, rest_{text} {}

  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  bool at(char c) const { return rest_.starts_with(c); }
  /// Line of the next character, from 1.
  std::size_t line() const {
    const auto before = text_.substr(0, text_.size() - rest_.size());
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  }

  void skip(std::size_t count) { rest_.remove_prefix(std::min(count, rest_.size())); }
  /// Skips `c` if it is next.
  bool take(char c) {
    const bool found = at(c);
    skip(found ? 1 : 0);
    return found;
  }
  template <class Predicate>
  std::string_view take_while(Predicate predicate) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), predicate);
    const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    skip(taken.size());
    return taken;
  }
  /// Takes the rest of this line, without its end.
  std::string_view take_line() {
    return take_while([](char c) { return c != '\n'; });
  }

private:
  std::string_view text_;
  std::string_view rest_;
};

} // namespace tracker
