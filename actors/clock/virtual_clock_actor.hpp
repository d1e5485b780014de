// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

namespace tracker {

/// Order to the virtual clock: make every beat up to and including this time, one after
/// the other, each as if it were sent on time.
struct advance_to {
  timestamp until{};
};

/// A clock that stands still until it is told to advance.
using virtual_clock_actor = compat::extend<clock_actor, void(advance_to)>;

/// The clock of tests and replays, at `start`: the interface of the live clock, the time
/// its own.
virtual_clock_actor spawn_virtual_clock(caf::actor_system& system, timestamp start,
                                        timespan interval, log_port log);

} // namespace tracker

TRACKER_MESSAGE(tracker::advance_to)
