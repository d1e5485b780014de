// SPDX-License-Identifier: MIT
// A plain HTTP client for tests of the stand-in, on libcurl and without the fetcher.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tracker::test {

/// What came of a request.
struct http_answer {
  /// The CURLcode; 0 when an answer arrived complete.
  int error = 0;
  /// 0 when none arrived.
  long status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  /// The first header of this name, in any case; empty when there is none.
  std::string header(const std::string& name) const;
};

/// One client with its kept connection. Not for several threads at a time.
class http_client {
public:
  http_client();
  ~http_client();
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;

  /// Redirects are not followed, compression is not asked for, a body is given up after
  /// 1 MiB.
  http_answer get(const std::string& url,
                  std::chrono::milliseconds timeout = std::chrono::seconds{10});
  http_answer post(const std::string& url, const std::string& body);

  /// Connections opened by the last request: 0 when it went over the kept one.
  long new_connections() const;

private:
  struct handle_closer {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, handle_closer> handle_;
};

} // namespace tracker::test
