// SPDX-License-Identifier: MIT
// Counts the records that the recorder has not written yet. Pure, owned by the fetcher.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tracker {

/// Limits of what may wait for the recorder's disk. Beyond them the capture ends: a
/// capture with holes is useless.
struct capture_limits {
  std::uint64_t records = 4096;
  std::uint64_t bytes = 64UL * 1024 * 1024;
  /// After so many records or bytes the fetcher requests the progress of the recorder.
  std::uint64_t records_between_marks = 64;
  std::uint64_t bytes_between_marks = 1024UL * 1024;
};

/// Counts records that are sent and records that are known to be written.
class capture_tally {
public:
  explicit capture_tally(capture_limits limits = {}) : limits_{limits} {}

  /// Counts a record as sent. False, and not counted, beyond the limits.
  bool send(std::uint64_t bytes) {
    if (waiting_.records + 1 > limits_.records || waiting_.bytes + bytes > limits_.bytes)
      return false;
    waiting_.add(1, bytes);
    after_mark_.add(1, bytes);
    return true;
  }
  /// True when a mark must be sent to the recorder now.
  bool is_mark_due() const {
    return !is_marked_ && (after_mark_.records >= limits_.records_between_marks ||
                           after_mark_.bytes >= limits_.bytes_between_marks);
  }
  /// A mark was sent: all records so far are before it.
  void mark() {
    is_marked_ = true;
    marked_ = after_mark_;
    after_mark_ = {};
  }
  /// The recorder has written all records before the mark.
  void reached_mark() {
    is_marked_ = false;
    waiting_.records -= marked_.records;
    waiting_.bytes -= marked_.bytes;
  }

  std::uint64_t waiting() const { return waiting_.records; }

private:
  struct load {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    void add(std::uint64_t more_records, std::uint64_t more_bytes) {
      records += more_records;
      bytes += more_bytes;
    }
  };

  capture_limits limits_;
  load waiting_;
  load after_mark_;
  load marked_;
  bool is_marked_ = false;
};

} // namespace tracker
