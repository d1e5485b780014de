// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_options.hpp"

#include <chrono>
#include <string>

namespace tracker {

/// Prints the time of a line. What is the same for a whole second is made once.
class line_stamp {
public:
  /// For text in `zone` (nullptr: UTC); JSON always has UTC.
  line_stamp(log_format format, const date::time_zone* zone);

  /// Appends `2026-01-20 11:35:00.123 -0800`, or for JSON `2026-01-20T19:35:00.123Z`.
  void append(timestamp at, std::string& out);

private:
  void remember(std::chrono::sys_seconds second);

  log_format format_;
  const date::time_zone* zone_;
  std::chrono::sys_seconds second_ = std::chrono::sys_seconds::min();
  std::string before_milliseconds_;
  std::string after_milliseconds_;
};

} // namespace tracker
