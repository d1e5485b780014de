// SPDX-License-Identifier: MIT
#pragma once

#include "messages/log.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace tracker {

/// `log.cycle`: which of a series' cycle lines are written.
enum class cycle_lines : std::uint8_t { changes, every, never };

/// Decides which cycle lines are written. With `changes`, those in which anything but the
/// time has changed since the series' last written one, and one a minute in any case.
class cycle_filter {
public:
  static constexpr timespan longest_silence = std::chrono::minutes{1};

  explicit cycle_filter(cycle_lines mode) : mode_{mode} {}

  /// True for lines that are not a cycle's.
  bool admit(const log_line& line);

private:
  struct written_line {
    timestamp written_at{};
    std::string content;
  };

  cycle_lines mode_;
  /// By series.
  std::map<std::string, written_line> written_;
};

} // namespace tracker
