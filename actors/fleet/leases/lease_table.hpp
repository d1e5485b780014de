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

/// How long a lease lasts without being renewed: two renewals may be late. With the time
/// that a successor takes to notice, a shard has an owner again within 35 s.
inline constexpr std::chrono::seconds lease_length{26};

/// `performance_tracker NAME`: what every connection of a tracker is called, so that the
/// next owner of its shards can end them. At most 63 bytes: of a longer name its hash
/// follows the beginning, so that two trackers never share a session's name.
std::string session_name(std::string_view tracker_name);

/// Calls this connection so, whatever its connection string says.
void name_session(pg::connection& database, std::string_view tracker_name);

/// Creates the tables of the leases where they are missing, under an advisory lock.
void prepare_leases(pg::connection& database);

/// Reserves the name for this connection; waits some seconds for a session that has just
/// ended. False: a running tracker has it.
bool reserve_name(pg::connection& database, const std::string& name);

/// The leases and trackers, as of one moment.
struct lease_view {
  /// In the order of the shards.
  std::vector<lease> leases;
  /// Names of the trackers that have renewed within `lease_length`.
  std::vector<std::string> trackers;
};
lease_view read_leases(pg::connection& database);

/// Takes the leases that a former process of this name held, with new epochs: what that
/// process still sends is refused.
held_leases take_own_leases(pg::connection& database, const std::string& name);

/// Says that the tracker lives, and prolongs the leases that it still has.
void renew_leases(pg::connection& database, const std::string& name);

/// Takes those of the shards that are free or expired; others and those that a
/// transaction holds are left out. Returns the taken ones.
held_leases take_leases(pg::connection& database, const std::string& name,
                        const std::vector<shard_number>& shards);

/// Ends the connections of these trackers, whose leases have expired: a stopped process
/// may hold locks in a transaction. Returns how many were ended.
std::size_t end_sessions(pg::connection& database,
                         const std::vector<std::string>& trackers);

void release_leases(pg::connection& database, const std::string& name,
                    const std::vector<shard_number>& shards);

/// The leases of `name`, as the first statement of a transaction; the last one is
/// `prove_epochs` with them, so that a writer needs no word of the leases actor. The
/// caller's session holds the name: no former process of this name can pass.
held_leases read_own_leases(pg::connection& database, const std::string& name);

/// Proves, as the last statement of a transaction, that the leases are still held with
/// these epochs, and holds them until the transaction ends. Throws `pg::error` of class
/// `fenced` where one is not: roll back.
void prove_epochs(pg::connection& database, const std::string& name,
                  const held_leases& leases);

} // namespace tracker
