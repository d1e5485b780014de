// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace tracker {

enum class capture_fault_kind : std::uint8_t {
  /// The bytes are not a capture.
  foreign,
  /// The file was written by an older program, in a format that is not read.
  older,
  /// The file was written by a newer program.
  newer,
  /// The file ends inside a record: the recorder was killed, or the file was truncated.
  truncated,
  /// A record is damaged.
  broken,
  /// Records are missing, repeated, or go back in time.
  out_of_order,
};

/// A fault of a capture and its position.
struct capture_fault {
  capture_fault_kind kind = capture_fault_kind::broken;
  /// The expected number of the record.
  std::uint64_t record = 0;
  /// Offset of the record's first byte in the file.
  std::uint64_t offset = 0;
  /// For example `checksum` or `endpoint`.
  std::string field;
  std::string expected;
  std::string found;

  bool operator==(const capture_fault&) const = default;
};

/// `truncated: record 17 at offset 2342: length: expected 120 bytes, found 30`.
std::string to_string(const capture_fault& fault);

} // namespace tracker
