// SPDX-License-Identifier: MIT
// What a tracker that shares the wallets may write. It asks the database in each
// transaction, so that the publisher needs no word of the leases actor.
#pragma once

#include "actors/fleet/leases/lease_table.hpp"
#include "messages/fleet.hpp"

#include <cstdint>
#include <string>

namespace tracker {

/// The facts of wallets whose shards are held, and those that belong to no wallet. What
/// is left out is read again by the owner of the shard, from the platform.
outbox_facts keep_leased(const outbox_facts& facts, const held_leases& held);

/// The epoch of grades: above that of every earlier owner of any of the shards.
std::int64_t epoch_of(const held_leases& held);

/// The leases of `name`, as the first statement of a transaction; the last one is
/// `prove_epochs` with them. The caller's session holds the name, so that no former
/// process of this name can pass. Throws `pg::error`.
held_leases read_own_leases(pg::connection& database, const std::string& name);

} // namespace tracker
