// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

namespace tracker {

/// The live clock: a beat every `interval`, on the second, on a thread of its own, so
/// that nothing the other actors do can hold it up.
clock_actor spawn_clock(caf::actor_system& system, timespan interval, wall_clock wall,
                        log_port log);

} // namespace tracker
