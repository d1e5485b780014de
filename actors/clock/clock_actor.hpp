// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

namespace tracker {

/// Spawns the live clock: a tick at every whole multiple of `interval`, on a thread of
/// its own, so that no other actor can delay it.
clock_actor spawn_clock(caf::actor_system& system, timespan interval, wall_clock wall,
                        log_port log);

} // namespace tracker
