// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <string>

namespace tracker {

/// Where an actor that may have to wait for the outside runs.
enum class thread_of : std::uint8_t {
  /// On one of its own: who it waits for holds up nobody else.
  own,
  /// With all others: a virtual run has one thread, and the same order every time.
  pool,
};

/// Order of the supervisor to one stage at a time: finish what was in the mailbox before
/// this message, take nothing new, answer `drained`. An ordinary message, so everything
/// the same senders sent before it is handled first.
struct shutdown {
  /// When the supervisor stops waiting for this stage.
  steady_point deadline{};
};

/// Answer to `shutdown`, the last message of an actor.
struct drained {
  /// Messages this actor handled in its life.
  std::uint64_t handled = 0;
};

/// Question of the supervisor, for the status screen and for naming who held what.
struct status_request {};

/// Answer to `status_request`.
struct actor_status {
  /// Work that must still come back or go out, 0 when the actor could stop at once.
  std::uint64_t held = 0;
  /// What that work is and how the actor is doing, one line for people.
  std::string summary;
};

} // namespace tracker
