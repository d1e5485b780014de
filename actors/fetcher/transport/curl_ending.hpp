// SPDX-License-Identifier: MIT
// What kind of failure a transfer of libcurl has come to. Pure.
#pragma once

#include "actors/fetcher/transport/transfer.hpp"

#include <curl/curl.h>

#include <cstdint>
#include <string>

namespace tracker {

/// How a transfer ended, as libcurl tells it, before it is judged.
struct curl_ending {
  CURLcode code = CURLE_OK;
  std::uint16_t status = 0;
  /// Bytes of the answer have arrived.
  bool answer_begun = false;
  /// The answer exceeded a size limit of ours and was cut off for it.
  bool over_limit = false;
  /// How far the connection had come.
  enum class stage : std::uint8_t {
    naming,
    connecting,
    handshake,
    asking
  } reached = stage::asking;
  std::string detail;
};

/// The failure that an ending other than CURLE_OK is.
transport_failure failure_of(const curl_ending& ending);

} // namespace tracker
