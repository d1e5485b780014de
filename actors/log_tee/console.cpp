// SPDX-License-Identifier: MIT
#include "actors/log_tee/console.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace tracker {

namespace {

bool is_pipe_or_terminal(int descriptor, mode_t mode) {
  return S_ISFIFO(mode) || (S_ISCHR(mode) && isatty(descriptor) == 1);
}

bool is_writable_now(int descriptor) {
  pollfd entry{descriptor, POLLOUT, 0};
  return poll(&entry, 1, 0) == 1;
}

/// A regular file on a full disk is waited for like a reader.
bool means_full(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == ENOSPC || error == EDQUOT;
}

} // namespace

bool is_journal(int descriptor) {
  const char* const named = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  return named != nullptr && fstat(descriptor, &status) == 0 &&
         fmt::format("{}:{}", status.st_dev, status.st_ino) == named;
}

console::console(int descriptor) : descriptor_{descriptor} {
  struct stat status {};
  if (fstat(descriptor, &status) != 0)
    return;
  if (S_ISSOCK(status.st_mode)) {
    kind_ = kind::socket;
  } else if (is_pipe_or_terminal(descriptor, status.st_mode)) {
    const auto anew = open(fmt::format("/proc/self/fd/{}", descriptor).c_str(),
                           O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    kind_ = anew < 0 ? kind::shared : kind::reopened;
    descriptor_ = anew < 0 ? descriptor : anew;
  }
}

console::~console() {
  if (kind_ == kind::reopened)
    close(descriptor_);
}

console::console(console&& other) noexcept
    : descriptor_{other.descriptor_}, kind_{std::exchange(other.kind_, kind::plain)} {}

console_write console::write(std::string_view bytes) {
  console_write result;
  while (result.bytes < bytes.size()) {
    const auto taken = write_some(bytes.substr(result.bytes));
    if (taken >= 0) {
      result.bytes += static_cast<std::size_t>(taken);
    } else if (means_full(errno)) {
      result.state = console_state::full;
      return result;
    } else if (errno != EINTR) {
      result.state = console_state::gone;
      result.reason = std::generic_category().message(errno);
      return result;
    }
  }
  return result;
}

ssize_t console::write_some(std::string_view bytes) const {
  // As much as a pipe or terminal that polls writable takes without waiting.
  constexpr std::size_t taken_at_once = 256;
  switch (kind_) {
  case kind::socket:
    return send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  case kind::shared:
    if (!is_writable_now(descriptor_)) {
      errno = EAGAIN;
      return -1;
    }
    return ::write(descriptor_, bytes.data(), std::min(bytes.size(), taken_at_once));
  case kind::reopened:
  case kind::plain:
    return ::write(descriptor_, bytes.data(), bytes.size());
  }
  return 0;
}

} // namespace tracker
