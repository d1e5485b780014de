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

} // namespace tracker
