// SPDX-License-Identifier: MIT
// How a batch becomes a transaction: with the leases of the wallets, and without the
// facts that the database refuses.
#include "actors/fleet/leases/lease_fence.hpp"
#include "actors/fleet/leases/lease_table.hpp"
#include "actors/fleet/store/fact_parts.hpp"
#include "actors/fleet/store/fleet_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// Of one batch: more of them are no odd facts, something is wrong with the tables.
constexpr std::uint64_t most_refused_of_batch = 50;

} // namespace

batch_rest fleet_writer::publish(const outbox_batch& batch) {
  batch_rest rest;
  rest.number = batch.number;
  try {
    publish_with(batch, rest,
                 [this](pg::connection& database, const outbox_facts& facts,
                        const held_leases& held) { write(database, facts, held); });
  } catch (const pg::error& failure) {
    if (!is_refusal_of_fact(failure) || batch.refused >= outbox_batch::most_refused)
      throw;
    rest.withheld.clear();
    const auto most =
        std::min(most_refused_of_batch, outbox_batch::most_refused - batch.refused);
    publish_with(batch, rest,
                 [&](pg::connection& database, const outbox_facts& facts,
                     const held_leases& held) {
                   rest.refused.clear();
                   write_accepted(database, facts, held, most, rest);
                 });
  }
  return rest;
}

void fleet_writer::publish_with(
    const outbox_batch& batch, batch_rest& rest,
    const std::function<void(pg::connection&, const outbox_facts&, const held_leases&)>&
        write_facts) {
  transact(fmt::format("UPDATE trackers SET batch = {0}, waiting = {1}, refused = {3}, "
                       "seen_at = clock_timestamp() WHERE id = {2} AND batch = {0} - 1",
                       batch.number, batch.waiting, tracker_, batch.refused),
           [&](pg::connection& database) {
             if (!options_.shares_wallets) {
               write_facts(database, *batch.facts, {});
               return;
             }
             const auto held = read_own_leases(database, options_.name);
             rest.withheld = find_others(*batch.facts, held);
             write_facts(database, keep_leased(*batch.facts, held), held);
             // Last, so that a tracker that is stopped while it writes holds no lease.
             prove_epochs(database, options_.name, held);
           });
}

void fleet_writer::write_accepted(pg::connection& database, const outbox_facts& facts,
                                  const held_leases& held, std::uint64_t most,
                                  batch_rest& rest) {
  std::vector<outbox_facts> parts{facts};
  while (!parts.empty()) {
    const auto part = std::move(parts.back());
    parts.pop_back();
    database.run("SAVEPOINT part");
    try {
      write(database, part, held);
      database.run("RELEASE SAVEPOINT part");
    } catch (const pg::error& failure) {
      if (!is_refusal_of_fact(failure))
        throw;
      database.run("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part");
      ids_.emplace(database);
      if (part.rows() > 1) {
        auto [first, second] = halve(part);
        parts.push_back(std::move(second));
        parts.push_back(std::move(first));
        continue;
      }
      if (rest.refused.size() >= most)
        throw;
      rest.refused.push_back(name_refused(part, failure.what()));
    }
  }
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
