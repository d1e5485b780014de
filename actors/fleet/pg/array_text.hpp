// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tracker::pg {

/// One column of many rows as the text of an array, `{1,"a b",NULL}`, for a parameter of
/// `unnest($1::bigint[], …)`: the fastest way to insert rows with ON CONFLICT.
class array_text {
public:
  void add(std::int64_t value);
  /// NUL and bytes that are not UTF-8 are replaced by `?`, because the server would
  /// refuse the whole batch.
  void add(std::string_view value);
  void add_null();

  /// The array; the builder is empty afterwards.
  std::string take();

private:
  void separate() { text_ += text_.empty() ? '{' : ','; }

  std::string text_;
};

/// Rows as lines for COPY: several times faster than `unnest`, but one row that exists
/// already fails all of them.
class copy_text {
public:
  void add(std::int64_t value);
  /// Text as for `array_text`.
  void add(std::string_view value);
  void add_null();
  void end_row();

  const std::string& lines() const { return lines_; }

private:
  void separate();

  std::string lines_;
  bool in_row_ = false;
};

} // namespace tracker::pg
