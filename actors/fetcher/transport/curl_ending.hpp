// SPDX-License-Identifier: MIT
// Classification of failed libcurl transfers. Pure.
#pragma once

#include "actors/fetcher/transport/transfer.hpp"

#include <curl/curl.h>

#include <cstdint>
#include <string>

namespace tracker {

/// How a transfer ended, as libcurl reports it.
struct curl_ending {
  CURLcode code = CURLE_OK;
  std::uint16_t status = 0;
  /// Bytes of the answer have arrived.
  bool answer_begun = false;
  /// The answer exceeded one of our size limits.
  bool over_limit = false;
  /// The last stage that the transfer reached.
  enum class stage : std::uint8_t {
    resolving,
    connecting,
    handshake,
    requesting
  } reached = stage::requesting;
  std::string detail;
};

/// The failure of a transfer that did not end with CURLE_OK.
transport_failure failure_of(const curl_ending& ending);

} // namespace tracker
