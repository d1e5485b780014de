// SPDX-License-Identifier: MIT
// An HTTP server whose every byte is given by the test, for replies that no HTTP library
// would send.
#pragma once

#include "actors/polling/wake_event.hpp"
#include "tests/support/loopback.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tracker::test {

/// How a connection continues after the bytes of an answer.
enum class ending : std::uint8_t { keep, close, reset };

/// What the server sends for one request.
struct raw_answer {
  std::string bytes;
  ending end = ending::keep;
  /// The pause before the bytes.
  std::chrono::milliseconds delay{0};
};

/// A request that is never answered, over a connection that stays open.
inline raw_answer silence() {
  return {{}, ending::keep, std::chrono::hours{1}};
}

/// A whole answer with its length. `headers` are further lines, each with its `\r\n`.
inline raw_answer http(int status, std::string_view body, std::string_view headers = {}) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " Words\r\n";
  bytes.append(headers);
  bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  bytes.append(body);
  return {std::move(bytes), ending::keep, {}};
}

/// The answer, after a pause.
inline raw_answer delayed(std::chrono::milliseconds pause, raw_answer answer) {
  answer.delay = pause;
  return answer;
}

/// A loopback port without a listener.
inline std::uint16_t closed_port() {
  return port_of(listen_on(0));
}

/// A listener that never accepts and whose queue is full: a client that connects waits.
class full_listener {
public:
  full_listener() : listener_{listen_on(0, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (auto i = 0; i < 4; ++i) {
      queued_.emplace_back(
          ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      static_cast<void>(connect(queued_.back().get(),
                                reinterpret_cast<const sockaddr*>(&address),
                                sizeof address));
    }
  }
  std::uint16_t port() const { return port_of(listener_); }

private:
  owned_socket listener_;
  std::vector<owned_socket> queued_;
};

/// Answers each request as its script says. A TLS hello counts as a request. The script
/// runs on the server's thread.
class raw_server {
public:
  /// `head` is the request with its empty line; `number` counts requests from 1.
  using script = std::function<raw_answer(const std::string& head, std::size_t number)>;

  explicit raw_server(script answers, std::uint16_t port = 0)
      : answers_{std::move(answers)}
      , listener_{listen_on(port)}
      , port_{port_of(listener_)}
      , thread_{[this] { run(); }} {}
  ~raw_server() {
    stopping_ = true;
    woken_.signal();
    thread_.join();
  }
  raw_server(const raw_server&) = delete;
  raw_server& operator=(const raw_server&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Connections accepted so far.
  std::size_t connections() const { return connections_; }
  /// Requests that have arrived so far.
  std::size_t requests() const { return arrivals().size(); }
  /// When they arrived.
  std::vector<std::chrono::steady_clock::time_point> arrivals() const {
    const std::lock_guard lock{mutex_};
    return arrivals_;
  }
  /// Their heads.
  std::vector<std::string> heads() const {
    const std::lock_guard lock{mutex_};
    return heads_;
  }

private:
  using clock = std::chrono::steady_clock;

  struct client {
    owned_socket socket;
    std::string received{};
    std::string sending{};
    /// An answer that is not due yet.
    std::optional<raw_answer> waiting{};
    clock::time_point due{};
    ending end = ending::keep;
    bool is_gone = false;
  };

  void run() {
    while (!stopping_) {
      std::vector<pollfd> watched{{woken_.descriptor(), POLLIN, 0},
                                  {listener_.get(), POLLIN, 0}};
      for (const auto& one : clients_)
        watched.push_back(
            {one.socket.get(),
             static_cast<short>(one.sending.empty() ? POLLIN : POLLIN | POLLOUT), 0});
      ::poll(watched.data(), watched.size(), pause());
      auto seen = watched.begin() + 2;
      for (auto& one : clients_)
        if (((seen++)->revents & (POLLIN | POLLHUP | POLLERR)) != 0)
          receive(one);
      for (auto& one : clients_)
        answer(one);
      clients_.remove_if([](const client& one) { return one.is_gone; });
      if (watched[1].revents != 0)
        accept_all();
    }
  }

  int pause() const {
    auto next = clock::time_point::max();
    for (const auto& one : clients_)
      if (one.waiting)
        next = std::min(next, one.due);
    if (next == clock::time_point::max())
      return -1;
    const auto rest = std::chrono::ceil<std::chrono::milliseconds>(next - clock::now());
    return static_cast<int>(std::max<std::int64_t>(rest.count(), 0));
  }

  void accept_all() {
    for (;;) {
      const auto descriptor =
          accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor < 0)
        return;
      const int enabled = 1;
      setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &enabled, sizeof enabled);
      ++connections_;
      clients_.push_back({owned_socket{descriptor}});
    }
  }

  static void receive(client& sender) {
    char bytes[16384];
    const auto count = read(sender.socket.get(), bytes, sizeof bytes);
    if (count > 0)
      sender.received.append(bytes, static_cast<std::size_t>(count));
    else if (count == 0 || errno != EAGAIN)
      sender.is_gone = true;
  }

  /// Length of the request that `bytes` begin with; 0: it is not complete.
  static std::size_t request_end(const std::string& bytes) {
    constexpr auto tls_handshake = '\x16';
    if (!bytes.empty() && bytes.front() == tls_handshake)
      return bytes.size();
    const auto end = bytes.find("\r\n\r\n");
    return end == std::string::npos ? 0 : end + 4;
  }

  void answer(client& requester) {
    const auto end = request_end(requester.received);
    if (!requester.waiting && requester.sending.empty() && end != 0) {
      const auto head = requester.received.substr(0, end);
      requester.received.erase(0, end);
      requester.waiting = answers_(head, note(head));
      requester.due = clock::now() + requester.waiting->delay;
    }
    if (requester.waiting && requester.due <= clock::now()) {
      requester.sending = std::move(requester.waiting->bytes);
      requester.end = requester.waiting->end;
      requester.waiting.reset();
      finish_if_sent(requester);
    }
    if (!requester.sending.empty())
      send(requester);
  }

  std::size_t note(const std::string& head) {
    const std::lock_guard lock{mutex_};
    arrivals_.push_back(clock::now());
    heads_.push_back(head);
    return heads_.size();
  }

  static void send(client& receiver) {
    const auto count = ::send(receiver.socket.get(), receiver.sending.data(),
                              receiver.sending.size(), MSG_NOSIGNAL);
    if (count < 0) {
      receiver.is_gone = receiver.is_gone || errno != EAGAIN;
      return;
    }
    receiver.sending.erase(0, static_cast<std::size_t>(count));
    finish_if_sent(receiver);
  }

  static void finish_if_sent(client& receiver) {
    if (!receiver.sending.empty() || receiver.end == ending::keep)
      return;
    if (receiver.end == ending::reset) {
      const linger at_once{1, 0};
      setsockopt(receiver.socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    receiver.is_gone = true;
  }

  script answers_;
  owned_socket listener_;
  std::uint16_t port_;
  wake_event woken_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> connections_{0};
  mutable std::mutex mutex_;
  std::vector<clock::time_point> arrivals_;
  std::vector<std::string> heads_;
  std::list<client> clients_;
  std::thread thread_;
};

} // namespace tracker::test
