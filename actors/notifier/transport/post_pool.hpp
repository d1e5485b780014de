// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/transport/easy_handle.hpp"
#include "actors/notifier/channels/payload.hpp"
#include "actors/notifier/channels/service_reply.hpp"
#include "messages/time.hpp"

#include <curl/curl.h>

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

struct post_pool_options {
  /// The only URLs that are ever requested.
  std::set<std::string> allowed;
  /// Limit of one attempt.
  timespan timeout = std::chrono::seconds{15};
  std::string user_agent;
};

/// Sends requests to the URLs of the configuration with libcurl's multi interface. All
/// members but `wake` must be called from one thread.
///
/// The pool sends only to the URLs of its list, follows no redirect, verifies TLS (1.2 or
/// newer), keeps no cookies, and reads neither `~/.netrc` nor the proxies of the
/// environment. Its results contain neither URLs nor headers of the request.
///
/// The caller must have called curl_global_init.
class post_pool {
public:
  struct ended_transfer {
    std::uint64_t id = 0;
    service_reply reply;
  };

  /// Throws std::runtime_error when libcurl cannot be set up.
  explicit post_pool(post_pool_options options);
  ~post_pool();
  post_pool(const post_pool&) = delete;
  post_pool& operator=(const post_pool&) = delete;

  /// Begins a request. A request to a URL that is not in the list fails.
  void start(std::uint64_t id, const outgoing& request);
  /// Waits until a transfer can continue or `wake` is called, for at most `at_most`, and
  /// continues the transfers.
  void wait(timespan at_most);
  /// The transfers that ended since the last call.
  std::vector<ended_transfer> take_ended() { return std::exchange(ended_, {}); }
  /// Ends the current or the next `wait`.
  void wake() noexcept { curl_multi_wakeup(multi_.get()); }

private:
  class transfer;

  void advance();

  post_pool_options options_;
  std::unique_ptr<CURLM, multi_cleanup> multi_;
  std::map<CURL*, std::unique_ptr<transfer>> running_;
  std::vector<ended_transfer> ended_;
};

} // namespace tracker
