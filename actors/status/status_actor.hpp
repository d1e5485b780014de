// SPDX-License-Identifier: MIT
#pragma once

#include "actors/status/status_socket.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <string>

namespace tracker {

/// Answers whoever connects to the socket with the status screen under `heading`.
///
///     status command ──connect──▶ status ──status_screen_request──▶ supervisor
///                    ◀───text──────┘  ▲ ◀──────status_screen────────────┘
///
/// On a thread of its own, because it waits for connections. A few clients are served at
/// once, the others wait in the kernel's queue, which has its own bound.
status_actor spawn_status(caf::actor_system& system, supervisor_actor supervisor,
                          status_socket listener, std::string heading);

} // namespace tracker
