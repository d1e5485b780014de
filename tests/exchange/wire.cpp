// SPDX-License-Identifier: MIT
#include "tests/exchange/wire.hpp"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace tracker::exchange {

namespace {

/// The ports of a connected IPv4 socket.
struct ports {
  std::uint16_t local = 0;
  std::uint16_t remote = 0;
};

using name_call = int (*)(int, sockaddr*, socklen_t*);

std::optional<std::uint16_t> port_by(name_call ask, int descriptor) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (ask(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      address.sin_family != AF_INET)
    return std::nullopt;
  return ntohs(address.sin_port);
}

std::optional<ports> ports_of(int descriptor) {
  const auto local = port_by(getsockname, descriptor);
  const auto remote = port_by(getpeername, descriptor);
  if (!local || !remote)
    return std::nullopt;
  return ports{*local, *remote};
}

template <class Visit>
void for_each_descriptor(Visit visit) {
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator{"/proc/self/fd", ignored}) {
    const auto name = entry.path().filename().string();
    int descriptor = -1;
    std::from_chars(name.data(), name.data() + name.size(), descriptor);
    visit(descriptor);
  }
}

bool send_all(int connection, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto count =
        send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0)
      return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

/// Each step returns whether the script continues.
struct step_runner {
  int connection;

  bool operator()(const send_bytes& step) const {
    for (std::uint64_t i = 0; i < step.times; ++i)
      if (!send_all(connection, step.bytes))
        return false;
    return true;
  }
  bool operator()(const hold_on& step) const { return hold(connection, step.time); }
  bool operator()(const reset_connection&) const {
    // Connecting a connected socket to no address resets its connection at once, without
    // the orderly end that close would send first.
    sockaddr nothing{};
    nothing.sa_family = AF_UNSPEC;
    [[maybe_unused]] const auto result = connect(connection, &nothing, sizeof nothing);
    return false;
  }
};

} // namespace

int find_connection(std::uint16_t server_port, std::uint16_t client_port) {
  int found = -1;
  for_each_descriptor([&](int descriptor) {
    const auto known = ports_of(descriptor);
    if (known && known->local == server_port && known->remote == client_port)
      found = descriptor;
  });
  return found;
}

void end_connections(std::uint16_t server_port) {
  for_each_descriptor([&](int descriptor) {
    const auto known = ports_of(descriptor);
    if (known && known->local == server_port)
      shutdown(descriptor, SHUT_RDWR);
  });
}

bool hold(int connection, std::chrono::milliseconds time) {
  if (connection < 0)
    return false;
  using clock = std::chrono::steady_clock;
  const auto deadline = clock::now() + time;
  pollfd other_side{connection, POLLRDHUP, 0};
  for (auto left = time; left > std::chrono::milliseconds{0};
       left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now())) {
    const auto events = poll(&other_side, 1, static_cast<int>(left.count()));
    if (events > 0 || (events < 0 && errno != EINTR))
      return false;
  }
  return true;
}

void run(int connection, const script& steps) {
  for (const auto& step : steps)
    if (!std::visit(step_runner{connection}, step))
      break;
  shutdown(connection, SHUT_RDWR);
}

} // namespace tracker::exchange
