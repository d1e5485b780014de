// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/transport/curl_ending.hpp"
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
  /// Per attempt, from its start to its last byte.
  timespan timeout = std::chrono::seconds{5};
  /// Name, connection and handshake.
  timespan connect_timeout = std::chrono::seconds{3};
  std::size_t max_connections_per_host = 4;
  /// Bytes of a body, decompressed.
  std::size_t max_response_size = 8UL * 1024 * 1024;
  std::string user_agent;
};

/// HTTP/2 transfers of libcurl 7.87.0 to 8.5.0 can hang or lose their body
/// (https://github.com/curl/curl/issues/10936).
constexpr bool has_curl_issue_10936(unsigned libcurl_version) {
  return libcurl_version >= 0x075700 && libcurl_version <= 0x080500;
}

/// Transfers over keep-alive connections: libcurl's multi interface, RAII. Everything is
/// called from one thread, `wake` from any. libcurl is told which sockets are ready, so
/// that it looks at those and no others.
///
/// It sends nothing but GET, follows no redirect, verifies TLS (1.2 or newer), knows the
/// protocols http and https only, keeps no cookies, and reads neither `~/.netrc` nor the
/// proxies of the environment: the tracker promises to talk to its configured hosts and
/// to nobody else, and a proxy would be somebody else.
///
/// curl_global_init is the caller's.
class curl_pool {
public:
  /// One ended transfer.
  struct landing {
    std::uint64_t id = 0;
    transfer_result result;
  };

  /// Throws std::runtime_error when libcurl cannot be set up.
  explicit curl_pool(curl_pool_options options);
  ~curl_pool();
  curl_pool(const curl_pool&) = delete;
  curl_pool& operator=(const curl_pool&) = delete;

  /// Begins a GET and moves it on as far as it goes without waiting. `id` is free for
  /// reuse when the transfer has landed or was aborted.
  void start(std::uint64_t id, const std::string& url);
  /// Ends a transfer that will not be reported.
  void abort(std::uint64_t id);
  /// Waits until a transfer can go on, for at most this long (nothing: as long as it
  /// takes), or until `wake` was called; moves on what can go on. Does not wait while
  /// there are landings to take.
  void wait(std::optional<timespan> at_most);
  /// The transfers that ended since the last call.
  std::vector<landing> take_landings() { return std::exchange(landings_, {}); }
  /// Ends the current or the next `wait`.
  void wake() noexcept { wake_.signal(); }

  std::size_t running() const { return running_.size(); }
  /// Bytes of all answers as they came over the wire, headers and failed ones included.
  std::uint64_t bytes_received() const { return bytes_received_; }

private:
  class channel;
  struct multi_cleanup {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };
  struct list_cleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  static int on_socket(CURL* easy, curl_socket_t which, int wanted, void* self,
                       void* socket_data);
  void watch(curl_socket_t which, int wanted);
  /// Tells libcurl what has happened on a socket, or that time has passed.
  void act(curl_socket_t which, int happened);
  /// Milliseconds that `poll` may take: at most `at_most`, and not past libcurl's timers.
  int limit_of_wait(std::optional<timespan> at_most) const;
  std::unique_ptr<channel> idle_channel();
  landing land(CURL* handle, CURLcode code);

  curl_pool_options options_;
  wake_event wake_;
  /// What `wait` waits for: `wake_`, and the sockets that libcurl has named.
  std::vector<pollfd> watched_;
  std::vector<landing> landings_;
  std::unique_ptr<curl_slist, list_cleanup> request_headers_;
  std::unique_ptr<CURLM, multi_cleanup> multi_;
  std::unordered_map<std::uint64_t, std::unique_ptr<channel>> running_;
  std::vector<std::unique_ptr<channel>> idle_;
  std::uint64_t bytes_received_ = 0;
};

} // namespace tracker
