// SPDX-License-Identifier: MIT
// The part of the wallets that this tracker of a fleet watches.
#pragma once

#include "actors/fleet/leases/leases_actor.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "main/config/settings.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace tracker {

/// The settings with the wallets whose shards are held.
settings with_leased_wallets(settings all, const held_leases& held);

/// `64 of 256 shards, 251 of 1,000 wallets`.
std::string describe_leases(const settings& all, const held_leases& held);

/// The leases of a run that begins.
struct begun_leases {
  /// Null: the wallets are not shared.
  std::unique_ptr<lease_keeper> keeper;
  /// Why the database could not be asked; the run begins without wallets then, and gets
  /// them when the database answers. Empty: it was asked.
  std::string problem;
};

/// Takes the first leases, where the settings say so. The text: another running tracker
/// has the name.
std::variant<begun_leases, std::string> begin_leases(const settings& effective);

/// The leases actor of a live run: it tells the supervisor and the page which wallets
/// this tracker watches. It ends with this object, after all actors that write, and gives
/// the leases back.
class live_leases {
public:
  using planner = std::function<watch_plan(const settings&)>;
  using names_receiver = std::function<void(const settings&)>;

  /// Without a keeper it does nothing.
  live_leases(caf::actor_system& system, const settings& all, begun_leases begun,
              supervisor_actor supervisor, planner plan, names_receiver send_names,
              const log_port& log);
  ~live_leases();
  live_leases(const live_leases&) = delete;
  live_leases& operator=(const live_leases&) = delete;

  /// Takes over the wallets of a reload: false where they are not shared.
  std::function<bool(const settings&)> reloader() const;

private:
  caf::actor_system& system_;
  leases_actor actor_;
  std::function<lease_receiver(const settings&)> make_receiver_;
};

} // namespace tracker
