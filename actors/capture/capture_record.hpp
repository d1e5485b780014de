// SPDX-License-Identifier: MIT
// The records of a capture. Ticks and exchanges determine a run: its time comes from the
// clock alone and its bytes from the fetcher alone.
#pragma once

#include "messages/clock.hpp"
#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tracker {

/// The first record of a file: its run, and the configuration that a replay needs.
struct capture_header {
  /// The program's version.
  std::string program;
  /// Identifies the run: the wall clock at its start.
  timestamp run{};
  /// Files of one run are numbered from 1.
  std::uint32_t part = 1;
  /// The time at which this file was begun.
  instant begun;
  /// The run continued from an existing ledger.
  bool resumed = false;
  /// Keys and values as in a configuration file.
  std::vector<std::pair<std::string, std::string>> settings;

  bool operator==(const capture_header&) const = default;
};

/// One record of a file.
struct capture_record {
  /// Grows by one from record to record, through all files of a run.
  std::uint64_t number = 0;
  /// When the recorder received it; never earlier than the record before.
  steady_point taken{};
  std::variant<capture_header, tick, captured_exchange> content;
};

/// The format of the records, which each file's header names; incremented with every
/// change that an older program would misread.
inline constexpr std::int64_t capture_format = 2;

/// The largest body of a reply, in bytes.
inline constexpr std::size_t max_captured_body = 64UL * 1024 * 1024;
/// The longest other text, in bytes.
inline constexpr std::size_t max_captured_text = 64UL * 1024;
/// The largest record before compression, in bytes. A body of JSON grows to at most twice
/// its size when it is escaped.
inline constexpr std::size_t max_record_size =
    2 * max_captured_body + 8 * max_captured_text;

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

/// True when other actors may have received ticks between these two that the recorder did
/// not: the clock skips a subscriber that has not handled earlier ticks, and the recorder
/// handled `last` only at `handled`, when the next tick was due. Ticks that no subscriber
/// received are not a gap.
constexpr bool may_lack_ticks(const tick& last, steady_point handled, const tick& next) {
  if (next.sequence <= last.sequence + 1)
    return false;
  const auto ticks = static_cast<std::int64_t>(next.sequence - last.sequence);
  return handled >= last.due + (next.due - last.due) / ticks;
}

} // namespace tracker
