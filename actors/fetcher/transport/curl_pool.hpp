// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/transport/curl_ending.hpp"
#include "actors/fetcher/transport/easy_handle.hpp"
#include "actors/fetcher/transport/network_options.hpp"
#include "actors/fetcher/transport/transfer.hpp"
#include "actors/polling/wake_event.hpp"
#include "messages/time.hpp"

#include <curl/curl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <poll.h>

namespace tracker {

struct curl_pool_options {
  /// Of one attempt, from its start to its last byte.
  timespan timeout = std::chrono::seconds{5};
  /// Of name lookup, connection and handshake.
  timespan connect_timeout = std::chrono::seconds{3};
  std::size_t max_connections_per_host = 4;
  /// Bytes of a body, decompressed.
  std::size_t max_response_size = 8UL * 1024 * 1024;
  std::string user_agent;
  network_options network{};
};

/// HTTP/2 transfers of libcurl 7.87.0 to 8.5.0 can hang or lose their body
/// (https://github.com/curl/curl/issues/10936).
constexpr bool has_curl_issue_10936(unsigned libcurl_version) {
  return libcurl_version >= 0x075700 && libcurl_version <= 0x080500;
}

/// Transfers over keep-alive connections: libcurl's multi interface, RAII. All members
/// are called from one thread, only `wake` from any. The pool passes ready sockets to
/// libcurl, which therefore checks no others.
///
/// The pool sends nothing but GET, follows no redirect, verifies TLS (1.2 or newer),
/// accepts the protocols http and https only, keeps no cookies, and reads neither
/// `~/.netrc` nor the proxies of the environment: the tracker promises to connect to its
/// configured hosts only, and a proxy is another host, which the configuration must name.
///
/// The caller must have called curl_global_init.
class curl_pool {
public:
  struct ended_transfer {
    std::uint64_t id = 0;
    transfer_result result;
  };

  /// Throws std::runtime_error when libcurl cannot be set up.
  explicit curl_pool(curl_pool_options options);
  ~curl_pool();
  curl_pool(const curl_pool&) = delete;
  curl_pool& operator=(const curl_pool&) = delete;

  /// Begins a GET and runs it as far as possible without waiting. `id` may be reused when
  /// the transfer has ended or was aborted.
  void start(std::uint64_t id, const std::string& url);
  /// Ends a transfer without a result.
  void abort(std::uint64_t id);
  /// Waits until a transfer can continue or `wake` is called, for at most `at_most`
  /// (nothing: without a limit), and continues the transfers. Does not wait while
  /// `take_ended` has results.
  void wait(std::optional<timespan> at_most);
  /// The transfers that ended since the last call.
  std::vector<ended_transfer> take_ended() { return std::exchange(ended_, {}); }
  /// Ends the current or the next `wait`.
  void wake() noexcept { wake_.signal(); }

  std::size_t running() const { return running_.size(); }
  /// Received bytes of all answers before decompression, with headers, failed transfers
  /// included.
  std::uint64_t bytes_received() const { return bytes_received_; }

private:
  class channel;

  static int on_socket(CURL* easy, curl_socket_t socket, int wanted, void* self,
                       void* socket_data);
  void watch(curl_socket_t socket, int wanted);
  /// Reports the events of a socket to libcurl, or with CURL_SOCKET_TIMEOUT that time has
  /// passed.
  void act(curl_socket_t socket, int events);
  /// The limit of `poll` in milliseconds: at most `at_most`, and not past libcurl's
  /// timers.
  int limit_of_wait(std::optional<timespan> at_most) const;
  std::unique_ptr<channel> idle_channel();
  ended_transfer finish(CURL* handle, CURLcode code);

  curl_pool_options options_;
  wake_event wake_;
  /// The descriptors of `wait`: `wake_`, then the sockets that libcurl has registered.
  std::vector<pollfd> watched_;
  std::vector<ended_transfer> ended_;
  header_lines request_headers_;
  std::unique_ptr<CURLM, multi_cleanup> multi_;
  std::unordered_map<std::uint64_t, std::unique_ptr<channel>> running_;
  std::vector<std::unique_ptr<channel>> idle_;
  std::uint64_t bytes_received_ = 0;
};

} // namespace tracker
