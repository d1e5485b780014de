// SPDX-License-Identifier: MIT
// How connections are made on networks that do not let everything through.
#pragma once

#include <cstdint>
#include <string>

namespace tracker {

/// The addresses of a host that are used.
enum class address_family : std::uint8_t { any, ipv4, ipv6 };

struct network_options {
  /// `http://HOST[:PORT]`, `https://` or `socks5h://`; empty: connections are direct.
  /// The proxies of the environment are never used.
  std::string proxy;
  /// PEM file of the authorities to trust; empty: those of the system.
  std::string ca_file;
  address_family addresses = address_family::any;
};

} // namespace tracker
