// SPDX-License-Identifier: MIT
#include "tests/bench/support/keep_alive_server.hpp"

#include "tests/support/loopback.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tracker::test {

namespace {

void watch(int poller, int descriptor) {
  epoll_event wanted{};
  wanted.events = EPOLLIN;
  wanted.data.fd = descriptor;
  epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &wanted);
}

[[noreturn]] void serve(int listener, const std::string& answer) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int poller = epoll_create1(EPOLL_CLOEXEC);
  watch(poller, listener);
  std::array<epoll_event, 64> ready{};
  std::array<char, 4096> request{};
  for (;;) {
    const int count =
        epoll_wait(poller, ready.data(), static_cast<int>(ready.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int client = ready[static_cast<std::size_t>(i)].data.fd;
      if (client == listener) {
        watch(poller, accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
      } else if (read(client, request.data(), request.size()) <= 0 ||
                 write(client, answer.data(), answer.size()) < 0) {
        close(client);
      }
    }
  }
}

} // namespace

keep_alive_server::keep_alive_server(const std::string& body) {
  const auto listener = listen_on(0);
  url_ = fmt::format("http://127.0.0.1:{}", port_of(listener));
  process_ = fork();
  if (process_ < 0)
    throw std::system_error{errno, std::generic_category(), "fork"};
  if (process_ == 0)
    serve(listener.get(),
          fmt::format("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                      "Content-Length: {}\r\n\r\n{}",
                      body.size(), body));
}

keep_alive_server::~keep_alive_server() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

} // namespace tracker::test
