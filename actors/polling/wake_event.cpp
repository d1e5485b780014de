// SPDX-License-Identifier: MIT
#include "actors/polling/wake_event.hpp"

#include <cerrno>
#include <system_error>

#include <sys/eventfd.h>
#include <unistd.h>

namespace tracker {

wake_event::wake_event() : descriptor_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
  if (descriptor_ < 0)
    throw std::system_error{errno, std::generic_category(), "eventfd"};
}

wake_event::~wake_event() {
  close(descriptor_);
}

void wake_event::signal() noexcept {
  // Fails only when the counter is full, and then the descriptor is readable already.
  [[maybe_unused]] const auto result = eventfd_write(descriptor_, 1);
}

void wake_event::clear() noexcept {
  eventfd_t count = 0;
  [[maybe_unused]] const auto result = eventfd_read(descriptor_, &count);
}

} // namespace tracker
