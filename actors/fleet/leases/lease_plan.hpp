// SPDX-License-Identifier: MIT
// Which leases a tracker takes and releases, and what it may write with them. Pure: the
// rows of the table are the input.
#pragma once

#include "messages/fleet.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// 0 to 255.
using shard_number = std::uint16_t;
inline constexpr std::size_t shard_count = 256;

/// The shard of a wallet. The same in every version of the program: trackers of different
/// versions share a database.
shard_number shard_of(std::string_view address);

/// A row of the table of leases.
struct lease {
  shard_number shard = 0;
  /// Empty: no tracker has taken it.
  std::string owner;
  /// Drawn from one sequence when the owner took the lease or started: above all earlier
  /// epochs of every shard.
  std::int64_t epoch = 0;
  /// It has expired, by the database's clock.
  bool is_expired = true;

  bool operator==(const lease&) const = default;
};

/// The leases that a tracker holds: shard and epoch.
using held_leases = std::map<shard_number, std::int64_t>;

struct lease_decision {
  /// Shards to take: free, or their lease has expired.
  std::vector<shard_number> take;
  /// Shards to give up, for trackers that have fewer.
  std::vector<shard_number> release;

  bool operator==(const lease_decision&) const = default;
};

/// What `name` does next. `trackers` are the names of the trackers that are alive, with
/// or without `name`. Each may hold the same number of shards, rounded up, and releases
/// those beyond. Different trackers begin at different shards, so that two seldom want
/// the same one.
lease_decision decide_leases(const std::vector<lease>& leases, const std::string& name,
                             const std::vector<std::string>& trackers);

/// The windows, and the facts of wallets whose shards are held. The owners of the other
/// shards read the rest from the platform themselves. Grades without a wallet, which a
/// tracker makes while it has no wallets, are left out.
outbox_facts keep_leased(const outbox_facts& facts, const held_leases& held);

/// The wallets in the facts whose shards are not held: their facts are sent when the
/// tracker has the shards again.
std::vector<std::string> find_others(const outbox_facts& facts, const held_leases& held);

/// The epoch of the wallet's grades: that of the lease of its shard, which is above the
/// epochs of all earlier owners of the shard. 0: the shard is not held.
std::int64_t epoch_of(const held_leases& held, const std::string& address);

} // namespace tracker
