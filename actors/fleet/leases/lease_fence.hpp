// SPDX-License-Identifier: MIT
// What a tracker that shares the wallets may write. Pure.
#pragma once

#include "actors/fleet/leases/lease_plan.hpp"
#include "messages/fleet.hpp"

#include <cstdint>

namespace tracker {

/// The facts of wallets whose shards are held, and those that belong to no wallet. What
/// is left out is read again by the owner of the shard, from the platform.
outbox_facts keep_leased(const outbox_facts& facts, const held_leases& held);

/// The epoch of grades: above that of every earlier owner of any of the shards.
std::int64_t epoch_of(const held_leases& held);

} // namespace tracker
