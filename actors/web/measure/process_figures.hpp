// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstdint>

namespace tracker {

/// The process as the kernel reports it.
struct process_figures {
  timespan cpu_time{};
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_descriptors = 0;
  /// Start of the process by the wall clock.
  timestamp started{};
};

/// The start of this process by the wall clock, from /proc; the epoch where it cannot be
/// read.
timestamp read_process_start();

/// Reads the other figures of this process from /proc/self; zeros for what cannot be
/// read.
process_figures read_process_figures();

} // namespace tracker
