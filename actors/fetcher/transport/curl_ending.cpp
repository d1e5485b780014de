// SPDX-License-Identifier: MIT
#include "actors/fetcher/transport/curl_ending.hpp"

namespace tracker {

namespace {

bool is_tls_failure(CURLcode code) {
  switch (code) {
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_SHUTDOWN_FAILED:
  case CURLE_SSL_CRL_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
  case CURLE_SSL_INVALIDCERTSTATUS:
  case CURLE_SSL_ENGINE_NOTFOUND:
  case CURLE_SSL_ENGINE_SETFAILED:
  case CURLE_SSL_ENGINE_INITFAILED:
    return true;
  default:
    return false;
  }
}

/// libcurl's own limits: the announced length of a body, and header lines. Before 8.6 it
/// reports a header line that is too long as CURLE_OUT_OF_MEMORY.
bool is_limit_of_libcurl(CURLcode code) {
#if LIBCURL_VERSION_NUM >= 0x080600
  if (code == CURLE_TOO_LARGE)
    return true;
#endif
  return code == CURLE_FILESIZE_EXCEEDED || code == CURLE_OUT_OF_MEMORY;
}

fetch_error_kind kind_of_timeout(curl_ending::stage reached) {
  switch (reached) {
  case curl_ending::stage::resolving:
    return fetch_error_kind::resolve;
  case curl_ending::stage::connecting:
    return fetch_error_kind::connect;
  case curl_ending::stage::handshake:
    return fetch_error_kind::tls;
  case curl_ending::stage::requesting:
    break;
  }
  return fetch_error_kind::timeout;
}

fetch_error_kind kind_of(const curl_ending& ending) {
  if (ending.over_limit || is_limit_of_libcurl(ending.code))
    return fetch_error_kind::too_large;
  if (is_tls_failure(ending.code))
    return fetch_error_kind::tls;
  switch (ending.code) {
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
    return fetch_error_kind::resolve;
  case CURLE_OPERATION_TIMEDOUT:
    return kind_of_timeout(ending.reached);
  case CURLE_URL_MALFORMAT:
    return fetch_error_kind::refused;
  // Bytes that are not HTTP (read as HTTP/0.9), or a body that does not decompress.
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_BAD_CONTENT_ENCODING:
    return fetch_error_kind::platform;
  case CURLE_PARTIAL_FILE:
    return fetch_error_kind::truncated;
  default:
    return ending.answer_begun ? fetch_error_kind::truncated : fetch_error_kind::connect;
  }
}

} // namespace

transport_failure failure_of(const curl_ending& ending) {
  transport_failure failure;
  failure.kind = kind_of(ending);
  failure.status = ending.status;
  failure.detail = ending.detail;
  failure.retryable = failure.kind != fetch_error_kind::too_large &&
                      failure.kind != fetch_error_kind::refused &&
                      // A retry does not change the certificate.
                      ending.code != CURLE_PEER_FAILED_VERIFICATION;
  return failure;
}

} // namespace tracker
