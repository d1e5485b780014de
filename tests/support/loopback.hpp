// SPDX-License-Identifier: MIT
// Sockets on the loopback interface.
#pragma once

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tracker::test {

/// A socket that is closed with its owner.
class owned_socket {
public:
  explicit owned_socket(int descriptor) : descriptor_{descriptor} {
    if (descriptor_ < 0)
      throw std::system_error{errno, std::generic_category(), "socket"};
  }
  owned_socket(owned_socket&& other) noexcept
      : descriptor_{std::exchange(other.descriptor_, -1)} {}
  owned_socket& operator=(owned_socket&&) = delete;
  ~owned_socket() {
    if (descriptor_ >= 0)
      close(descriptor_);
  }
  int get() const { return descriptor_; }

private:
  int descriptor_;
};

/// A socket that listens on a loopback port; 0: one that is free.
inline owned_socket listen_on(std::uint16_t port, int queue = 512) {
  owned_socket listener{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  const int enabled = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &enabled, sizeof enabled);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
          0 ||
      listen(listener.get(), queue) != 0)
    throw std::system_error{errno, std::generic_category(), "listen"};
  return listener;
}

inline std::uint16_t port_of(const owned_socket& listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

} // namespace tracker::test
