// SPDX-License-Identifier: MIT
// Which leases a tracker takes and releases. Pure: the rows of the table are the input.
#pragma once

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
  /// Above all earlier ones of every shard, since the owner took it or started.
  std::int64_t epoch = 0;
  /// Its time is over, by the database's clock.
  bool is_expired = true;

  bool operator==(const lease&) const = default;
};

/// The leases that a tracker holds: shard and epoch.
using held_leases = std::map<shard_number, std::int64_t>;

struct lease_decision {
  /// Shards to take, free or of an owner that is gone.
  std::vector<shard_number> take;
  /// Shards to give up, for trackers that have fewer.
  std::vector<shard_number> release;

  bool operator==(const lease_decision&) const = default;
};

/// What `name` does next. `trackers` are the names of those that are alive, `name` among
/// them or not. Each may hold the same number of shards, rounded up; one that has more
/// releases the rest. Different trackers begin at different shards, so that they seldom
/// want the same one.
lease_decision decide_leases(const std::vector<lease>& leases, const std::string& name,
                             const std::vector<std::string>& trackers);

} // namespace tracker
