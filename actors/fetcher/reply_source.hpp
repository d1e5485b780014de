// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fetch.hpp"
#include "messages/time.hpp"

namespace tracker {

/// The answer to a request and its time, by the wall clock of the virtual run.
struct timed_result {
  timestamp due{};
  fetch_result result;
};

/// The hosts of a virtual run: answers requests from a capture or a simulation, without a
/// network.
class reply_source {
public:
  virtual ~reply_source() = default;

  /// The answer to `request`, which is sent at `now`. An answer that is due before `now`
  /// is delivered at once. The times of requests never decrease.
  virtual timed_result ask(const fetch_request& request, timestamp now) = 0;
};

} // namespace tracker
