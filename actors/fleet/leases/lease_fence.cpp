// SPDX-License-Identifier: MIT
#include "actors/fleet/leases/lease_fence.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace tracker {

outbox_facts keep_leased(const outbox_facts& facts, const held_leases& held) {
  auto result = facts;
  const auto is_other = [&](const std::string& address) {
    return !held.contains(shard_of(address));
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

std::int64_t epoch_of(const held_leases& held) {
  std::int64_t result = 0;
  for (const auto& [shard, epoch] : held)
    result = std::max(result, epoch);
  return result;
}

} // namespace tracker
