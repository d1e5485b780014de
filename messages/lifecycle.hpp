// SPDX-License-Identifier: MIT
#pragma once

#include "messages/metrics.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// On which thread an actor runs that may block on I/O.
enum class thread_of : std::uint8_t {
  /// On a thread of its own, so that it blocks no other actor.
  own,
  /// In CAF's thread pool: a virtual run has one thread, which makes its order of events
  /// reproducible.
  pool,
};

/// Order of the supervisor, to one stage of the drain at a time: handle what was in the
/// mailbox before this message, accept nothing new, answer `drained`. An ordinary
/// message, so everything that the same sender sent before it is handled first.
struct shutdown {
  /// When the supervisor stops waiting for this stage.
  steady_point deadline{};
  /// Cancel the pending requests to the platform instead of awaiting their replies: only
  /// this actor ends, and the others wait for it.
  bool cancels_requests = false;
};

/// Answer to `shutdown`; the last message that an actor sends.
struct drained {
  /// Number of messages that this actor has handled since its start.
  std::uint64_t handled = 0;
};

/// Request of the supervisor, for the status screen and to report what did not drain.
struct status_request {};

/// Answer to `status_request`.
struct actor_status {
  /// Number of pending requests and unwritten items; 0 when the actor could stop at once.
  std::uint64_t held = 0;
  /// What is pending and the actor's state, as one line of text.
  std::string summary;
  /// What the actor measures of itself.
  std::vector<metric_sample> metrics{};
  /// What it knows of the tracker's readiness.
  std::vector<health_check> checks{};
};

} // namespace tracker
