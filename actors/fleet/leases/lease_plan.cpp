// SPDX-License-Identifier: MIT
#include "actors/fleet/leases/lease_plan.hpp"

#include <algorithm>
#include <set>

namespace tracker {

namespace {

/// FNV-1a, whose values never change.
std::uint64_t hash_of(std::string_view text) {
  constexpr std::uint64_t basis = 14'695'981'039'346'656'037U;
  constexpr std::uint64_t prime = 1'099'511'628'211U;
  auto hash = basis;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= prime;
  }
  return hash;
}

shard_number fold(std::uint64_t hash) {
  constexpr unsigned half = 32;
  constexpr unsigned quarter = 16;
  constexpr unsigned byte = 8;
  hash ^= hash >> half;
  hash ^= hash >> quarter;
  hash ^= hash >> byte;
  return static_cast<shard_number>(hash % shard_count);
}

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

shard_number shard_of(std::string_view address) {
  return fold(hash_of(address));
}

lease_decision decide_leases(const std::vector<lease>& leases, const std::string& name,
                             const std::vector<std::string>& trackers) {
  const bool is_listed =
      std::find(trackers.begin(), trackers.end(), name) != trackers.end();
  const auto alive = trackers.size() + (is_listed ? 0 : 1);
  const auto fair = (leases.size() + alive - 1) / alive;
  lease_decision result;
  std::vector<shard_number> own;
  std::vector<shard_number> free;
  for (const auto& row : leases)
    if (row.owner == name)
      own.push_back(row.shard);
    else if (row.owner.empty() || row.is_expired)
      free.push_back(row.shard);
  if (own.size() > fair) {
    result.release.assign(own.begin() + static_cast<std::ptrdiff_t>(fair), own.end());
    return result;
  }
  const auto begin = shard_of(name);
  std::sort(free.begin(), free.end(), [begin](shard_number one, shard_number other) {
    const auto distance = [begin](shard_number shard) {
      return (shard + shard_count - begin) % shard_count;
    };
    return distance(one) < distance(other);
  });
  free.resize(std::min(free.size(), fair - own.size()));
  result.take = std::move(free);
  return result;
}

outbox_facts keep_leased(const outbox_facts& facts, const held_leases& held) {
  auto result = facts;
  visit_owned(result, [&](auto& rows) {
    std::erase_if(rows, [&](const auto& row) {
      const auto& owner = owner_of(row);
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
