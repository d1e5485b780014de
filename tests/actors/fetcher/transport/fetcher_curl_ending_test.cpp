// SPDX-License-Identifier: MIT
#include "actors/fetcher/transport/curl_pool.hpp"
#include "tests/support/catch.hpp"

namespace tracker {
namespace {

using kind = fetch_error_kind;
using stage = curl_ending::stage;

TEST_CASE("the libcurl versions with issue 10936 are recognised") {
  CHECK_FALSE(has_curl_issue_10936(0x075600)); // 7.86.0
  CHECK(has_curl_issue_10936(0x075700));       // 7.87.0
  CHECK(has_curl_issue_10936(0x075801));       // 7.88.1 of Debian 12
  CHECK(has_curl_issue_10936(0x080500));       // 8.5.0
  CHECK_FALSE(has_curl_issue_10936(0x080600)); // 8.6.0
  CHECK_FALSE(has_curl_issue_10936(0x080e01)); // 8.14.1 of Debian 13
}

TEST_CASE("libcurl's codes become the tracker's errors") {
  struct ending_case {
    CURLcode code;
    bool answer_begun;
    stage reached;
    kind expected;
    bool retryable;
  };
  const ending_case cases[] = {
      {CURLE_COULDNT_RESOLVE_HOST, false, stage::resolving, kind::resolve, true},
      {CURLE_COULDNT_CONNECT, false, stage::connecting, kind::connect, true},
      {CURLE_SSL_CONNECT_ERROR, false, stage::handshake, kind::tls, true},
      {CURLE_PEER_FAILED_VERIFICATION, false, stage::handshake, kind::tls, false},
      {CURLE_OPERATION_TIMEDOUT, false, stage::resolving, kind::resolve, true},
      {CURLE_OPERATION_TIMEDOUT, false, stage::connecting, kind::connect, true},
      {CURLE_OPERATION_TIMEDOUT, false, stage::handshake, kind::tls, true},
      {CURLE_OPERATION_TIMEDOUT, false, stage::requesting, kind::timeout, true},
      {CURLE_OPERATION_TIMEDOUT, true, stage::requesting, kind::timeout, true},
      {CURLE_PARTIAL_FILE, true, stage::requesting, kind::truncated, true},
      {CURLE_RECV_ERROR, true, stage::requesting, kind::truncated, true},
      {CURLE_RECV_ERROR, false, stage::requesting, kind::connect, true},
      {CURLE_SEND_ERROR, false, stage::requesting, kind::connect, true},
      {CURLE_GOT_NOTHING, false, stage::requesting, kind::connect, true},
      {CURLE_HTTP2_STREAM, true, stage::requesting, kind::truncated, true},
      {CURLE_HTTP2_STREAM, false, stage::requesting, kind::connect, true},
      {CURLE_UNSUPPORTED_PROTOCOL, false, stage::requesting, kind::platform, true},
      {CURLE_WEIRD_SERVER_REPLY, false, stage::requesting, kind::platform, true},
      {CURLE_BAD_CONTENT_ENCODING, true, stage::requesting, kind::platform, true},
      {CURLE_FILESIZE_EXCEEDED, true, stage::requesting, kind::too_large, false},
      {CURLE_OUT_OF_MEMORY, true, stage::requesting, kind::too_large, false},
      {CURLE_URL_MALFORMAT, false, stage::resolving, kind::refused, false},
  };
  for (const auto& [code, answer_begun, reached, expected, retryable] : cases) {
    INFO(curl_easy_strerror(code));
    const auto failure = failure_of({code, 0, answer_begun, false, reached, "why"});
    CHECK(failure.kind == expected);
    CHECK(failure.retryable == retryable);
    CHECK(failure.detail == "why");
  }
  const auto cut_off =
      failure_of({CURLE_WRITE_ERROR, 200, true, true, stage::requesting, "too much"});
  CHECK(cut_off.kind == kind::too_large);
  CHECK(cut_off.status == 200);
  CHECK_FALSE(cut_off.retryable);
}

} // namespace
} // namespace tracker
