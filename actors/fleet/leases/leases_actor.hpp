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

/// Order to a leases actor: call this receiver now and after each change.
struct use_lease_receiver {
  lease_receiver receive;
};

/// LEASES: decides with the other trackers, in the database, which shards of the wallets
/// this tracker watches.
using leases_actor = compat::extend<lifecycle_actor, void(use_lease_receiver)>;

/// Takes a turn of the keeper every `lease_look_interval`, on a thread of its own,
/// because the database may block it. A database that is away is logged once. Until it
/// returns the known leases stay, but `prove_epochs` prevents writes of facts of wallets
/// that other trackers have taken.
///
///     leases ──held_leases──▶ receiver: the wallets to watch
///
/// It renews the leases until `shutdown`, the last message that it gets, and then gives
/// all of them back.
leases_actor spawn_leases(caf::actor_system& system, std::unique_ptr<lease_keeper> keeper,
                          lease_receiver receive, log_port log);

} // namespace tracker

TRACKER_MESSAGE(tracker::use_lease_receiver)
