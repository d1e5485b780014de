// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/terminal.hpp"

#include <csignal>
#include <cstdlib>
#include <string>
#include <utility>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tracker {

namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : value;
}

/// The first of the variables that is set says what the characters are (locale(7)).
bool has_utf8_locale() {
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const auto value = variable(name); !value.empty())
      return value.find("UTF-8") != std::string_view::npos ||
             value.find("utf8") != std::string_view::npos ||
             value.find("UTF8") != std::string_view::npos ||
             value.find("utf-8") != std::string_view::npos;
  return false;
}

std::optional<termios> attributes_of(int descriptor) {
  termios attributes{};
  if (tcgetattr(descriptor, &attributes) != 0)
    return std::nullopt;
  return attributes;
}

} // namespace

terminal_facts inspect_terminal(int descriptor, color_choice choice) {
  const auto kind = variable("TERM");
  terminal_facts facts;
  facts.obeys_sequences = isatty(descriptor) == 1 && !kind.empty() && kind != "dumb";
  facts.utf8 = has_utf8_locale();
  facts.colors = choice == color_choice::always ||
                 (choice == color_choice::automatic && facts.obeys_sequences &&
                  variable("NO_COLOR").empty());
  return facts;
}

void block_terminal_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  sigaddset(&set, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

terminal::terminal(terminal&& other) noexcept
    : descriptor_{other.descriptor_}
    , before_{std::exchange(other.before_, std::nullopt)} {}

terminal_size terminal::size() const {
  winsize size{};
  if (ioctl(descriptor_, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return {24, 80};
  return {size.ws_row, size.ws_col};
}

bool terminal::is_foreground() const {
  const auto group = tcgetpgrp(descriptor_);
  // Without job control every process is in the foreground.
  return group < 0 || group == getpgrp();
}

void terminal::claim() {
  if (before_)
    return;
  before_ = attributes_of(descriptor_);
  if (!before_)
    return;
  auto quiet = *before_;
  quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOCTL);
  tcsetattr(descriptor_, TCSANOW, &quiet);
}

void terminal::release() {
  if (const auto before = std::exchange(before_, std::nullopt))
    tcsetattr(descriptor_, TCSANOW, &*before);
}

bool terminal::take_stop_request() const {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  const timespec at_once{};
  return sigtimedwait(&set, nullptr, &at_once) == SIGTSTP;
}

void terminal::stop() const {
  kill(getpid(), SIGSTOP);
}

void terminal::restart_output() const {
  tcflow(descriptor_, TCOON);
}

terminal_rescue::terminal_rescue(int descriptor)
    : descriptor_{descriptor}, before_{attributes_of(descriptor)} {}

void terminal_rescue::operator()() const noexcept {
  if (before_)
    tcsetattr(descriptor_, TCSANOW, &*before_);
  const auto bytes = scroll_region::rescue();
  pollfd output{descriptor_, POLLOUT, 0};
  if (poll(&output, 1, 0) == 1) [[maybe_unused]]
    const auto written = write(descriptor_, bytes.data(), bytes.size());
}

} // namespace tracker
