// SPDX-License-Identifier: MIT
#include "actors/signal/signal_source.hpp"

#include <cerrno>
#include <csignal>
#include <system_error>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace tracker {

namespace {

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1})
    sigaddset(&set, number);
  return set;
}

} // namespace

void write_stderr(std::string_view text) noexcept {
  pollfd console{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&console, 1, 0) == 1) [[maybe_unused]]
    const auto written = write(STDERR_FILENO, text.data(), text.size());
}

signal_setting block_signals() {
  signal_setting before;
  const auto set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, &before.mask);
  before.broken_pipe = std::signal(SIGPIPE, SIG_IGN);
  before.file_too_large = std::signal(SIGXFSZ, SIG_IGN);
  return before;
}

void restore_signals(const signal_setting& before) {
  std::signal(SIGPIPE, before.broken_pipe);
  std::signal(SIGXFSZ, before.file_too_large);
  pthread_sigmask(SIG_SETMASK, &before.mask, nullptr);
}

signal_source::signal_source() {
  const auto set = handled_signals();
  descriptor_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor_ < 0)
    throw std::system_error{errno, std::generic_category(), "signalfd"};
}

signal_source::~signal_source() {
  close(descriptor_);
}

std::optional<int> signal_source::next() {
  signalfd_siginfo info{};
  if (read(descriptor_, &info, sizeof info) != sizeof info)
    return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

stop_signal stop_signals::classify(steady_point now) {
  if (!first_) {
    first_ = now;
    return stop_signal::first;
  }
  return now - *first_ > same_signal ? stop_signal::second : stop_signal::repeated;
}

void write_forced_stop() noexcept {
  write_stderr("performance_tracker: stopped at once by a second signal; undrained work "
               "is lost\n");
}

} // namespace tracker
