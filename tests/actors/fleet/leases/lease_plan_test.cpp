// SPDX-License-Identifier: MIT
// Which shards a tracker takes and releases, and which facts the owner of some shards may
// write.
#include "actors/fleet/leases/lease_plan.hpp"
#include "actors/fleet/leases/lease_table.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

using namespace tracker;

namespace {

std::vector<lease> free_leases() {
  std::vector<lease> result(shard_count);
  for (std::size_t i = 0; i < shard_count; ++i)
    result[i].shard = static_cast<shard_number>(i);
  return result;
}

/// Applies a decision to the table of leases.
void carry_out(std::vector<lease>& leases, const std::string& name,
               const lease_decision& decision) {
  for (const auto shard : decision.take)
    if (auto& row = leases[shard]; row.owner.empty() || row.is_expired)
      row = {shard, name, row.epoch + 1, false};
  for (const auto shard : decision.release)
    if (auto& row = leases[shard]; row.owner == name)
      row = {shard, "", row.epoch + 1, true};
}

std::size_t held_by(const std::vector<lease>& leases, const std::string& name) {
  return static_cast<std::size_t>(std::count_if(
      leases.begin(), leases.end(), [&](const lease& row) { return row.owner == name; }));
}

std::string address(int number) {
  return fmt::format("0x{:040x}", number);
}

outbox_facts facts_of(int wallets) {
  outbox_facts result;
  result.windows.resize(3);
  for (int i = 0; i < wallets; ++i) {
    result.wallets.push_back({{"", address(i)}, {}, {}});
    result.events.emplace_back().wallet = address(i);
    result.grades.emplace_back().wallet.address = address(i);
    result.revisions.emplace_back().wallet.address = address(i);
    result.sums.emplace_back().wallet = address(i);
    result.proofs.emplace_back().wallet.address = address(i);
  }
  return result;
}

} // namespace

TEST_CASE("wallets keep their shards: the hash never changes") {
  CHECK(shard_of("0x0000000000000000000000000000000000000000") == 23);
  CHECK(shard_of("0x0000000000000000000000000000000000000001") == 165);
  CHECK(shard_of("0x31868df7144b10") == 104);
}

TEST_CASE("ten thousand wallets fill every shard about equally") {
  std::vector<std::size_t> counts(shard_count);
  for (int i = 0; i < 10'000; ++i)
    ++counts.at(shard_of(address(i)));
  CHECK(*std::min_element(counts.begin(), counts.end()) > 10);
  CHECK(*std::max_element(counts.begin(), counts.end()) < 80);
}

TEST_CASE("one tracker takes every shard, a second one gets half of them") {
  auto leases = free_leases();
  carry_out(leases, "a", decide_leases(leases, "a", {"a"}));
  CHECK(held_by(leases, "a") == shard_count);
  CHECK(decide_leases(leases, "b", {"a", "b"}).take.empty());
  const auto decision = decide_leases(leases, "a", {"a", "b"});
  CHECK(decision.take.empty());
  CHECK(decision.release.size() == 128);
  carry_out(leases, "a", decision);
  carry_out(leases, "b", decide_leases(leases, "b", {"a", "b"}));
  CHECK(held_by(leases, "a") == 128);
  CHECK(held_by(leases, "b") == 128);
  CHECK(decide_leases(leases, "a", {"a", "b"}) == lease_decision{});
}

TEST_CASE("the shards of an ended tracker are shared by the others") {
  auto leases = free_leases();
  for (auto& row : leases)
    row = {row.shard, std::string(1, static_cast<char>('a' + row.shard % 4)), 1, false};
  CHECK(decide_leases(leases, "a", {"a", "b", "c"}).take.empty());
  for (auto& row : leases)
    row.is_expired = row.owner == "d";
  const std::vector<std::string> alive{"a", "b", "c"};
  for (const auto& name : alive)
    carry_out(leases, name, decide_leases(leases, name, alive));
  CHECK(held_by(leases, "d") == 0);
  for (const auto& name : alive) {
    CHECK(held_by(leases, name) >= 84);
    CHECK(held_by(leases, name) <= 86);
  }
}

TEST_CASE("property: with any trackers that start and end, every shard soon has an "
          "owner, shares are fair, and no shard moves without a reason") {
  const auto kept = [] {
    auto leases = free_leases();
    std::set<std::string> alive;
    for (int change = 0; change < 12; ++change) {
      const auto name = std::string(1, *rc::gen::inRange('a', 'g'));
      if (alive.contains(name)) {
        alive.erase(name);
        for (auto& row : leases)
          row.is_expired = row.is_expired || row.owner == name;
      } else {
        alive.insert(name);
        // The tracker renews the leases it still has.
        for (auto& row : leases)
          row.is_expired = row.is_expired && row.owner != name;
      }
      if (alive.empty())
        continue;
      const std::vector<std::string> names{alive.begin(), alive.end()};
      for (int round = 0; round < 3; ++round)
        for (const auto& each : names)
          carry_out(leases, each, decide_leases(leases, each, names));
      const auto fair = (shard_count + names.size() - 1) / names.size();
      std::size_t all = 0;
      for (const auto& each : names) {
        RC_ASSERT(held_by(leases, each) <= fair);
        RC_ASSERT(decide_leases(leases, each, names) == lease_decision{});
        all += held_by(leases, each);
      }
      RC_ASSERT(all == shard_count);
    }
  };
  CHECK(rc::check("fair leases", kept));
}

TEST_CASE("two trackers have different session names, however long their own names are") {
  CHECK(session_name("one") == "performance_tracker one");
  const std::string longest_whole(43, 'a');
  CHECK(session_name(longest_whole) == "performance_tracker " + longest_whole);
  const auto first = session_name(longest_whole + "1");
  const auto second = session_name(longest_whole + "2");
  CHECK(first != second);
  CHECK(first != session_name(longest_whole));
  // PostgreSQL does not truncate the name.
  CHECK(first.size() == 63);
  CHECK(first.starts_with("performance_tracker aaa"));
}

TEST_CASE("a tracker writes only the facts of its wallets, and windows") {
  const auto facts = facts_of(2000);
  held_leases every;
  held_leases half;
  for (shard_number shard = 0; shard < shard_count; ++shard) {
    every.emplace(shard, 1);
    if (shard % 2 == 0)
      half.emplace(shard, 1);
  }
  CHECK(keep_leased(facts, every) == facts);
  const auto kept = keep_leased(facts, half);
  CHECK(kept.windows.size() == 3);
  CHECK(kept.wallets.size() > 800);
  CHECK(kept.wallets.size() < 1200);
  for (const auto count : {kept.events.size(), kept.grades.size(), kept.revisions.size(),
                           kept.sums.size(), kept.proofs.size()})
    CHECK(count == kept.wallets.size());
  for (const auto& row : kept.events)
    CHECK(shard_of(row.wallet) % 2 == 0);
  const auto none = keep_leased(facts, {});
  CHECK(none.rows() == 3);
}

TEST_CASE("the epoch of a wallet's grades is that of its shard") {
  const auto shard = shard_of(address(1));
  const auto other = static_cast<shard_number>((shard + 1) % shard_count);
  CHECK(epoch_of({}, address(1)) == 0);
  CHECK(epoch_of({{other, 12}}, address(1)) == 0);
  CHECK(epoch_of({{shard, 7}, {other, 12}}, address(1)) == 7);
}
