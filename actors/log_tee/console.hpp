// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tracker {

/// The result of a write to the console.
enum class console_state : std::uint8_t {
  /// Everything was written.
  flowing,
  /// Nothing more can be written now: it is stopped, or its reader does not read.
  full,
  /// Nothing can ever be written to it again.
  gone,
};

struct console_write {
  std::size_t bytes = 0;
  console_state state = console_state::flowing;
  /// The error; set when the state is `gone`.
  std::string reason;
};

/// True when `descriptor` is the stream to the journal that the service manager has
/// connected: the one that $JOURNAL_STREAM names.
bool is_journal(int descriptor);

/// Writes to an open descriptor (the standard output) without ever waiting for its
/// reader. The descriptor's own flags stay as they are, since a shell and other programs
/// share them.
class console {
public:
  explicit console(int descriptor);
  ~console();
  console(console&& other) noexcept;
  console& operator=(console&&) = delete;

  /// Writes as much of `bytes` as fits now.
  console_write write(std::string_view bytes);

private:
  enum class kind : std::uint8_t {
    /// A terminal or pipe, opened anew so that only this opening does not block.
    reopened,
    socket,
    /// A terminal or pipe that could not be opened anew (another user's terminal).
    shared,
    /// A regular file, the null device.
    plain,
  };

  /// Like write(2); errno is EAGAIN when nothing is taken now.
  ssize_t write_some(std::string_view bytes) const;

  int descriptor_;
  kind kind_ = kind::plain;
};

} // namespace tracker
