// SPDX-License-Identifier: MIT
#include "actors/fleet/leases/leases_actor.hpp"

#include "actors/polling/crash_reason.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <utility>

namespace tracker {

namespace {

// Private message of the leases actor to itself.
struct lease_turn {};

using leases_shell_actor = compat::extend<leases_actor, void(lease_turn)>;

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::lease_turn)

namespace tracker {

namespace {

class leases_shell : public leases_shell_actor::base {
public:
  leases_shell(caf::actor_config& config, std::unique_ptr<lease_keeper> keeper,
               lease_receiver receive, log_port log)
      : leases_shell_actor::base{config}
      , keeper_{std::move(keeper)}
      , receive_{std::move(receive)}
      , log_{std::move(log)} {}

  const char* name() const override { return "leases"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    send(leases_shell_actor{this}, lease_turn{});
    return {
        [this](const use_lease_receiver& order) {
          ++handled_;
          receive_ = order.receive;
          receive_(keeper_->held());
        },
        [this](const shutdown&) { return stop(); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{0, summary()};
        },
        [this](lease_turn) { take_turn(); },
    };
  }

private:
  void take_turn() {
    ++handled_;
    try {
      const auto changes = keeper_->take_turn(clock().now());
      if (std::exchange(is_failing_, false))
        log_.info("leases-back", "the database of the fleet answers again");
      note_name();
      report(changes);
    } catch (const pg::error& error) {
      if (!std::exchange(is_failing_, true))
        log_.warn("leases-failed",
                  fmt::format("the leases cannot be renewed: {} ({}); the {} shards stay "
                              "watched, next try in {} s",
                              error.what(), pg::to_string(error.kind()),
                              keeper_->held().size(),
                              lease_look_interval / std::chrono::seconds{1}));
    }
    delayed_send(leases_shell_actor{this}, lease_look_interval, lease_turn{});
  }

  /// Another tracker got the name while this one was cut off: it has the leases.
  void note_name() {
    if (!keeper_->is_name_taken()) {
      is_name_noted_ = false;
      return;
    }
    if (!std::exchange(is_name_noted_, true))
      log_.error("name-taken",
                 "another tracker with this name runs; this one takes no leases until it "
                 "has ended; give each tracker a name of its own");
  }

  void report(const lease_changes& changes) {
    if (changes.ended_sessions > 0)
      log_.warn("sessions-ended",
                fmt::format("{} connections of trackers that do not renew their leases "
                            "were ended: they may hold locks",
                            changes.ended_sessions));
    if (!changes.has_any())
      return;
    log_.info("leases-changed",
              fmt::format("{} shards taken, {} released, {} lost to others; {}",
                          changes.taken, changes.released, changes.lost, summary()));
    receive_(keeper_->held());
  }

  std::string summary() const {
    return fmt::format("{} of {} shards", keeper_->held().size(), shard_count);
  }

  drained stop() {
    ++handled_;
    try {
      keeper_->release_all();
    } catch (const pg::error& error) {
      log_.warn("leases-kept",
                fmt::format("the leases could not be given back: {}; they end by "
                            "themselves in {} s",
                            error.what(), lease_length.count()));
    }
    quit();
    return drained{handled_};
  }

  std::unique_ptr<lease_keeper> keeper_;
  lease_receiver receive_;
  log_port log_;
  std::uint64_t handled_ = 0;
  bool is_failing_ = false;
  bool is_name_noted_ = false;
};

} // namespace

leases_actor spawn_leases(caf::actor_system& system, std::unique_ptr<lease_keeper> keeper,
                          lease_receiver receive, log_port log) {
  return system.spawn<leases_shell, caf::detached>(std::move(keeper), std::move(receive),
                                                   std::move(log));
}

} // namespace tracker
