// SPDX-License-Identifier: MIT
#pragma once

#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <vector>

namespace tracker {

/// How long the state of the run is waited for: longer than the supervisor waits for the
/// slowest actor's answer.
inline constexpr timespan supervisor_patience = std::chrono::seconds{1};

struct observer_options {
  timespan interval = std::chrono::seconds{1};
  /// The wall clock of the run.
  wall_clock now;
  /// Receive the state of the run. Called on the observer's thread; they only pass it on.
  std::vector<std::function<void(const status_screen&)>> receivers;
};

/// Spawns an actor that asks the supervisor for the state of the run once per interval
/// and passes it on. It ends with the supervisor.
void spawn_status_observer(caf::actor_system& system, const supervisor_actor& supervisor,
                           observer_options options);

} // namespace tracker
