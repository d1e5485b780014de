// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <optional>

namespace tracker {

/// Order to the virtual clock: send this beat to the subscribers, now.
struct play_tick {
  /// `due` is of the clock that made the beat: only differences of it count.
  tick current_tick;
};

/// A clock that stands still between the beats it is told to play.
using virtual_clock_actor = compat::extend<clock_actor, void(play_tick)>;

/// The clock of virtual runs: the interface, the figures and the warnings of the live
/// clock, its beats from elsewhere. A gap in their numbers is a beat that was missed.
virtual_clock_actor spawn_virtual_clock(caf::actor_system& system, log_port log);

/// Hands out the beats of a virtual run in their order; nothing: there are no more.
using tick_source = std::function<std::optional<tick>()>;

/// The beats that a live clock with this interval makes on time from `start` on: at whole
/// multiples of the interval, up to and including `end`.
tick_source regular_ticks(timestamp start, timespan interval, timestamp end);

} // namespace tracker

TRACKER_MESSAGE(tracker::play_tick)
