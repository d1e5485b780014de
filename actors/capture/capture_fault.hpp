// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace tracker {

enum class capture_fault_kind : std::uint8_t {
  /// These bytes are no capture.
  foreign,
  /// A newer program has written it.
  newer,
  /// It ends inside a record: the recorder was killed, or the file was cut.
  truncated,
  /// A record is damaged.
  broken,
  /// Records are missing, come twice, or run back in time.
  out_of_order,
};

/// What is wrong with a capture, and where.
struct capture_fault {
  capture_fault_kind kind = capture_fault_kind::broken;
  /// The number that the record should have.
  std::uint64_t record = 0;
  /// Of the record's first byte in the file.
  std::uint64_t offset = 0;
  /// `checksum`, `endpoint`.
  std::string field;
  std::string expected;
  std::string found;

  bool operator==(const capture_fault&) const = default;
};

/// `truncated: record 17 at offset 2342: length: expected 120 bytes, found 30`.
std::string to_string(const capture_fault& fault);

} // namespace tracker
