// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <poll.h>

namespace tracker {

/// A file descriptor that becomes readable when any thread calls `signal`, and stays
/// readable until `clear`.
class wake_event {
public:
  /// Throws std::system_error when the process has no descriptor left.
  wake_event();
  ~wake_event();
  wake_event(const wake_event&) = delete;
  wake_event& operator=(const wake_event&) = delete;

  int descriptor() const { return descriptor_; }
  void signal() noexcept;
  void clear() noexcept;

private:
  int descriptor_;
};

/// poll(2) that does not spin: when the kernel refuses to poll (no memory, or a limit of
/// descriptors below `count`), it sleeps for 100 ms and reports no event. `timeout_ms` is
/// in milliseconds; -1: no limit.
void poll_or_pause(pollfd* entries, std::size_t count, int timeout_ms) noexcept;

} // namespace tracker
