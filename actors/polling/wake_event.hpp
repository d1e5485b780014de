// SPDX-License-Identifier: MIT
#pragma once

namespace tracker {

/// A file descriptor that becomes readable when `signal` is called, from any thread, and
/// stays so until `clear`.
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

} // namespace tracker
