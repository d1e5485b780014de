// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <optional>

namespace tracker {

/// Order to the virtual clock: send this tick to the subscribers now.
struct play_tick {
  /// `due` is a time of the recording clock: only its differences are used.
  tick current_tick;
};

/// A clock that sends only the ticks that it is ordered to play.
using virtual_clock_actor = compat::extend<clock_actor, void(play_tick)>;

/// The clock of virtual runs. Interface, measurements and warnings are those of the live
/// clock; a gap in the sequence numbers of the played ticks counts as missed ticks.
virtual_clock_actor spawn_virtual_clock(caf::actor_system& system, log_port log);

/// Returns the ticks of a virtual run in order; empty after the last one.
using tick_source = std::function<std::optional<tick>()>;

/// The ticks that a live clock without delays sends from `start` on: at whole multiples
/// of the interval, up to and including `end`.
tick_source regular_ticks(timestamp start, timespan interval, timestamp end);

} // namespace tracker

TRACKER_MESSAGE(tracker::play_tick)
