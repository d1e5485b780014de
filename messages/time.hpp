// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

namespace tracker {

/// A time of the wall clock (UTC): of windows, events and log lines.
using timestamp =
    std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

/// A time of the steady clock, which never jumps: for intervals and deadlines.
using steady_point =
    std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

using timespan = std::chrono::nanoseconds;

/// One instant on both clocks.
struct instant {
  steady_point steady{};
  timestamp wall{};

  bool operator==(const instant&) const = default;
};

/// Reads the wall clock. Injected where a time stamp is needed, so that a replay can
/// supply the recorded time instead. Called from one actor only.
using wall_clock = std::function<timestamp()>;

/// The timestamp of `seconds` since the Unix epoch.
constexpr timestamp from_unix_seconds(std::int64_t seconds) {
  return timestamp{std::chrono::seconds{seconds}};
}

/// Whole seconds since the Unix epoch, rounded down.
constexpr std::int64_t to_unix_seconds(timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

} // namespace tracker
