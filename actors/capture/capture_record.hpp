// SPDX-License-Identifier: MIT
// What stands in a capture. A run is its beats and its exchanges: time comes from one
// actor and bytes from one other.
#pragma once

#include "messages/capture.hpp"
#include "messages/clock.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tracker {

/// The first record of a file: of which run it is, and what a replay needs to know of its
/// configuration.
struct capture_header {
  /// The program's version.
  std::string program;
  /// Names the run: the wall clock at its start.
  timestamp run{};
  /// Files of one run are numbered from 1.
  std::uint32_t part = 1;
  /// When this file was begun.
  instant begun;
  /// The ledger was not new: the run went on from what stood in it.
  bool resumed = false;
  /// Keys and values as a configuration file would say them.
  std::vector<std::pair<std::string, std::string>> settings;

  bool operator==(const capture_header&) const = default;
};

/// One record of a file.
struct capture_record {
  /// Grows by one from record to record, through all files of a run.
  std::uint64_t number = 0;
  /// When the recorder took it; never earlier than the record before.
  steady_point taken{};
  std::variant<capture_header, tick, captured_exchange> what;
};

/// A file begins with these bytes, and the version in the four behind them.
inline constexpr std::string_view capture_magic = "PTRKCAP\n";
/// Raised with every change that an older program would read wrongly.
inline constexpr std::uint32_t capture_version = 1;

/// Bytes of a body that fit in a record.
inline constexpr std::size_t max_captured_body = 64UL * 1024 * 1024;
/// Bytes of any other text.
inline constexpr std::size_t max_captured_text = 64UL * 1024;
/// Bytes of a record before it is compressed.
inline constexpr std::size_t max_record_size = max_captured_body + 4 * max_captured_text;

} // namespace tracker
