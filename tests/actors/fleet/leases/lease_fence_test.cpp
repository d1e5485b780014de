// SPDX-License-Identifier: MIT
// Which facts a tracker may write that holds some of the shards.
#include "actors/fleet/leases/lease_fence.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace tracker;

namespace {

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

TEST_CASE("a tracker writes the facts of its wallets, and windows, and no others") {
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
