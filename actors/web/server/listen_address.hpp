// SPDX-License-Identifier: MIT
// Where the web server listens. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

/// True when only programs of this machine reach the address.
bool is_loopback(const listen_address& address);

/// `http://127.0.0.1:8087/`.
std::string url_of(const listen_address& address);

} // namespace tracker
