// SPDX-License-Identifier: MIT
// What a tracker that shares the wallets may write. Pure.
#pragma once

#include "actors/fleet/leases/lease_plan.hpp"
#include "messages/fleet.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// The facts of wallets whose shards are held, and windows. What is left out is read by
/// the owner of the shard from the platform; grades without a wallet, which a tracker
/// makes while it has no wallets, are of no use to a fleet.
outbox_facts keep_leased(const outbox_facts& facts, const held_leases& held);

/// The wallets in the facts whose shards are not held: their facts are sent when the
/// tracker has the shards again.
std::vector<std::string> find_others(const outbox_facts& facts, const held_leases& held);

/// The epoch of the wallet's grades, that of the lease of its shard: above those of all
/// earlier owners of the shard, whatever other shards they had. 0: it is not held.
std::int64_t epoch_of(const held_leases& held, const std::string& address);

} // namespace tracker
