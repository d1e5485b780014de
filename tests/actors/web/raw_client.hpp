// SPDX-License-Identifier: MIT
// An HTTP client that sends any bytes and waits for a given time.
#pragma once

#include "tests/support/loopback.hpp"

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <poll.h>

namespace tracker::test {

class raw_client {
public:
  using duration = std::chrono::milliseconds;

  /// `receive_buffer`: bytes that the kernel accepts for a client that does not read; 0:
  /// its default.
  explicit raw_client(std::uint16_t port, int receive_buffer = 0)
      : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    if (receive_buffer > 0)
      setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer,
                 sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
                         sizeof address) == 0;
  }

  bool connected() const { return connected_; }

  bool send(std::string_view bytes) const {
    return ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  bool get(const std::string& target, const std::string& headers = {}) const {
    return send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
  }

  /// Reads until the text contains `part`, the connection ends, or `limit` has passed.
  const std::string& read_until(std::string_view part, duration limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (text_.find(part) == std::string::npos && read_some(deadline)) {
    }
    return text_;
  }
  /// Reads one reply with a Content-Length and removes it from what was read.
  std::string read_reply(duration limit = std::chrono::seconds{20}) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
      const auto end = text_.find("\r\n\r\n");
      const auto length = text_.find("Content-Length: ");
      if (end != std::string::npos && length < end) {
        const auto size = end + 4 + std::stoul(text_.substr(length + 16));
        if (text_.size() >= size) {
          auto reply = text_.substr(0, size);
          text_.erase(0, size);
          return reply;
        }
      }
      if (!read_some(deadline))
        return std::exchange(text_, {});
    }
  }
  /// True when the server closes the connection within `limit`; bytes before that are
  /// read.
  bool is_closed_within(duration limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (read_some(deadline)) {
    }
    return is_closed_;
  }
  const std::string& text() const { return text_; }
  int descriptor() const { return socket_.get(); }

private:
  bool read_some(std::chrono::steady_clock::time_point deadline) {
    int ready = -1;
    // A signal, such as the alarm of libFuzzer, interrupts poll(2), not the wait.
    do {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(
          deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0)
        return false;
      pollfd readable{socket_.get(), POLLIN, 0};
      ready = poll(&readable, 1, static_cast<int>(left.count()));
    } while (ready < 0 && errno == EINTR);
    if (ready != 1)
      return false;
    char part[4096];
    const auto size = recv(socket_.get(), part, sizeof part, 0);
    if (size <= 0) {
      is_closed_ = true;
      return false;
    }
    text_.append(part, static_cast<std::size_t>(size));
    return true;
  }

  owned_socket socket_;
  bool connected_ = false;
  bool is_closed_ = false;
  std::string text_;
};

/// The status of a reply; 0 without one.
inline int status_of(const std::string& reply) {
  return reply.starts_with("HTTP/1.") && reply.size() > 12 ? std::stoi(reply.substr(9, 3))
                                                           : 0;
}

inline std::string body_of(const std::string& reply) {
  const auto end = reply.find("\r\n\r\n");
  return end == std::string::npos ? "" : reply.substr(end + 4);
}

} // namespace tracker::test
