// SPDX-License-Identifier: MIT
#include "actors/supervisor/supervisor_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "actors/supervisor/drain_plan.hpp"
#include "actors/supervisor/restart_policy.hpp"
#include "actors/supervisor/running_actors.hpp"

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

/// How long an actor may take to say what it holds.
constexpr timespan status_patience = 200ms;

// Private messages of the supervisor to itself.
struct restart {
  std::size_t child;
};
struct cancel_questions {};

using supervisor_shell_actor =
    compat::extend<supervisor_actor, void(restart), void(cancel_questions)>;

enum class child_state : std::uint8_t {
  /// Not started, or its end is known.
  ended,
  running,
  /// It was told to shut down.
  draining,
  /// It has drained, or what it held is noted; its end is still to come.
  settled,
};

/// An actor under supervision.
struct child {
  planned_actor planned;
  lifecycle_actor handle{};
  child_state state = child_state::ended;
};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::restart)
TRACKER_MESSAGE(tracker::cancel_questions)

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

  /// A handle to a detached actor that outlives the actor system hangs it.
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
          collect_status([this](std::vector<std::string> rows) {
            log_.essential("status", "STATUS", std::move(rows));
          });
        },
        [this](const status_screen_request&) {
          auto promise = make_response_promise<status_screen>();
          collect_status([promise](std::vector<std::string> rows) mutable {
            promise.deliver(status_screen{std::move(rows)});
          });
          return promise;
        },
        [this](const restart& order) { start_again(children_[order.child]); },
        [this](const cancel_questions&) { send(plan_.fetcher(), cancel_fetches{}); },
    };
  }

private:
  // -- start and restart --------------------------------------------------------------

  /// Starts the actors in order; the first that cannot start ends the run.
  void start_all() {
    for (auto& actor : plan_.plan())
      children_.push_back({std::move(actor)});
    for (auto& one : children_)
      if (const auto failure = start(one)) {
        stop(*failure, 1);
        return;
      }
  }

  /// Why the actor could not start; nothing when it runs.
  std::optional<std::string> start(child& one) {
    try {
      one.handle = one.planned.start();
    } catch (const std::exception& error) {
      return fmt::format("{} could not start: {}", one.planned.name, error.what());
    }
    one.state = child_state::running;
    monitor(one.handle);
    return std::nullopt;
  }

  void child_ended(const caf::down_msg& down) {
    const auto found =
        std::find_if(children_.begin(), children_.end(), [&](const child& one) {
          return one.state != child_state::ended && one.handle.address() == down.source;
        });
    if (found == children_.end())
      return;
    const auto before = std::exchange(found->state, child_state::ended);
    const auto reason = crash_text(system(), down.reason);
    if (stopping_)
      ended_in_drain(*found, before, reason);
    else
      crashed(*found, fmt::format("{} has ended: {}", found->planned.name, reason));
  }

  /// Restarts the actor after a pause, goes on without it, or stops.
  void crashed(child& one, const std::string& what) {
    if (one.planned.in == stage::log_tee || one.planned.in == stage::ledger) {
      // Without the log tee or the ledger the run cannot continue: drain the remaining
      // actors and exit.
      stop(what, 1);
      return;
    }
    if (one.planned.in == stage::capture) {
      plan_.end_capture();
      log_.warn("capture-ended", what + "; the tracker goes on without a capture");
      return;
    }
    const auto pause = restarts_.crashed(clock().now());
    if (!pause) {
      stop(fmt::format("{}, and {} crashes in a minute are too many", what,
                       restart_policy::max_crashes),
           1);
      return;
    }
    log_.error("actor-crashed",
               fmt::format("{}; it starts again in {} s{}", what, *pause / 1s,
                           one.planned.in == stage::windows
                               ? "; it goes on from the ledger"
                               : ""));
    delayed_send(supervisor_shell_actor{this}, *pause,
                 restart{static_cast<std::size_t>(&one - children_.data())});
  }

  /// A start that fails (no descriptor or no thread left) is one more crash.
  void start_again(child& one) {
    if (stopping_)
      return;
    if (const auto failure = start(one))
      crashed(one, *failure);
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
                 options_.grace * share_before_cancelling / 100, cancel_questions{});
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
      say_goodbye();
    std::vector<child*> members;
    for (auto& one : children_)
      if (one.planned.in == current && one.state == child_state::running)
        members.push_back(&one);
    open_ = members.size();
    if (open_ == 0) {
      drain_stage(index + 1);
      return;
    }
    const auto deadline = begun_ + options_.grace * share / 100;
    for (auto* one : members)
      order_shutdown(*one, deadline);
  }

  void order_shutdown(child& one, steady_point deadline) {
    one.state = child_state::draining;
    const auto patience = std::max<timespan>(deadline - clock().now(), 1ms);
    request(one.handle, patience, shutdown{deadline})
        .then(
            [this, &one](const drained& answer) {
              if (one.state != child_state::draining)
                return;
              drained_.push_back(fmt::format("{} {}", one.planned.name, answer.handled));
              settle(one);
            },
            [this, &one](const caf::error& error) { ask_what_it_holds(one, error); });
  }

  void ask_what_it_holds(child& one, const caf::error& why) {
    // The end of an actor is told by its down message, which has the reason.
    if (one.state != child_state::draining || why == caf::sec::request_receiver_down)
      return;
    if (why != caf::sec::request_timeout) {
      not_drained(fmt::format("{} refused to drain: {}", one.planned.name,
                              crash_text(system(), why)));
      settle(one);
      return;
    }
    request(one.handle, status_patience, status_request{})
        .then(
            [this, &one](const actor_status& answer) {
              if (one.state != child_state::draining)
                return;
              not_drained(fmt::format("{} held {}: {}", one.planned.name, answer.held,
                                      answer.summary));
              settle(one);
            },
            [this, &one](const caf::error&) {
              if (one.state != child_state::draining)
                return;
              not_drained(fmt::format("{} held its whole mailbox: it no longer answers",
                                      one.planned.name));
              settle(one);
            });
  }

  /// An actor has ended during the drain; `before` is the state it was in.
  void ended_in_drain(const child& one, child_state before, const std::string& reason) {
    if (before == child_state::settled)
      return;
    if (before == child_state::running) {
      not_drained(fmt::format("{} ended before its stage of the drain: {}",
                              one.planned.name, reason));
      return;
    }
    not_drained(
        fmt::format("{} ended before it had drained: {}", one.planned.name, reason));
    child_done();
  }

  /// Notes what was not drained. A run that stops because it failed keeps its exit code.
  void not_drained(std::string what) {
    failures_.push_back(std::move(what));
    if (exit_code_ == 0)
      exit_code_ = 3;
  }

  void settle(child& one) {
    one.state = child_state::settled;
    child_done();
  }

  void child_done() {
    if (--open_ == 0)
      drain_stage(stage_ + 1);
  }

  /// The supervisor's last line.
  void say_goodbye() {
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
    if (!order.problems.empty()) {
      for (const auto& problem : order.problems)
        log_.error("reload-refused", problem);
      log_.error("reload-refused", "the configuration is refused, the old one stays");
      return;
    }
    needs_restart_ = order.needs_restart;
    send(plan_.log_tee(), set_log_level{order.settings.level});
    plan_.set_live_settings(order.settings);
    for (const auto& key : order.needs_restart)
      log_.warn("needs-restart", key + " has changed: it takes a restart");
    log_.essential("reloaded", "the log file is open anew, the configuration read again");
  }

  using take_rows = std::function<void(std::vector<std::string>)>;

  void collect_status(const take_rows& take) {
    auto rows = std::make_shared<std::vector<std::string>>(children_.size());
    auto left = std::make_shared<std::size_t>(children_.size());
    const auto answered = [this, rows, left, take](std::size_t i, std::string text) {
      (*rows)[i] = fmt::format("  {} : {}", children_[i].planned.name, text);
      if (--*left > 0)
        return;
      if (!needs_restart_.empty())
        rows->push_back(fmt::format("  configuration : changed, needs a restart: {}",
                                    fmt::join(needs_restart_, ", ")));
      take(std::move(*rows));
    };
    for (std::size_t i = 0; i < children_.size(); ++i)
      request(children_[i].handle, status_patience, status_request{})
          .then(
              [i, answered](const actor_status& answer) { answered(i, answer.summary); },
              [this, i, answered](const caf::error& error) {
                answered(i, "no answer: " + system().render(error));
              });
  }

  running_actors plan_;
  supervisor_options options_;
  caf::actor root_;
  log_port log_;
  /// Never grows after the start: the handlers of the drain refer to its members.
  std::vector<child> children_;
  restart_policy restarts_;
  /// Keys of the configuration read last that a restart would apply.
  std::vector<std::string> needs_restart_;

  bool stopping_ = false;
  int exit_code_ = 0;
  steady_point begun_{};
  std::size_t stage_ = 0;
  /// Actors of the stage that have not drained.
  std::size_t open_ = 0;
  /// Who drained how many messages, in order.
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
