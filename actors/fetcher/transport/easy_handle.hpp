// SPDX-License-Identifier: MIT
// libcurl's handles with RAII and errors, and the options that every transfer has.
#pragma once

#include "messages/time.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

namespace tracker {

struct easy_cleanup {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct multi_cleanup {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct list_cleanup {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// The lines of a request's header.
using header_lines = std::unique_ptr<curl_slist, list_cleanup>;

/// Throws std::runtime_error unless `done`.
inline void require_curl(bool done, const char* what) {
  if (!done)
    throw std::runtime_error{std::string{"libcurl: "} + what};
}
inline void require_curl(CURLMcode code) {
  require_curl(code == CURLM_OK, curl_multi_strerror(code));
}

template <class T>
void set_option(CURL* easy, CURLoption option, T value) {
  const auto code = curl_easy_setopt(easy, option, value);
  require_curl(code == CURLE_OK, curl_easy_strerror(code));
}

inline void add_line(header_lines& lines, const std::string& line) {
  auto* const longer = curl_slist_append(lines.get(), line.c_str());
  require_curl(longer != nullptr, "no memory for a header");
  static_cast<void>(lines.release());
  lines.reset(longer);
}

/// Whole milliseconds, rounded up: a wait that ends early would only be repeated.
template <class Integer>
Integer milliseconds_of(timespan span) {
  const auto count = std::chrono::ceil<std::chrono::milliseconds>(span).count();
  return static_cast<Integer>(
      std::clamp<std::int64_t>(count, 0, std::numeric_limits<int>::max()));
}

/// No redirects, no `~/.netrc`, no proxy of the environment, paths as they are, TLS 1.2
/// or newer with a verified certificate, no signals.
inline void set_safe_options(CURL* easy) {
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // Set even if empty: otherwise libcurl reads the environment.
  set_option(easy, CURLOPT_PROXY, "");
  set_option(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set_option(easy, CURLOPT_PATH_AS_IS, 1L);
  set_option(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set_option(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set_option(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  // Without it, aborting a transfer waits for a name server that does not answer.
  set_option(easy, CURLOPT_QUICK_EXIT, 1L);
}

} // namespace tracker
