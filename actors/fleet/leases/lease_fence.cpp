// SPDX-License-Identifier: MIT
#include "actors/fleet/leases/lease_fence.hpp"

#include <set>
#include <string>
#include <vector>

namespace tracker {

namespace {

template <class Row>
const std::string& owner_of(const Row& row) {
  if constexpr (requires { row.wallet.address; })
    return row.wallet.address;
  else
    return row.wallet;
}

/// Calls `visit(rows)` for each kind of facts that belong to wallets.
template <class Facts, class Visit>
void visit_owned(Facts& facts, Visit visit) {
  visit(facts.wallets);
  visit(facts.events);
  visit(facts.grades);
  visit(facts.revisions);
  visit(facts.sums);
  visit(facts.proofs);
}

} // namespace

outbox_facts keep_leased(const outbox_facts& facts, const held_leases& held) {
  auto result = facts;
  visit_owned(result, [&](auto& rows) {
    std::erase_if(rows, [&](const auto& row) {
      const auto& owner = owner_of(row);
      // Grades without a wallet are those of a tracker that has none at present.
      return owner.empty() || !held.contains(shard_of(owner));
    });
  });
  return result;
}

std::vector<std::string> find_others(const outbox_facts& facts, const held_leases& held) {
  std::set<std::string> others;
  visit_owned(facts, [&](const auto& rows) {
    for (const auto& row : rows)
      if (const auto& owner = owner_of(row);
          !owner.empty() && !held.contains(shard_of(owner)))
        others.insert(owner);
  });
  return {others.begin(), others.end()};
}

std::int64_t epoch_of(const held_leases& held, const std::string& address) {
  const auto found = held.find(shard_of(address));
  return found == held.end() ? 0 : found->second;
}

} // namespace tracker
