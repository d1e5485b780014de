// SPDX-License-Identifier: MIT
#pragma once

#include "actors/status/status_socket.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <string>

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

} // namespace tracker
