// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fetch.hpp"
#include "messages/time.hpp"

namespace tracker {

/// What a question is answered, and when, by the wall clock of the virtual run.
struct timed_result {
  timestamp due{};
  fetch_result result;
};

/// The other end of a virtual run: answers questions from a record or a simulation, and
/// asks nobody.
class reply_source {
public:
  virtual ~reply_source() = default;

  /// The answer to `asked`, which is put at `now`. It may be due before `now`: then it
  /// comes at once. Questions come in the order of their times.
  virtual timed_result ask(const fetch_request& asked, timestamp now) = 0;
};

} // namespace tracker
