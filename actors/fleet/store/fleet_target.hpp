// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fleet.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// What a database says of itself and of this tracker.
struct fleet_greeting {
  /// Another id means another database.
  std::string database;
  /// The number of the last batch of this tracker that it has committed.
  std::int64_t committed = 0;
};

/// Where facts are published: the fleet's database, or a double in tests. Every member
/// blocks, each for a limited time, and throws `pg::error`; after an error `connect`
/// starts anew.
class fleet_target {
public:
  fleet_target() = default;
  fleet_target(const fleet_target&) = delete;
  fleet_target& operator=(const fleet_target&) = delete;
  virtual ~fleet_target() = default;

  /// Connects, makes or migrates the tables, and takes the tracker's name.
  virtual fleet_greeting connect() = 0;
  /// Writes a batch in one transaction; the same facts again change nothing. Returns what
  /// was left out: facts of wallets of other trackers, and single facts that the database
  /// refuses.
  virtual batch_rest publish(const outbox_batch& batch) = 0;
  /// Those of the wallets whose leases this tracker has now.
  virtual std::vector<std::string>
  find_owned(const std::vector<std::string>& wallets) = 0;
  /// Notes that the tracker is alive and that its outbox is empty.
  virtual void report_complete() = 0;
};

} // namespace tracker
