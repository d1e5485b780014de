// SPDX-License-Identifier: MIT
// The leases in PostgreSQL. Functions throw `pg::error`.
#pragma once

#include "actors/fleet/leases/lease_plan.hpp"
#include "actors/fleet/pg/connection.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// How long a lease lasts without a renewal: two renewals may be late. Including the time
/// until a successor notices, a shard has an owner again within 35 s.
inline constexpr std::chrono::seconds lease_length{26};

/// `performance_tracker NAME`: the name of every connection of a tracker, by which the
/// next owner of its shards can end them. At most 63 bytes: a longer name is cut and ends
/// with its hash, so that two trackers never share a session's name.
std::string session_name(std::string_view tracker_name);

/// Gives this connection that name, in place of one in its connection string.
void name_session(pg::connection& database, std::string_view tracker_name);

/// Creates the tables of the leases where they are missing, under an advisory lock.
void prepare_leases(pg::connection& database);

/// Reserves the name for this connection; waits some seconds for a session that has just
/// ended. False: a running tracker has it.
bool reserve_name(pg::connection& database, const std::string& name);

/// The leases and trackers at one moment.
struct lease_view {
  /// In the order of the shards.
  std::vector<lease> leases;
  /// Names of the trackers that have renewed within `lease_length`.
  std::vector<std::string> trackers;
};
lease_view read_leases(pg::connection& database);

/// Takes the leases of a former process of this name with new epochs, so that what that
/// process still sends is refused.
held_leases take_own_leases(pg::connection& database, const std::string& name);

/// Notes that the tracker is alive, and prolongs the leases that it still has.
void renew_leases(pg::connection& database, const std::string& name);

/// Takes the shards that are free or expired, except those that a transaction has locked.
/// Returns the taken leases.
held_leases take_leases(pg::connection& database, const std::string& name,
                        const std::vector<shard_number>& shards);

/// Ends the connections of trackers whose leases have expired: a stopped process may hold
/// locks in a transaction. Returns how many were ended.
std::size_t end_sessions(pg::connection& database,
                         const std::vector<std::string>& trackers);

void release_leases(pg::connection& database, const std::string& name,
                    const std::vector<shard_number>& shards);

/// The leases of `name`, as the first statement of a transaction whose last statement is
/// `prove_epochs`, so that a writer does not depend on the leases actor. The caller's
/// session must hold the name, which keeps out a former process of this name.
held_leases read_own_leases(pg::connection& database, const std::string& name);

/// Proves, as the last statement of a transaction, that the leases are still held with
/// these epochs, and locks them until the transaction ends. Throws `pg::error` of class
/// `fenced` if one is not; the transaction must then be rolled back.
void prove_epochs(pg::connection& database, const std::string& name,
                  const held_leases& leases);

} // namespace tracker
