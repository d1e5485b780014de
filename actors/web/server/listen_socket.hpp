// SPDX-License-Identifier: MIT
#pragma once

#include "actors/web/server/listen_address.hpp"

#include <cstdint>
#include <string>
#include <variant>

#include <sys/socket.h>

namespace tracker {

/// A client that has connected, or why there is none.
struct accepted_connection {
  /// Owned by the receiver; -1: no client waits, or none can be accepted.
  int descriptor = -1;
  sockaddr_storage peer{};
  socklen_t peer_size = 0;
  /// The process had no descriptor left: a client was accepted and closed at once, so
  /// that it does not keep the listener readable.
  bool turned_away = false;
};

/// The listening socket of the web server. It keeps one descriptor in reserve, so that
/// clients can be turned away when the process has none left.
class listen_socket {
public:
  /// Opens it, or returns why it cannot be opened.
  static std::variant<listen_socket, std::string> open(const listen_address& address);
  listen_socket(listen_socket&& other) noexcept;
  listen_socket& operator=(listen_socket&& other) noexcept;
  ~listen_socket();

  int descriptor() const { return descriptor_; }
  /// With the port that was chosen.
  const listen_address& address() const { return address_; }

  /// Accepts a client: non-blocking, closed on exec.
  accepted_connection accept();
  /// No client is accepted from now on.
  void close();

private:
  listen_socket(int descriptor, listen_address address);

  int descriptor_ = -1;
  int reserve_ = -1;
  listen_address address_;
};

} // namespace tracker
