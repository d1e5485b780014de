// SPDX-License-Identifier: MIT
#include "actors/web/server/listen_address.hpp"

#include "actors/text/whole_number.hpp"

#include <fmt/format.h>

#include <array>

#include <arpa/inet.h>

namespace tracker {

namespace {

bool is_ipv6(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

bool is_ipv4(const std::string& host) {
  std::array<unsigned char, sizeof(in_addr)> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1;
}

} // namespace

std::optional<listen_address> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  const auto port = parse_whole_number<std::uint16_t>(text.substr(colon + 1));
  if (!port)
    return std::nullopt;
  listen_address result;
  result.port = *port;
  auto host = text.substr(0, colon);
  const bool has_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (has_brackets)
    host = host.substr(1, host.size() - 2);
  result.host = host == "localhost" ? "127.0.0.1" : std::string{host};
  if (has_brackets ? !is_ipv6(result.host) : !is_ipv4(result.host))
    return std::nullopt;
  return result;
}

bool is_loopback(const listen_address& address) {
  return address.host == "::1" || address.host.starts_with("127.");
}

std::string url_of(const listen_address& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}/", is_v6 ? "[" : "", address.host,
                     is_v6 ? "]" : "", address.port);
}

} // namespace tracker
