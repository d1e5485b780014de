// SPDX-License-Identifier: MIT
// The two actors that ask the supervisor for the state of the run.
#pragma once

#include "actors/status/status_socket.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <string>
#include <vector>

namespace tracker {

/// Spawns the actor that sends `heading` and the status screen to every client that
/// connects to the socket.
///
///     status command ──connect──▶ status ──status_screen_request──▶ supervisor
///                    ◀───text──────┘  ▲ ◀──────status_screen────────────┘
///
/// It has a thread of its own, because it waits for connections. It serves up to four
/// clients at once; the others wait in the kernel's bounded queue.
status_actor spawn_status(caf::actor_system& system, supervisor_actor supervisor,
                          status_socket listener, std::string heading);

struct observer_options {
  timespan interval = std::chrono::seconds{1};
  /// The wall clock of the run.
  wall_clock now;
  /// Receive the state of the run. They are called on the observer's thread and must not
  /// block.
  std::vector<std::function<void(const status_screen&)>> receivers;
};

/// Spawns an actor that requests the state of the run from the supervisor once per
/// interval and passes it on. It ends with the supervisor.
void spawn_status_observer(caf::actor_system& system, const supervisor_actor& supervisor,
                           observer_options options);

} // namespace tracker
