// SPDX-License-Identifier: MIT
// The file of a capture in the hands of its one owner.
#pragma once

#include "actors/capture/capture_encoder.hpp"
#include "actors/capture/capture_record.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace tracker {

struct capture_options {
  /// Where the capture is written, in a folder that is there.
  std::string file;
  /// Files that hold nothing younger are removed.
  timespan keep = std::chrono::hours{168};
};

/// Why the capture can not be written.
struct capture_failure {
  /// For people: the file and what went wrong.
  std::string text;
  /// There is no room; the place as such is good.
  bool full = false;
};

/// Appends records to the file, each with one write and no buffer of its own: what was
/// appended outlives the process, however it ends. A file is of one day (UTC) and mode
/// 0600. Every member throws nothing but std::bad_alloc.
class capture_file {
public:
  /// Begins the file with `header`, which is of part 1. A capture that stands there
  /// already gets the name of its time first; anything else that stands there is left
  /// alone, and refused.
  static std::variant<capture_file, capture_failure> open(capture_options options,
                                                          capture_header header);
  ~capture_file();
  capture_file(capture_file&& other) noexcept;
  capture_file& operator=(capture_file&&) = delete;

  /// Appends `what`, which was taken at `taken`, by the wall clock `now`; in a new file
  /// when a day has begun. After a failure the file ends with its last whole record, and
  /// nothing more can be appended.
  std::optional<capture_failure> append(decltype(capture_record::what) what,
                                        steady_point taken, timestamp now);

  /// Headers included.
  std::uint64_t records() const { return next_number_; }
  /// Of all files of this run.
  std::uint64_t bytes() const { return bytes_; }
  std::uint32_t files() const { return header_.part; }
  const std::string& path() const { return options_.file; }

private:
  capture_file(capture_options options, capture_header header);

  std::optional<capture_failure> begin();
  std::optional<capture_failure> rotate(instant now);
  std::optional<capture_failure> append_record(decltype(capture_record::what) what,
                                               steady_point taken,
                                               const std::string& behind);
  void tidy() const;

  capture_options options_;
  capture_header header_;
  capture_encoder encoder_;
  int descriptor_ = -1;
  /// Of the open file.
  std::uint64_t size_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t next_number_ = 0;
};

} // namespace tracker
