// SPDX-License-Identifier: MIT
// The supervisor's class: supervisor_actor.cpp starts and restarts the actors,
// supervisor_drain_actor.cpp drains them, supervisor_reload_actor.cpp changes them.
#pragma once

#include "actors/supervisor/restart_policy.hpp"
#include "actors/supervisor/running_actors.hpp"
#include "actors/supervisor/supervisor_actor.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

// Private messages of the supervisor to itself.
struct restart {
  std::uint64_t child;
};
struct cancel_requests {};

using supervisor_shell_actor =
    compat::extend<supervisor_actor, void(restart), void(cancel_requests)>;

class supervisor_shell : public supervisor_shell_actor::base {
public:
  supervisor_shell(caf::actor_config& config, actor_plan actors,
                   supervisor_options options, caf::actor root, log_port log);

  const char* name() const override { return "supervisor"; }

  /// Drops every handle: a handle to a detached actor that outlives the actor system
  /// makes its destructor hang.
  void on_exit() override;
  behavior_type make_behavior() override;

private:
  static constexpr timespan status_patience = std::chrono::milliseconds{200};

  enum class child_state : std::uint8_t {
    /// Not started, or its down message has arrived.
    ended,
    running,
    /// Ordered to shut down.
    draining,
    /// It has drained, or what it did not drain is noted; its down message is still to
    /// come.
    settled,
  };

  /// An actor under supervision.
  struct child {
    planned_actor planned;
    std::uint64_t id = 0;
    lifecycle_actor handle{};
    child_state state = child_state::ended;
    /// A reload has removed it: it ends alone and is forgotten.
    bool is_leaving = false;
    /// The current stage of the drain waits for it.
    bool is_awaited = false;
    std::uint64_t restarts = 0;
  };

  // Start and restart.
  /// Starts the actors in order; the first one that cannot start ends the run.
  void start_all();
  /// The actor under supervision with this number; null: it is forgotten.
  child* find(std::uint64_t id);
  /// Starts the actor. Returns why it could not start; empty when it runs.
  std::optional<std::string> start(child& member);
  void child_ended(const caf::down_msg& down);
  /// Restarts the actor after a pause, continues without it, or stops the run.
  void handle_crash(child& member, const std::string& failure);
  /// A start that fails (no descriptor or thread left) counts as another crash.
  void start_again(child& member);

  // The drain.
  void stop(const std::string& reason, int exit_code);
  void drain_stage(std::size_t index);
  void order_shutdown(child& member, const shutdown& order);
  child* find_draining(std::uint64_t id);
  /// Notes why the actor did not drain; after a timeout, with its status.
  void handle_shutdown_error(child& member, const caf::error& reason);
  /// Notes what the actor held when its time was over.
  void give_up(std::uint64_t id, const std::string& held);
  /// Handles an actor that has ended during the drain.
  void handle_end_in_drain(const child& member, child_state state_before,
                           const std::string& reason);
  /// Notes what was not drained. A run that stops because of a failure keeps its exit
  /// code.
  void note_not_drained(std::string failure);
  void settle(child& member);
  void finish_member();
  void log_last_lines();
  void finish();

  // The other signals.
  void reload(const reload_request& order);

  // Windows and wallets that come and go.
  void change_watched(const watch_plan& wanted);
  void handle_end_of_leaving(const child& member, child_state state_before,
                             const std::string& reason);
  void forget(const child& member);
  /// Starts the added windows and wallets when those that leave have ended.
  void start_added();
  /// Requests the status of all actors and passes it to `receive`.
  void collect_status(const std::function<void(status_screen)>& receive);

  running_actors plan_;
  supervisor_options options_;
  caf::actor root_;
  log_port log_;
  std::list<child> children_;
  std::uint64_t next_id_ = 0;
  restart_policy restarts_;
  /// Keys of the configuration read last that a restart would apply.
  std::vector<std::string> needs_restart_;
  bool stopping_ = false;
  int exit_code_ = 0;
  steady_point begun_{};
  std::size_t stage_ = 0;
  /// Number of actors of the stage that have not drained.
  std::size_t open_ = 0;
  /// In the order in which they drained.
  std::vector<drained_actor> drained_;
  std::vector<std::string> failures_;
};

} // namespace tracker

TRACKER_MESSAGE(tracker::restart)
TRACKER_MESSAGE(tracker::cancel_requests)
