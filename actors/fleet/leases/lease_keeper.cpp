// SPDX-License-Identifier: MIT
#include "actors/fleet/leases/lease_keeper.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace tracker {

namespace {

held_leases held_by(const lease_view& view, const std::string& name) {
  held_leases result;
  for (const auto& row : view.leases)
    if (row.owner == name)
      result.emplace(row.shard, row.epoch);
  return result;
}

/// How many of `before` are not in `after` with the same epoch.
std::size_t count_missing(const held_leases& before, const held_leases& after) {
  return static_cast<std::size_t>(
      std::count_if(before.begin(), before.end(), [&](const auto& entry) {
        const auto found = after.find(entry.first);
        return found == after.end() || found->second != entry.second;
      }));
}

} // namespace

lease_keeper::lease_keeper(pg::connect_options options, std::string name)
    : options_{std::move(options)}, name_{std::move(name)} {
  options_.application_name = session_name(name_);
}

lease_changes lease_keeper::take_turn(steady_point now) {
  try {
    connect();
    lease_changes changes;
    if (is_name_taken_)
      return changes;
    if (!has_begun_) {
      held_ = take_own_leases(*database_, name_);
      changes.taken = held_.size();
      has_begun_ = true;
      next_renewal_ = now + renewal_interval;
    } else if (now >= next_renewal_) {
      renew_leases(*database_, name_);
      next_renewal_ = now + renewal_interval;
    }
    const auto view = read_leases(*database_);
    auto known = held_by(view, name_);
    changes.lost = count_missing(held_, known);
    held_ = std::move(known);
    const auto decision = decide_leases(view.leases, name_, view.trackers);
    if (!decision.release.empty()) {
      for (const auto shard : decision.release)
        held_.erase(shard);
      release_leases(*database_, name_, decision.release);
      changes.released = decision.release.size();
    }
    take(decision.take, view, changes);
    return changes;
  } catch (const pg::error&) {
    // After an error the state of the connection is unknown.
    database_.reset();
    next_renewal_ = steady_point{};
    throw;
  }
}

void lease_keeper::connect() {
  if (database_ && !is_name_taken_)
    return;
  if (!database_) {
    database_.emplace(options_);
    name_session(*database_, name_);
    prepare_leases(*database_);
  }
  is_name_taken_ = !reserve_name(*database_, name_);
}

void lease_keeper::take(const std::vector<shard_number>& wanted, const lease_view& view,
                        lease_changes& changes) {
  if (wanted.empty())
    return;
  const auto taken = take_leases(*database_, name_, wanted);
  held_.insert(taken.begin(), taken.end());
  changes.taken += taken.size();
  // An owner that was stopped inside a transaction holds locks: on leases, which the next
  // turn can take then, or on rows that its successor will write.
  std::set<std::string> gone;
  for (const auto shard : wanted)
    if (const auto& row = view.leases.at(shard); !row.owner.empty())
      gone.insert(row.owner);
  changes.ended_sessions = end_sessions(*database_, {gone.begin(), gone.end()});
}

void lease_keeper::release_all() {
  if (!database_ || is_name_taken_)
    return;
  std::vector<shard_number> all;
  for (const auto& [shard, epoch] : std::exchange(held_, {}))
    all.push_back(shard);
  release_leases(*database_, name_, all);
}

} // namespace tracker
