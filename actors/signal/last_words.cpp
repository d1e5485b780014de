// SPDX-License-Identifier: MIT
#include "actors/signal/last_words.hpp"

#include <poll.h>
#include <unistd.h>

namespace tracker {

void write_stderr(std::string_view text) noexcept {
  pollfd console{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&console, 1, 0) == 1) [[maybe_unused]]
    const auto written = write(STDERR_FILENO, text.data(), text.size());
}

} // namespace tracker
