// SPDX-License-Identifier: MIT
// How a batch becomes a transaction: with the leases of the wallets, and without the
// facts that the database refuses.
#include "actors/fleet/leases/lease_table.hpp"
#include "actors/fleet/store/fleet_writer.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tracker {

namespace {

/// More refusals in one batch show that something is wrong with the tables.
constexpr std::uint64_t most_refused_of_batch = 50;

/// Calls `visit(rows, first, second)` for each kind of facts.
template <class Visit>
void visit_kinds(const outbox_facts& all, outbox_facts& first, outbox_facts& second,
                 Visit visit) {
  visit(all.wallets, first.wallets, second.wallets);
  visit(all.windows, first.windows, second.windows);
  visit(all.events, first.events, second.events);
  visit(all.grades, first.grades, second.grades);
  visit(all.revisions, first.revisions, second.revisions);
  visit(all.sums, first.sums, second.sums);
  visit(all.proofs, first.proofs, second.proofs);
}

refused_fact name_grade(const grade& graded, const std::string& why) {
  return {fact_kind::grade,
          graded.wallet.address,
          graded.window.slug,
          {},
          std::int64_t{graded.revision},
          fmt::format("grade of {} of {}, revision {}: {}", graded.window.slug,
                      graded.wallet.address, graded.revision, why)};
}

/// True where the error is about the values of a fact: a constraint, a number out of
/// range, a text that is too long for an index, a trigger of the operator. False for a
/// table that was changed, for missing rights, and for all that may end by itself.
bool is_refusal_of_fact(const pg::error& failure) {
  // Data exception, constraint, program limit, RAISE of a trigger.
  constexpr std::array<std::string_view, 4> classes{"22", "23", "54", "P0"};
  return failure.kind() == pg::error_class::unexpected &&
         std::any_of(classes.begin(), classes.end(), [&](std::string_view each) {
           return failure.sqlstate().starts_with(each);
         });
}

/// The first half of the facts, in the order of their kinds, and the second.
std::pair<outbox_facts, outbox_facts> halve(const outbox_facts& facts) {
  std::pair<outbox_facts, outbox_facts> result;
  auto left = facts.rows() / 2;
  visit_kinds(facts, result.first, result.second,
              [&](const auto& rows, auto& first, auto& second) {
                const auto count = std::min(left, rows.size());
                const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(count);
                first.assign(rows.begin(), middle);
                second.assign(middle, rows.end());
                left -= count;
              });
  return result;
}

/// The only fact of `facts`, with the reason for its refusal.
refused_fact name_refused(const outbox_facts& facts, const std::string& why) {
  for (const auto& row : facts.wallets)
    return {fact_kind::wallet,
            row.wallet.address,
            {},
            {},
            0,
            fmt::format("wallet {}: {}", row.wallet.address, why)};
  for (const auto& row : facts.windows)
    return {fact_kind::window,
            {},
            row.window.slug,
            {},
            0,
            fmt::format("window {}: {}", row.window.slug, why)};
  for (const auto& row : facts.events)
    return {fact_kind::events,
            row.wallet,
            row.slug,
            row.condition_id,
            to_unix_seconds(row.time),
            fmt::format("{} of {} in transaction {}: {}", to_string(row.type), row.wallet,
                        row.transaction, why)};
  for (const auto* grades : {&facts.grades, &facts.revisions})
    for (const auto& row : *grades)
      return name_grade(row, why);
  for (const auto& row : facts.sums)
    return {fact_kind::sums,
            row.wallet,
            {},
            {},
            0,
            fmt::format("sums of {}: {}", row.wallet, why)};
  for (const auto& row : facts.proofs)
    return {fact_kind::proof,
            row.wallet.address,
            {},
            {},
            to_unix_seconds(row.day),
            fmt::format("proof of {} of {}: {}", format_utc(row.day), row.wallet.address,
                        why)};
  return {};
}

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
