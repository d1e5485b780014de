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
  /// Text is UTF-8 without NUL; bytes that are not are replaced by `?`, because the
  /// server would refuse the whole batch.
  void add(std::string_view value);
  void add_null();

  /// The array; the builder is empty afterwards.
  std::string take();

private:
  void separate() { text_ += text_.empty() ? '{' : ','; }

  std::string text_;
};

/// Adds a value to a line of COPY text, escaped. Values of a line are separated by tabs.
void add_copy_text(std::string& line, std::string_view value);

} // namespace tracker::pg
