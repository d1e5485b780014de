// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

namespace tracker {

/// A point of the wall clock (UTC). It places windows and stamps lines.
using timestamp =
    std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

/// A point of the steady clock. It measures intervals and never jumps.
using steady_point =
    std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

using timespan = std::chrono::nanoseconds;

/// What both clocks say at one instant.
struct instant {
  steady_point steady{};
  timestamp wall{};

  bool operator==(const instant&) const = default;
};

/// Reads the wall clock. Handed to whoever must stamp something, so that a replay can
/// hand out the recorded time instead. Called from one actor only.
using wall_clock = std::function<timestamp()>;

/// The timestamp of `seconds` since the Unix epoch.
constexpr timestamp from_unix_seconds(std::int64_t seconds) {
  return timestamp{std::chrono::seconds{seconds}};
}

/// Whole seconds since the Unix epoch, rounded down.
constexpr std::int64_t to_unix_seconds(timestamp at) {
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
}

} // namespace tracker
