// SPDX-License-Identifier: MIT
// Where the web server listens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <sys/socket.h>

namespace tracker {

/// An address of this machine and a port.
struct listen_address {
  /// `127.0.0.1`, `::1`, `0.0.0.0`: numeric, without brackets.
  std::string host;
  /// 0: any free one.
  std::uint16_t port = 0;

  bool operator==(const listen_address&) const = default;
};

/// Reads `127.0.0.1:8087`, `localhost:8087` or `[::1]:8087`; nothing for other forms.
/// Names other than localhost are not resolved.
std::optional<listen_address> parse_listen_address(std::string_view text);

/// True when only programs of this machine can reach the address.
bool is_loopback(const listen_address& address);

/// `http://127.0.0.1:8087/`.
std::string url_of(const listen_address& address);

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
