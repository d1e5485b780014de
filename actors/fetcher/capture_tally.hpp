// SPDX-License-Identifier: MIT
// How much the recorder has not written yet: pure, kept by the fetcher.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tracker {

/// What may wait for the recorder's disk. Beyond it the capture ends: one with holes is
/// worthless.
struct capture_limits {
  std::uint64_t records = 4096;
  std::uint64_t bytes = 64UL * 1024 * 1024;
  /// After so many records or bytes the recorder is asked how far it has come.
  std::uint64_t records_between_marks = 64;
  std::uint64_t bytes_between_marks = 1024UL * 1024;
};

/// Counts what is sent and what is known to be written.
class capture_tally {
public:
  explicit capture_tally(capture_limits limits = {}) : limits_{limits} {}

  /// False: this record is one too many. Otherwise it counts as sent.
  bool send(std::uint64_t bytes) {
    if (waiting_.records + 1 > limits_.records || waiting_.bytes + bytes > limits_.bytes)
      return false;
    waiting_.add(1, bytes);
    behind_mark_.add(1, bytes);
    return true;
  }
  /// True: ask how far the recorder has come, now.
  bool is_mark_due() const {
    return !is_marked_ && (behind_mark_.records >= limits_.records_between_marks ||
                           behind_mark_.bytes >= limits_.bytes_between_marks);
  }
  /// It was asked: what was sent so far lies before the mark.
  void mark() {
    is_marked_ = true;
    marked_ = behind_mark_;
    behind_mark_ = {};
  }
  /// It has come to the mark.
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
  load behind_mark_;
  load marked_;
  bool is_marked_ = false;
};

} // namespace tracker
