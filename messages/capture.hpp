// SPDX-License-Identifier: MIT
// What is recorded of a run, so that it can be run again.
#pragma once

#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <string>

namespace tracker {

/// Fact from the fetcher: this was asked, and that was the answer.
struct captured_exchange {
  host from = host::gamma;
  std::string endpoint;
  std::string path;
  /// When the fetcher took the request, and when it answered.
  instant asked;
  instant answered;
  fetch_result result;
};

/// Question of the fetcher, behind what it has sent: how far have you come? Answered when
/// everything before it is in the file.
struct capture_mark {};

/// Answer to `capture_mark`.
struct capture_progress {
  /// False: the capture has ended, and takes nothing more.
  bool goes_on = false;
};

/// Order of the fetcher, behind what it has sent: end the capture, there is a hole from
/// here on.
struct end_capture {
  /// For people.
  std::string reason;
};

} // namespace tracker
