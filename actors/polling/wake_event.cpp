// SPDX-License-Identifier: MIT
#include "actors/polling/wake_event.hpp"

#include <cerrno>
#include <ctime>
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
  // Fails only when the counter is full, and then the descriptor is already readable.
  [[maybe_unused]] const auto result = eventfd_write(descriptor_, 1);
}

void wake_event::clear() noexcept {
  eventfd_t count = 0;
  [[maybe_unused]] const auto result = eventfd_read(descriptor_, &count);
}

void poll_or_pause(pollfd* entries, std::size_t count, int timeout_ms) noexcept {
  constexpr timespec pause{0, 100'000'000};
  if (::poll(entries, count, timeout_ms) >= 0 || errno == EINTR)
    return;
  for (std::size_t i = 0; i < count; ++i)
    entries[i].revents = 0;
  nanosleep(&pause, nullptr);
}

} // namespace tracker
