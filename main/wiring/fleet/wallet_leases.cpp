// SPDX-License-Identifier: MIT
#include "main/wiring/fleet/wallet_leases.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "main/wiring/fleet/fleet_wiring.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds lease_answer_limit = 5s;
/// How long the leases may take to be given back at the end.
constexpr timespan end_limit = 6s;

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
                     shard_count, count(with_leased_wallets(all, held).wallets.size()),
                     count(all.wallets.size()));
}

std::variant<begun_leases, std::string> begin_leases(const settings& effective) {
  begun_leases result;
  if (effective.fleet_url.empty() || !effective.fleet_share_wallets)
    return result;
  const auto name = fleet_name_of(effective);
  result.keeper = std::make_unique<lease_keeper>(
      pg::connect_options{effective.fleet_url, "", lease_answer_limit}, name);
  try {
    result.keeper->take_turn(std::chrono::steady_clock::now());
  } catch (const pg::error& error) {
    result.problem = error.what();
  }
  if (!result.keeper->is_name_taken())
    return result;
  return fmt::format(
      "a tracker of the fleet with the name {} runs: give each tracker its "
      "own fleet.name",
      name);
}

live_leases::live_leases(caf::actor_system& system, const settings& all,
                         begun_leases begun, supervisor_actor supervisor, planner plan,
                         names_receiver send_names, const log_port& log)
    : system_{system} {
  if (!begun.keeper)
    return;
  make_receiver_ = [supervisor = std::move(supervisor), plan = std::move(plan),
                    send_names = std::move(send_names)](const settings& wallets) {
    return [supervisor, plan, send_names, wallets](const held_leases& held) {
      const auto mine = with_leased_wallets(wallets, held);
      send_names(mine);
      caf::anon_send(supervisor,
                     use_watch_plan{describe_leases(wallets, held),
                                    std::make_shared<const watch_plan>(plan(mine))});
    };
  };
  const auto& held = begun.keeper->held();
  if (begun.problem.empty())
    log.info("leases-begun", describe_leases(all, held));
  else
    log.warn("leases-failed",
             fmt::format("the database of the fleet cannot be asked which wallets to "
                         "watch: {}; none is watched until it answers",
                         begun.problem));
  actor_ = spawn_leases(system, std::move(begun.keeper), make_receiver_(all),
                        log.named("leases"));
}

live_leases::~live_leases() {
  if (!actor_)
    return;
  caf::scoped_actor self{system_};
  self->request(actor_, end_limit, shutdown{})
      .receive([](const drained&) {}, [](const caf::error&) {});
  // A handle to a detached actor must not outlive the actor system.
  make_receiver_ = nullptr;
}

std::function<bool(const settings&)> live_leases::reloader() const {
  return [actor = actor_, make = make_receiver_](const settings& fresh) {
    if (!actor)
      return false;
    caf::anon_send(actor, use_lease_receiver{make(fresh)});
    return true;
  };
}

} // namespace tracker
