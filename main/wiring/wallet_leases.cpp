// SPDX-License-Identifier: MIT
#include "main/wiring/wallet_leases.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "main/wiring/fleet_start.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// How long the server may take to notice that a former process of this name has ended.
constexpr int name_attempts = 20;
constexpr timespan name_pause = 250ms;
constexpr std::chrono::milliseconds answer_limit = 5s;

} // namespace

settings with_leased_wallets(settings all, const held_leases& held) {
  std::erase_if(all.wallets, [&](const watched_wallet& wallet) {
    return !held.contains(shard_of(wallet.address));
  });
  return all;
}

std::string describe_leases(const settings& all, const held_leases& held) {
  const auto count = [](std::size_t number) {
    return format_count(static_cast<std::int64_t>(number));
  };
  return fmt::format("leases: {} of {} shards, {} of {} wallets", held.size(),
                     shard_count,
                     count(with_leased_wallets(all, held).wallets.size()),
                     count(all.wallets.size()));
}

std::variant<begun_leases, std::string> begin_leases(const settings& effective) {
  begun_leases result;
  if (effective.fleet_url.empty() || !effective.fleet_share_wallets)
    return result;
  const auto name = fleet_name_of(effective);
  result.keeper = std::make_unique<lease_keeper>(
      pg::connect_options{effective.fleet_url, "", answer_limit}, name);
  try {
    for (int attempt = 0; attempt < name_attempts; ++attempt) {
      result.keeper->take_turn(std::chrono::steady_clock::now());
      if (!result.keeper->is_name_taken())
        return result;
      std::this_thread::sleep_for(name_pause);
    }
  } catch (const pg::error& error) {
    result.problem = error.what();
    return result;
  }
  return fmt::format("a tracker of the fleet with the name {} runs: give each tracker its "
                     "own fleet.name",
                     name);
}

} // namespace tracker
