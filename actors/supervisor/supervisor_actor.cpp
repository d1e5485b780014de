// SPDX-License-Identifier: MIT
#include "actors/supervisor/supervisor_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "actors/supervisor/drain_plan.hpp"
#include "actors/supervisor/restart_policy.hpp"
#include "actors/supervisor/running_actors.hpp"
#include "actors/supervisor/status_request.hpp"

#include <fmt/format.h>

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr timespan status_patience = 200ms;

// Private messages of the supervisor to itself.
struct restart {
  std::size_t child;
};
struct cancel_requests {};

using supervisor_shell_actor =
    compat::extend<supervisor_actor, void(restart), void(cancel_requests)>;

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
  lifecycle_actor handle{};
  child_state state = child_state::ended;
  std::uint64_t restarts = 0;
};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::restart)
TRACKER_MESSAGE(tracker::cancel_requests)

namespace tracker {

namespace {

class supervisor_shell : public supervisor_shell_actor::base {
public:
  supervisor_shell(caf::actor_config& config, actor_plan actors,
                   supervisor_options options, caf::actor root, log_port log)
      : supervisor_shell_actor::base{config}
      , plan_{std::move(actors)}
      , options_{options}
      , root_{std::move(root)}
      , log_{std::move(log)} {}

  const char* name() const override { return "supervisor"; }

  /// Drops every handle: a handle to a detached actor that outlives the actor system
  /// makes its destructor hang.
  void on_exit() override {
    children_.clear();
    plan_.release();
  }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    set_down_handler([this](caf::down_msg& down) { child_ended(down); });
    start_all();
    return {
        [this](const stop_request& order) { stop(order.reason, 0); },
        [this](const reload_request& order) { reload(order); },
        [this](const log_status&) {
          collect_status([this](status_screen screen) {
            log_.essential("status", "STATUS", std::move(screen.rows));
          });
        },
        [this](const status_screen_request&) {
          auto promise = make_response_promise<status_screen>();
          collect_status([promise](status_screen screen) mutable {
            promise.deliver(std::move(screen));
          });
          return promise;
        },
        [this](const restart& order) { start_again(children_[order.child]); },
        [this](const cancel_requests&) { send(plan_.fetcher(), cancel_fetches{}); },
    };
  }

private:
  // -- start and restart --------------------------------------------------------------

  /// Starts the actors in order; the first one that cannot start ends the run.
  void start_all() {
    for (auto& actor : plan_.plan())
      children_.push_back({std::move(actor)});
    for (auto& member : children_)
      if (const auto failure = start(member)) {
        stop(*failure, 1);
        return;
      }
  }

  /// Starts the actor. Returns why it could not start; empty when it runs.
  std::optional<std::string> start(child& member) {
    try {
      member.handle = member.planned.start();
    } catch (const std::exception& error) {
      return fmt::format("{} could not start: {}", member.planned.name, error.what());
    }
    member.state = child_state::running;
    monitor(member.handle);
    return std::nullopt;
  }

  void child_ended(const caf::down_msg& down) {
    const auto found =
        std::find_if(children_.begin(), children_.end(), [&](const child& member) {
          return member.state != child_state::ended &&
                 member.handle.address() == down.source;
        });
    if (found == children_.end())
      return;
    const auto state_before = std::exchange(found->state, child_state::ended);
    const auto reason = crash_text(system(), down.reason);
    if (stopping_)
      handle_end_in_drain(*found, state_before, reason);
    else
      handle_crash(*found, fmt::format("{} has ended: {}", found->planned.name, reason));
  }

  /// Restarts the actor after a pause, continues without it, or stops the run.
  void handle_crash(child& member, const std::string& failure) {
    const auto member_stage = member.planned.drain_stage;
    if (member_stage == stage::log_tee || member_stage == stage::ledger) {
      // Without the log tee or the ledger the run cannot continue: drain the remaining
      // actors and exit.
      stop(failure, 1);
      return;
    }
    if (member_stage == stage::capture) {
      plan_.end_capture();
      log_.warn("capture-ended", failure + "; the tracker continues without a capture");
      return;
    }
    const auto pause = restarts_.note_crash(clock().now());
    if (!pause) {
      stop(fmt::format("{}, and {} crashes in a minute are too many", failure,
                       restart_policy::max_crashes),
           1);
      return;
    }
    log_.error("actor-crashed",
               fmt::format("{}; restart in {} s{}", failure, *pause / 1s,
                           member_stage == stage::windows ? ", from the ledger" : ""));
    delayed_send(supervisor_shell_actor{this}, *pause,
                 restart{static_cast<std::size_t>(&member - children_.data())});
  }

  /// A start that fails (no descriptor or thread left) counts as another crash.
  void start_again(child& member) {
    if (stopping_)
      return;
    ++member.restarts;
    if (const auto failure = start(member))
      handle_crash(member, *failure);
  }

  // -- the drain ------------------------------------------------------------------------

  void stop(const std::string& reason, int exit_code) {
    if (stopping_)
      return;
    stopping_ = true;
    exit_code_ = exit_code;
    begun_ = clock().now();
    if (exit_code != 0)
      failures_.push_back(reason);
    log_.essential("stopping", fmt::format("stopping: {}; {} s to drain", reason,
                                           options_.grace / 1s));
    delayed_send(supervisor_shell_actor{this},
                 options_.grace * share_before_cancelling / 100, cancel_requests{});
    drain_stage(0);
  }

  void drain_stage(std::size_t index) {
    if (index == drain_order.size()) {
      finish();
      return;
    }
    stage_ = index;
    const auto [current, share] = drain_order[index];
    if (current == stage::log_tee)
      log_last_lines();
    std::vector<child*> members;
    for (auto& member : children_)
      if (member.planned.drain_stage == current && member.state == child_state::running)
        members.push_back(&member);
    open_ = members.size();
    if (open_ == 0) {
      drain_stage(index + 1);
      return;
    }
    const auto deadline = begun_ + options_.grace * share / 100;
    for (auto* member : members)
      order_shutdown(*member, deadline);
  }

  void order_shutdown(child& member, steady_point deadline) {
    member.state = child_state::draining;
    const auto patience = std::max<timespan>(deadline - clock().now(), 1ms);
    request(member.handle, patience, shutdown{deadline})
        .then(
            [this, &member](const drained& answer) {
              if (member.state != child_state::draining)
                return;
              drained_.push_back(
                  fmt::format("{} {}", member.planned.name, answer.handled));
              settle(member);
            },
            [this, &member](const caf::error& error) {
              handle_shutdown_error(member, error);
            });
  }

  /// Notes why the actor did not drain; after a timeout, with its status.
  void handle_shutdown_error(child& member, const caf::error& reason) {
    // When the actor has ended, its down message has the reason.
    if (member.state != child_state::draining ||
        reason == caf::sec::request_receiver_down)
      return;
    if (reason != caf::sec::request_timeout) {
      note_not_drained(fmt::format("{} refused to drain: {}", member.planned.name,
                                   crash_text(system(), reason)));
      settle(member);
      return;
    }
    request(member.handle, status_patience, status_request{})
        .then(
            [this, &member](const actor_status& answer) {
              if (member.state != child_state::draining)
                return;
              note_not_drained(fmt::format("{} held {}: {}", member.planned.name,
                                           answer.held, answer.summary));
              settle(member);
            },
            [this, &member](const caf::error&) {
              if (member.state != child_state::draining)
                return;
              note_not_drained(
                  fmt::format("{} held its whole mailbox: it no longer answers",
                              member.planned.name));
              settle(member);
            });
  }

  /// Handles an actor that has ended during the drain.
  void handle_end_in_drain(const child& member, child_state state_before,
                           const std::string& reason) {
    if (state_before == child_state::settled)
      return;
    if (state_before == child_state::running) {
      note_not_drained(fmt::format("{} ended before its stage of the drain: {}",
                                   member.planned.name, reason));
      return;
    }
    note_not_drained(
        fmt::format("{} ended before it had drained: {}", member.planned.name, reason));
    finish_member();
  }

  /// Notes what was not drained. A run that stops because of a failure keeps its exit
  /// code.
  void note_not_drained(std::string failure) {
    failures_.push_back(std::move(failure));
    if (exit_code_ == 0)
      exit_code_ = 3;
  }

  void settle(child& member) {
    member.state = child_state::settled;
    finish_member();
  }

  void finish_member() {
    if (--open_ == 0)
      drain_stage(stage_ + 1);
  }

  void log_last_lines() {
    const auto took = clock().now() - begun_;
    for (const auto& failure : failures_)
      log_.error("not-drained", failure);
    log_.essential("stopped",
                   fmt::format("stopped in {} ms{}; messages handled: {}", took / 1ms,
                               failures_.empty()
                                   ? std::string{}
                                   : fmt::format(" with exit code {}: {}", exit_code_,
                                                 fmt::join(failures_, "; ")),
                               fmt::join(drained_, ", ")));
  }

  void finish() {
    caf::anon_send(root_,
                   finished{exit_code_, fmt::format("{}", fmt::join(failures_, "; "))});
    quit();
  }

  // -- the other signals ----------------------------------------------------------------

  void reload(const reload_request& order) {
    send(plan_.log_tee(), reopen_log{});
    plan_.announce_reload(!order.problems.empty());
    if (!order.problems.empty()) {
      for (const auto& problem : order.problems)
        log_.error("reload-refused", problem);
      log_.error("reload-refused",
                 "the new configuration is refused, the old one stays in effect");
      return;
    }
    needs_restart_ = order.needs_restart;
    plan_.set_live_settings(order.settings);
    for (const auto& key : order.needs_restart)
      log_.warn("needs-restart", key + " has changed: it takes effect after a restart");
    log_.essential("reloaded", "log file reopened, configuration read again");
  }

  /// Requests the status of all actors and passes it to `receive`.
  void collect_status(const std::function<void(status_screen)>& receive) {
    std::vector<asked_actor> asked;
    for (const auto& member : children_)
      asked.push_back({member.planned.name, member.restarts, member.handle});
    status_screen screen;
    screen.stopping = stopping_;
    ask_status(this, std::move(asked), status_patience, std::move(screen),
               [this, receive](status_screen answer) {
                 if (!needs_restart_.empty())
                   answer.rows.push_back(
                       fmt::format("  configuration : changed, needs a restart: {}",
                                   fmt::join(needs_restart_, ", ")));
                 receive(std::move(answer));
               });
  }

  running_actors plan_;
  supervisor_options options_;
  caf::actor root_;
  log_port log_;
  /// Does not grow after the start: the handlers of the drain refer to its elements.
  std::vector<child> children_;
  restart_policy restarts_;
  /// Keys of the configuration read last that a restart would apply.
  std::vector<std::string> needs_restart_;
  bool stopping_ = false;
  int exit_code_ = 0;
  steady_point begun_{};
  std::size_t stage_ = 0;
  /// Number of actors of the stage that have not drained.
  std::size_t open_ = 0;
  /// Names of drained actors and the number of messages they handled, in order.
  std::vector<std::string> drained_;
  std::vector<std::string> failures_;
};

} // namespace

supervisor_actor spawn_supervisor(caf::actor_system& system, actor_plan actors,
                                  supervisor_options options, caf::actor root,
                                  log_port log) {
  return system.spawn<supervisor_shell>(std::move(actors), options, std::move(root),
                                        std::move(log));
}

} // namespace tracker
