// SPDX-License-Identifier: MIT
// Holds a tracker's leases over one connection. It blocks; times are the input.
#pragma once

#include "actors/fleet/leases/lease_table.hpp"
#include "messages/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Time from one renewal of the leases to the next.
inline constexpr timespan renewal_interval = std::chrono::seconds{10};
/// Time from one search for leases to take to the next. With the length of a lease and
/// the duration of a search, it limits how long a shard stays without an owner.
inline constexpr timespan lease_look_interval = std::chrono::seconds{2};

/// What a turn has changed.
struct lease_changes {
  std::size_t taken = 0;
  std::size_t released = 0;
  /// Taken over by another tracker, because they were not renewed in time.
  std::size_t lost = 0;
  /// Ended sessions of trackers whose leases were taken: they could hold locks.
  std::size_t ended_sessions = 0;

  bool has_any() const { return taken + released + lost > 0; }
};

class lease_keeper {
public:
  /// `options` name the database; sessions get the tracker's name.
  lease_keeper(pg::connect_options options, std::string name);

  /// Renews the leases if that is due, finds lost ones, takes and releases. After a
  /// thrown `pg::error` the known leases stay, and the next call connects again.
  lease_changes take_turn(steady_point now);
  /// True when the last turn has found that another running tracker has the name.
  bool is_name_taken() const { return is_name_taken_; }

  /// The leases held as of the last turn.
  const held_leases& held() const { return held_; }
  /// Gives all leases back, so that others need not wait. Throws `pg::error`.
  void release_all();

private:
  void connect();
  void take(const std::vector<shard_number>& wanted, const lease_view& view,
            lease_changes& changes);

  pg::connect_options options_;
  std::string name_;
  std::optional<pg::connection> database_;
  held_leases held_;
  steady_point next_renewal_{};
  bool has_begun_ = false;
  bool is_name_taken_ = false;
};

} // namespace tracker
