// SPDX-License-Identifier: MIT
// The program's signals as something to read.
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <optional>

namespace tracker {

/// Keeps the program's signals (SIGINT, SIGTERM, SIGHUP, SIGUSR1) from every thread that
/// is started from now on. Call it first thing in main, before the actor system exists: a
/// thread that misses it dies of SIGTERM.
void block_signals();

/// The blocked signals, one after the other.
class signal_source {
public:
  /// Throws std::system_error when the process has no descriptor left.
  signal_source();
  ~signal_source();
  signal_source(const signal_source&) = delete;
  signal_source& operator=(const signal_source&) = delete;

  /// Readable while a signal waits.
  int descriptor() const { return descriptor_; }
  /// The next signal's number; nothing: none waits.
  std::optional<int> next();

private:
  int descriptor_;
};

/// What SIGINT or SIGTERM means after those before it.
enum class stop_word : std::uint8_t {
  /// The first: drain and stop.
  stop,
  /// The first one again: timeout(1) and some shells signal the process and then its
  /// whole group.
  repeated,
  /// The second: stop at once.
  force,
};

/// Tells the first stop signal from the second.
class stop_signals {
public:
  /// A second signal this soon is the first one again.
  static constexpr timespan same_signal = std::chrono::milliseconds{100};

  stop_word take(steady_point now);

private:
  std::optional<steady_point> first_;
};

/// The exit code of the contract for a forced stop.
inline constexpr int forced_exit_code = 130;

/// Says on the standard error that a second signal has ended the run.
void say_forced_stop() noexcept;

} // namespace tracker
