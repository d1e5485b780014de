// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/polls/poll_turns.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <cstddef>

namespace tracker {

struct polls_options {
  turn_rules rules;
  /// Up to this number of wallets request rows on their own, and this actor does nothing.
  std::size_t most_without_turns = most_separate_wallets;
};

/// Gives turns to the wallets where many share the budget:
///
///     clock ──tick──▶ polls ──poll_turn──▶ wallet
///                       ◀──poll_turn_end────┘
///
/// Turns begin with a tick, so that the wallets of one tick ask for the platform's
/// freshness at once, and the fetcher sends one request for all of them.
///
/// On shutdown it gives no further turn and ends at once.
polls_actor spawn_polls(caf::actor_system& system, polls_options options, log_port log);

} // namespace tracker
