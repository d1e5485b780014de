// SPDX-License-Identifier: MIT
#pragma once

#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <functional>

namespace tracker {

/// Turns signals into messages for the supervisor:
///
///     SIGINT, SIGTERM   stop_request; the second one ends the process at once with 130
///     SIGHUP            reload_request, as `reload` reads it
///     SIGUSR1           log_status
///
/// `reload` reads the configuration again; it runs on this actor's own thread, so it may
/// wait for the disk. `before_forced_end` runs before the process ends with 130, on the
/// same thread; it must not wait.
signal_actor spawn_signal(caf::actor_system& system, supervisor_actor supervisor,
                          std::function<reload_request()> reload,
                          std::function<void()> before_forced_end = {});

} // namespace tracker
