// SPDX-License-Identifier: MIT
// The start of a program under test: its descriptors, the fork, and the descriptor that
// reports its end.
#pragma once

#include "tests/support/process.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

namespace tracker::test {

/// The number of values of `stream`.
inline constexpr std::size_t stream_count = 2;

/// An owned file descriptor, or none.
class descriptor {
public:
  descriptor() = default;
  explicit descriptor(int number) : number_{number} {}
  ~descriptor() { reset(); }
  descriptor(descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  descriptor& operator=(descriptor&& other) noexcept {
    reset();
    number_ = std::exchange(other.number_, -1);
    return *this;
  }

  int get() const { return number_; }
  void reset();

private:
  int number_ = -1;
};

/// Throws std::system_error.
[[noreturn]] void fail(const char* operation, int error = errno);

/// Both ends of the descriptors that a program reads and writes.
struct channels {
  /// The program's three standard descriptors.
  std::array<descriptor, 3> theirs;
  /// Where the test reads; the second stays empty on a terminal.
  std::array<descriptor, stream_count> ours;
};

/// Two pipes and an input that is at its end.
channels make_pipes();

/// A pseudo-terminal of the size that `program` names.
channels make_terminal(const program& program);

/// Starts the program with these descriptors and returns its process id. Throws
/// std::system_error when it cannot be started.
pid_t start_program(const program& program, const channels& channels);

/// A descriptor that becomes readable when the process has ended.
descriptor watch_process(pid_t process);

} // namespace tracker::test
