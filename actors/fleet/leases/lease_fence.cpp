// SPDX-License-Identifier: MIT
#include "actors/fleet/leases/lease_fence.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace tracker {

outbox_facts keep_leased(const outbox_facts& facts, const held_leases& held) {
  auto result = facts;
  // Grades without a wallet are those of a tracker that has none at present.
  const auto is_other = [&](const std::string& address) {
    return address.empty() || !held.contains(shard_of(address));
  };
  std::erase_if(result.wallets,
                [&](const recorded_wallet& row) { return is_other(row.wallet.address); });
  std::erase_if(result.events,
                [&](const activity_event& row) { return is_other(row.wallet); });
  for (auto* grades : {&result.grades, &result.revisions})
    std::erase_if(*grades,
                  [&](const grade& row) { return is_other(row.wallet.address); });
  std::erase_if(result.sums,
                [&](const recorded_sum& row) { return is_other(row.wallet); });
  std::erase_if(result.proofs,
                [&](const day_proof& row) { return is_other(row.wallet.address); });
  return result;
}

std::vector<std::string> find_others(const outbox_facts& facts, const held_leases& held) {
  std::set<std::string> others;
  const auto add = [&](const std::string& address) {
    if (!address.empty() && !held.contains(shard_of(address)))
      others.insert(address);
  };
  for (const auto& row : facts.wallets)
    add(row.wallet.address);
  for (const auto& row : facts.events)
    add(row.wallet);
  for (const auto* grades : {&facts.grades, &facts.revisions})
    for (const auto& row : *grades)
      add(row.wallet.address);
  for (const auto& row : facts.sums)
    add(row.wallet);
  for (const auto& row : facts.proofs)
    add(row.wallet.address);
  return {others.begin(), others.end()};
}

std::int64_t epoch_of(const held_leases& held, const std::string& address) {
  const auto found = held.find(shard_of(address));
  return found == held.end() ? 0 : found->second;
}

} // namespace tracker
