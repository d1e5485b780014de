// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fleet/leases/lease_keeper.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <memory>

namespace tracker {

/// Receives the leases when they have changed.
using lease_receiver = std::function<void(const held_leases&)>;

/// Order to a leases actor: tell this receiver from now on, and tell it now.
struct use_lease_receiver {
  lease_receiver receive;
};

/// LEASES: decides with the others of the fleet, in the database, which shards of the
/// wallets this tracker watches.
using leases_actor = compat::extend<lifecycle_actor, void(use_lease_receiver)>;

/// Takes a turn of the keeper every `lease_look_interval`, on a thread of its own: the
/// database may block it. A database that is away is said once; until it is back the
/// leases stay as they are known, and what other trackers have taken meanwhile cannot be
/// written (`prove_epochs`).
///
///     leases ──held_leases──▶ receiver: the wallets to watch
///
/// It goes on renewing until `shutdown`, the last message it gets, and gives all leases
/// back then.
leases_actor spawn_leases(caf::actor_system& system, std::unique_ptr<lease_keeper> keeper,
                          lease_receiver receive, log_port log);

} // namespace tracker

TRACKER_MESSAGE(tracker::use_lease_receiver)
