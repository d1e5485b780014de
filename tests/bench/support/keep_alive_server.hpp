// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <sys/types.h>

namespace tracker::test {

/// For benchmarks: a child process that gives every request on its loopback port the same
/// answer over connections that stay open. It ends with this object.
class keep_alive_server {
public:
  /// Answers with status 200 and `body` as JSON.
  explicit keep_alive_server(const std::string& body);
  ~keep_alive_server();
  keep_alive_server(const keep_alive_server&) = delete;
  keep_alive_server& operator=(const keep_alive_server&) = delete;

  /// `http://127.0.0.1:PORT`.
  const std::string& url() const { return url_; }

private:
  std::string url_;
  pid_t process_ = 0;
};

} // namespace tracker::test
