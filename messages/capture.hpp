// SPDX-License-Identifier: MIT
// What the fetcher sends to the capture actor, which records a run for later replay.
#pragma once

#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <string>

namespace tracker {

/// Fact from the fetcher: a request and its result.
struct captured_exchange {
  host target = host::gamma;
  std::string endpoint;
  std::string path;
  /// When the fetcher accepted the request, and when it answered it.
  instant asked;
  instant answered;
  fetch_result result;
};

/// Request of the fetcher, sent after a batch of exchanges. Answered when everything sent
/// before it is in the file, so that the fetcher can bound what is queued.
struct capture_mark {};

/// Answer to `capture_mark`.
struct capture_progress {
  /// False: the capture has ended; further exchanges are discarded.
  bool goes_on = false;
};

/// Order of the fetcher: end the capture here, because exchanges from this point on are
/// missing.
struct end_capture {
  /// Why; text for the log.
  std::string reason;
};

} // namespace tracker
