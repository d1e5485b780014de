// SPDX-License-Identifier: MIT
#include "actors/status/status_socket.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace tracker {

namespace {

constexpr const char* socket_name = "status";
constexpr int waiting_clients = 8;

std::string reason() {
  return std::generic_category().message(errno);
}

/// The socket's address, relative to the open folder: the path of a socket is limited to
/// 107 bytes, and the data directory's path may be longer.
sockaddr_un address_in(const owned_descriptor& folder) {
  sockaddr_un result{};
  result.sun_family = AF_UNIX;
  const auto path = fmt::format("/proc/self/fd/{}/{}", folder.get(), socket_name);
  std::memcpy(static_cast<char*>(result.sun_path), path.c_str(), path.size() + 1);
  return result;
}

owned_descriptor open_folder(const std::string& path) {
  return owned_descriptor{::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
}

owned_descriptor stream_socket() {
  return owned_descriptor{
      ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
}

std::string unusable(const std::string& data_dir) {
  return fmt::format("cannot create a socket in {}: {}", data_dir, reason());
}

} // namespace

owned_descriptor::owned_descriptor(owned_descriptor&& other) noexcept
    : number_{std::exchange(other.number_, -1)} {}

owned_descriptor& owned_descriptor::operator=(owned_descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

owned_descriptor::~owned_descriptor() {
  if (number_ >= 0)
    ::close(number_);
}

std::variant<status_socket, std::string>
status_socket::open(const std::string& data_dir) {
  auto folder = open_folder(data_dir);
  auto listener = stream_socket();
  if (folder.get() < 0 || listener.get() < 0)
    return unusable(data_dir);
  unlinkat(folder.get(), socket_name, 0);
  const auto address = address_in(folder);
  // Before bind, so that the file never exists with another mode.
  if (fchmod(listener.get(), S_IRUSR | S_IWUSR) != 0 ||
      bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
          0 ||
      listen(listener.get(), waiting_clients) != 0)
    return unusable(data_dir);
  return status_socket{std::move(folder), std::move(listener)};
}

status_socket::~status_socket() {
  if (folder_.get() >= 0)
    unlinkat(folder_.get(), socket_name, 0);
}

accepted_client status_socket::accept() {
  const int number =
      accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  const bool refused = number < 0 && (errno == EMFILE || errno == ENFILE ||
                                      errno == ENOBUFS || errno == ENOMEM);
  return {owned_descriptor{number}, refused};
}

void answer_status(const owned_descriptor& client, std::string_view text) {
  [[maybe_unused]] const auto sent =
      ::send(client.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::variant<status_text, std::string> request_status(const std::string& data_dir,
                                                      timespan patience) {
  const auto folder = open_folder(data_dir);
  const auto client = stream_socket();
  if (folder.get() < 0 || client.get() < 0)
    return reason();
  const auto address = address_in(folder);
  if (connect(client.get(), reinterpret_cast<const sockaddr*>(&address),
              sizeof address) != 0)
    return reason();
  const auto limit =
      static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(patience).count());
  status_text answer;
  std::array<char, 4096> part{};
  for (;;) {
    pollfd readable{client.get(), POLLIN, 0};
    if (::poll(&readable, 1, limit) != 1)
      return fmt::format("no answer within {} ms", limit);
    const auto count = ::read(client.get(), part.data(), part.size());
    if (count < 0)
      return reason();
    if (count == 0)
      break;
    answer.text.append(part.data(), static_cast<std::size_t>(count));
  }
  if (answer.text.empty())
    return std::string{"the tracker is stopping"};
  return answer;
}

std::vector<std::string> readiness_rows(const status_screen& screen) {
  std::vector<std::string> rows;
  if (screen.actors.empty())
    return rows;
  for (const auto& actor : screen.actors) {
    if (!actor.status) {
      rows.push_back(fmt::format("{}{}: no answer", not_ready_prefix, actor.name));
      continue;
    }
    for (const auto& check : actor.status->checks)
      if (check.status == health_status::fail)
        rows.push_back(
            fmt::format("{}{}: {}", not_ready_prefix, check.name, check.detail));
  }
  if (screen.stopping)
    rows.push_back(fmt::format("{}the tracker is stopping", not_ready_prefix));
  if (rows.empty())
    rows.emplace_back("  ready : every actor answers and every source is read");
  return rows;
}

} // namespace tracker
