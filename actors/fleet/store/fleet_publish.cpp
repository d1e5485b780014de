// SPDX-License-Identifier: MIT
// How a batch becomes a transaction: with the leases of the wallets, and without the
// facts that the database refuses.
#include "actors/fleet/leases/lease_fence.hpp"
#include "actors/fleet/leases/lease_table.hpp"
#include "actors/fleet/store/fact_parts.hpp"
#include "actors/fleet/store/fleet_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tracker {

namespace {

/// Of one batch: more of them are no odd facts, something is wrong with the tables.
constexpr std::uint64_t most_refused_of_batch = 50;

} // namespace

batch_rest fleet_writer::publish(const outbox_batch& batch) {
  batch_rest rest;
  rest.number = batch.number;
  constexpr auto limit = outbox_batch::most_refused;
  const auto most =
      std::min(most_refused_of_batch, limit - std::min(batch.refused, limit));
  transact(fmt::format("UPDATE trackers SET batch = {0}, waiting = {1}, refused = {3}, "
                       "seen_at = clock_timestamp() WHERE id = {2} AND batch = {0} - 1",
                       batch.number, batch.waiting, tracker_, batch.refused),
           [&](pg::connection& database) {
             if (!options_.shares_wallets) {
               write_accepted(database, *batch.facts, {}, most, rest);
               return;
             }
             const auto held = read_own_leases(database, options_.name);
             rest.withheld = find_others(*batch.facts, held);
             write_accepted(database, keep_leased(*batch.facts, held), held, most, rest);
             // Last, so that a tracker that is stopped while it writes holds no lease.
             prove_epochs(database, options_.name, held);
           });
  return rest;
}

void fleet_writer::write_accepted(pg::connection& database, const outbox_facts& facts,
                                  const held_leases& held, std::uint64_t most,
                                  batch_rest& rest) {
  database.run("SAVEPOINT part");
  try {
    write(database, facts, held);
    database.run("RELEASE SAVEPOINT part");
    return;
  } catch (const pg::error& failure) {
    if (!is_refusal_of_fact(failure) || rest.refused.size() >= most)
      throw;
    database.run("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part");
    ids_.emplace(database);
    if (facts.rows() <= 1) {
      rest.refused.push_back(name_refused(facts, failure.what()));
      return;
    }
  }
  const auto [first, second] = halve(facts);
  write_accepted(database, first, held, most, rest);
  write_accepted(database, second, held, most, rest);
}

std::vector<std::string>
fleet_writer::find_owned(const std::vector<std::string>& wallets) {
  if (!database_)
    throw pg::error{pg::error_class::lost, "it is not connected"};
  std::vector<std::string> result;
  // A tracker that does not share the wallets has all of them.
  const auto held = options_.shares_wallets ? read_own_leases(*database_, options_.name)
                                            : held_leases{};
  for (const auto& wallet : wallets)
    if (!options_.shares_wallets || held.contains(shard_of(wallet)))
      result.push_back(wallet);
  return result;
}

} // namespace tracker
