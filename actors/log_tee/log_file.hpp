// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_options.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace tracker {

/// The result of writing a batch.
struct file_write {
  /// Lines that were not written.
  std::uint64_t missed = 0;
  /// The error; empty when all were written.
  std::string problem;
  /// What a rotation before it could not do, said once until a rotation succeeds; empty:
  /// nothing. The lines are written all the same.
  std::string rotation_problem;
};

/// The log file: whole lines, appended in batches, rotated between lines and, where the
/// options say so, when a day begins. It is made with mode 0600, after each rotation too;
/// a file that exists keeps its mode.
class log_file {
public:
  /// Opens the file of `options`, makes its folder (mode 0700) when there is none, or
  /// says why that cannot be.
  static std::variant<log_file, std::string> open(const log_tee_options& options);

  ~log_file();
  log_file(log_file&&) noexcept;
  log_file& operator=(log_file&&) noexcept;

  /// Appends whole lines. When it fails (disk full), the lines that fit are kept and no
  /// part of a line stays behind; after that only `reopen` helps.
  file_write append(std::string_view lines);

  /// Closes the file and opens it again under its name. Returns the error, or "";
  /// then the old file stays open, if it was.
  std::string reopen();

  /// True when the open file has been deleted: what is written now would be lost.
  bool is_deleted() const;

private:
  class opened;
  explicit log_file(log_tee_options options);

  bool begins_day();
  std::int64_t day_of(timestamp time) const;
  void rotate();
  file_write append_part(std::string_view lines);

  log_tee_options options_;
  /// The day of the lines in the file, since the epoch in the zone; kept only where it is
  /// rotated daily.
  std::int64_t day_ = 0;
  /// Of the last rotation; empty: it was complete.
  std::string rotation_problem_;
  /// The last rotation's problem is another one than that of the rotation before.
  bool problem_is_new_ = false;
  std::unique_ptr<opened> file_;
};

} // namespace tracker
