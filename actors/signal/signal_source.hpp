// SPDX-License-Identifier: MIT
// The program's signals as something to read.
#pragma once

#include "messages/time.hpp"

#include <csignal>
#include <cstdint>
#include <optional>

namespace tracker {

/// How the process took signals before `block_signals`.
struct signal_setting {
  sigset_t mask{};
  sighandler_t broken_pipe = SIG_DFL;
  sighandler_t file_too_large = SIG_DFL;
};

/// Keeps the program's signals (SIGINT, SIGTERM, SIGHUP, SIGUSR1) from this thread and
/// every one it starts, and ignores SIGPIPE and SIGXFSZ: writes fail instead. Call it
/// first in main: a signal that comes before it ends the process, and so does one that
/// reaches a thread without it. Blocked signals wait for a `signal_source`.
signal_setting block_signals();

/// For a command that reads no signals: takes them as before, those that wait at once.
void restore_signals(const signal_setting& before);

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
void write_forced_stop() noexcept;

} // namespace tracker
