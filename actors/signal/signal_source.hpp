// SPDX-License-Identifier: MIT
// Reading the signals of the program from a file descriptor, and writing to stderr when
// the log is not available.
#pragma once

#include "messages/time.hpp"

#include <csignal>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tracker {

/// Writes to stderr, for text that the log can no longer accept. Never blocks: on a
/// stopped terminal the text is lost.
void write_stderr(std::string_view text) noexcept;

/// The signal settings of the process before `block_signals`.
struct signal_setting {
  sigset_t mask{};
  sighandler_t broken_pipe = SIG_DFL;
  sighandler_t file_too_large = SIG_DFL;
};

/// Blocks the program's signals (SIGINT, SIGTERM, SIGHUP, SIGUSR1) in this thread and all
/// threads that it starts, and ignores SIGPIPE and SIGXFSZ, so that writes fail instead.
/// Call it first in main: an earlier signal ends the process, and so does one that
/// another thread receives. Blocked signals stay pending for a `signal_source`.
signal_setting block_signals();

/// Restores the settings, for a command that reads no signals. Pending signals are
/// delivered at once.
void restore_signals(const signal_setting& before);

/// Reads the blocked signals one by one.
class signal_source {
public:
  /// Throws std::system_error when the process has no descriptor left.
  signal_source();
  ~signal_source();
  signal_source(const signal_source&) = delete;
  signal_source& operator=(const signal_source&) = delete;

  /// Readable while a signal is pending.
  int descriptor() const { return descriptor_; }
  /// The number of the next pending signal; empty: none is pending.
  std::optional<int> next();

private:
  int descriptor_;
};

/// The meaning of a SIGINT or SIGTERM, which depends on those before it.
enum class stop_signal : std::uint8_t {
  /// Drain and stop.
  first,
  /// A copy of the first: timeout(1) and some shells signal the process and then its
  /// whole group. Ignored.
  repeated,
  /// Stop at once.
  second,
};

/// Distinguishes the first stop signal, its copies and the second one.
class stop_signals {
public:
  /// A signal this soon after the first is a copy of it.
  static constexpr timespan same_signal = std::chrono::milliseconds{100};

  /// Classifies a stop signal that arrived at `now`.
  stop_signal classify(steady_point now);

private:
  std::optional<steady_point> first_;
};

/// The contract's exit code of a forced stop.
inline constexpr int forced_exit_code = 130;

/// Writes to stderr that a second signal has ended the run.
void write_forced_stop() noexcept;

} // namespace tracker
