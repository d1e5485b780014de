// SPDX-License-Identifier: MIT
#pragma once

#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <functional>

namespace tracker {

/// Spawns the actor that turns signals into messages for the supervisor:
///
///     SIGINT, SIGTERM   stop_request; a second one ends the process at once with 130
///     SIGHUP            reload_request, the result of `reload`
///     SIGUSR1           log_status
///
/// `reload` reads the configuration again. It runs on this actor's own thread, so it may
/// block on the disk. `before_forced_end` runs on the same thread before the process ends
/// with 130; it must not block.
signal_actor spawn_signal(caf::actor_system& system, supervisor_actor supervisor,
                          std::function<reload_request()> reload,
                          std::function<void()> before_forced_end = {});

} // namespace tracker
