// SPDX-License-Identifier: MIT
// The files of a capture: their names, and writing them. The current file has the
// configured name, earlier ones have the time at which they were begun appended.
#pragma once

#include "actors/capture/capture_encoder.hpp"
#include "actors/capture/capture_record.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// `<file>.20261124T133005Z`. The names of a capture's files sort by time.
std::string capture_name(const std::string& file, timestamp begun);

/// The time at which the rotated `path` of `file` was begun; nothing for other names.
std::optional<timestamp> capture_time(const std::string& file, const std::string& path);

/// The rotated files in the folder of `file`, the oldest first; none when the folder
/// cannot be read.
std::vector<std::string> list_captures(const std::string& file);

/// The files of `paths` with no record younger than `keep`: a file covers one day.
std::vector<std::string> outdated_captures(const std::string& file,
                                           const std::vector<std::string>& paths,
                                           timestamp now, timespan keep);

struct capture_options {
  /// The path of the capture, in an existing folder.
  std::string file;
  /// Files whose records are all older are removed.
  timespan keep = std::chrono::hours{168};
};

/// A failure to write the capture.
struct capture_failure {
  /// For people: the file and the error.
  std::string text;
  /// The disk or the quota is full; the path itself is usable.
  bool full = false;
};

/// Appends records to the file, each with one unbuffered write: appended records survive
/// any end of the process. A file covers one day (UTC) and has mode 0600. The members
/// throw nothing but std::bad_alloc.
class capture_file {
public:
  /// Begins the file with `header`, whose part must be 1. An existing capture is first
  /// renamed to its time; any other existing file is left unchanged and refused.
  static std::variant<capture_file, capture_failure> open(capture_options options,
                                                          capture_header header);
  ~capture_file();
  capture_file(capture_file&& other) noexcept;
  capture_file& operator=(capture_file&&) = delete;

  /// Appends `content`, which was received at `taken`, by the wall clock `now`; in a new
  /// file when a day has begun. After a failure the file ends with its last complete
  /// record, and no more records may be appended.
  std::optional<capture_failure> append(decltype(capture_record::content) content,
                                        steady_point taken, timestamp now);

  /// Records of all files of this run, headers included.
  std::uint64_t records() const { return next_number_; }
  /// Bytes of all files of this run.
  std::uint64_t bytes() const { return bytes_; }
  std::uint32_t files() const { return header_.part; }
  const std::string& path() const { return options_.file; }

private:
  capture_file(capture_options options, capture_header header);

  std::optional<capture_failure> begin();
  std::optional<capture_failure> rotate(instant now);
  std::optional<capture_failure> append_record(decltype(capture_record::content) content,
                                               steady_point taken);
  void remove_outdated() const;

  capture_options options_;
  capture_header header_;
  capture_encoder encoder_;
  int descriptor_ = -1;
  /// Bytes of the open file.
  std::uint64_t size_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t next_number_ = 0;
};

} // namespace tracker
