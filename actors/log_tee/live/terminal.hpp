// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/live/scroll_region.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include <termios.h>

namespace tracker {

/// `log.color`. `automatic`: on a terminal that shows colours, unless NO_COLOR is set.
enum class color_choice : std::uint8_t { automatic, always, never };

/// What is known of standard output before the run starts.
struct terminal_facts {
  /// A terminal that obeys control sequences: TERM is set and is not `dumb`.
  bool obeys_sequences = false;
  bool colors = false;
  /// The locale is UTF-8.
  bool utf8 = false;
};

/// Reads TERM, NO_COLOR (no-color.org) and the locale's variables.
terminal_facts inspect_terminal(int descriptor, color_choice choice);

/// Keeps SIGTSTP (Ctrl+Z) and SIGTTOU from this thread and every one it starts: a
/// `terminal` reads the first, the second would stop a process in the background that
/// sets its terminal. Call it before the first thread starts.
void block_terminal_signals();

/// The terminal behind a descriptor that stays open: its size, its echo, its Ctrl+Z.
class terminal {
public:
  explicit terminal(int descriptor) : descriptor_{descriptor} {}
  ~terminal() { release(); }
  terminal(terminal&& other) noexcept;
  terminal& operator=(terminal&&) = delete;

  /// 24 by 80 where the terminal does not know.
  terminal_size size() const;
  /// False: another job of the shell has the terminal.
  bool is_foreground() const;

  /// Turns off the echo of typed keys, `^Z` and `^C` among them: it would be written into
  /// the log lines.
  void claim();
  /// Sets the echo as it was.
  void release();

  /// True once after Ctrl+Z.
  bool take_stop_request() const;
  /// Stops the process as the shell expects it; returns when it is continued.
  void stop() const;
  /// Ends a Ctrl+S, so that the terminal takes what is left to write.
  void restart_output() const;

private:
  int descriptor_;
  std::optional<termios> before_;
};

/// Sets a terminal as it was when this was made, for ends that do not wait for the log
/// tee (exit codes 1, 3 and 130). Never waits.
class terminal_rescue {
public:
  explicit terminal_rescue(int descriptor);
  void operator()() const noexcept;

private:
  int descriptor_;
  std::optional<termios> before_;
};

} // namespace tracker
