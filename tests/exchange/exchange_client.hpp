// SPDX-License-Identifier: MIT
// A plain HTTP client for tests of the exchange, on libcurl and without the fetcher.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tracker::test {

/// The result of a request.
struct http_answer {
  /// The CURLcode; 0 when the answer is complete.
  int error = 0;
  /// The HTTP status; 0 without an answer.
  long status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  /// The first header of this name, in any letter case; empty without one.
  std::string header(const std::string& name) const;
};

/// One client with its kept connection. Not thread-safe.
class http_client {
public:
  http_client();
  ~http_client();
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;

  /// Follows no redirect, requests no compression, and aborts a body beyond 1 MiB.
  http_answer get(const std::string& url,
                  std::chrono::milliseconds timeout = std::chrono::seconds{10});
  http_answer post(const std::string& url, const std::string& body);

  /// Connections that the last request opened: 0 when it used the kept one.
  long new_connections() const;

private:
  struct handle_closer {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, handle_closer> handle_;
};

} // namespace tracker::test
