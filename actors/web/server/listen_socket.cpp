// SPDX-License-Identifier: MIT
#include "actors/web/server/listen_socket.hpp"

#include "actors/text/whole_number.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <unistd.h>

namespace tracker {

namespace {

constexpr int backlog = 64;

bool is_ipv6(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

bool is_ipv4(const std::string& host) {
  std::array<unsigned char, sizeof(in_addr)> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1;
}

/// The address for bind(2), and its size.
std::pair<sockaddr_storage, socklen_t> socket_address(const listen_address& address) {
  sockaddr_storage result{};
  if (address.host.find(':') != std::string::npos) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(address.port);
    inet_pton(AF_INET6, address.host.c_str(), &v6.sin6_addr);
    std::memcpy(&result, &v6, sizeof v6);
    return {result, sizeof v6};
  }
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(address.port);
  inet_pton(AF_INET, address.host.c_str(), &v4.sin_addr);
  std::memcpy(&result, &v4, sizeof v4);
  return {result, sizeof v4};
}

std::uint16_t bound_port(int descriptor) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound), &size) != 0)
    return 0;
  // The port is at the same place in both families.
  sockaddr_in v4{};
  std::memcpy(&v4, &bound, sizeof v4);
  return ntohs(v4.sin_port);
}

int open_reserve() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void close_descriptor(int& descriptor) {
  if (descriptor >= 0)
    ::close(std::exchange(descriptor, -1));
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

listen_socket::listen_socket(int descriptor, listen_address address)
    : descriptor_{descriptor}, reserve_{open_reserve()}, address_{std::move(address)} {}

listen_socket::listen_socket(listen_socket&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}
    , reserve_{std::exchange(other.reserve_, -1)}
    , address_{std::move(other.address_)} {}

listen_socket& listen_socket::operator=(listen_socket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(reserve_, other.reserve_);
  std::swap(address_, other.address_);
  return *this;
}

listen_socket::~listen_socket() {
  close();
}

void listen_socket::close() {
  close_descriptor(descriptor_);
  close_descriptor(reserve_);
}

std::variant<listen_socket, std::string>
listen_socket::open(const listen_address& address) {
  const auto [bytes, size] = socket_address(address);
  const int descriptor =
      ::socket(bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  // Takes the descriptor, so that every return closes it.
  listen_socket result{descriptor, address};
  const int yes = 1;
  if (descriptor < 0 ||
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      bind(descriptor, reinterpret_cast<const sockaddr*>(&bytes), size) != 0 ||
      listen(descriptor, backlog) != 0)
    return std::generic_category().message(errno);
  result.address_.port = bound_port(descriptor);
  return result;
}

accepted_connection listen_socket::accept() {
  accepted_connection result;
  result.peer_size = sizeof result.peer;
  const auto accept_one = [&] {
    return accept4(descriptor_, reinterpret_cast<sockaddr*>(&result.peer),
                   &result.peer_size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  };
  if (descriptor_ < 0)
    return result;
  result.descriptor = accept_one();
  if (result.descriptor >= 0 || (errno != EMFILE && errno != ENFILE))
    return result;
  // Without a descriptor the client would keep the listener readable, and polling would
  // spin: use the reserve to close its connection.
  close_descriptor(reserve_);
  int client = accept_one();
  result.turned_away = client >= 0;
  close_descriptor(client);
  reserve_ = open_reserve();
  result.descriptor = -1;
  return result;
}

} // namespace tracker
