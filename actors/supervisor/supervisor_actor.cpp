// SPDX-License-Identifier: MIT
#include "actors/supervisor/supervisor_actor.hpp"

#include "actors/supervisor/drain_plan.hpp"
#include "actors/supervisor/restart_policy.hpp"

#include <fmt/format.h>

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <memory>

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

/// An actor under supervision.
struct child {
  std::string name;
  stage in;
  /// Starts it (again) and tells those who must know.
  std::function<lifecycle_actor()> spawn;
  lifecycle_actor handle{};
  bool running = false;
};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::restart)
TRACKER_MESSAGE(tracker::cancel_questions)

namespace tracker {

namespace {

class supervisor_shell : public supervisor_shell_actor::base {
public:
  supervisor_shell(caf::actor_config& config, plant actors, supervisor_options options,
                   caf::actor root, log_port log)
      : supervisor_shell_actor::base{config}
      , actors_{std::move(actors)}
      , options_{options}
      , root_{std::move(root)}
      , log_{std::move(log)} {}

  const char* name() const override { return "supervisor"; }

  /// Lets go of the detached actors: a handle that outlives the actor system hangs it.
  void on_exit() override {
    children_.clear();
    windows_.clear();
    wallets_.clear();
    fetcher_ = fetcher_actor{};
    capture_ = capture_actor{};
    ledger_ = ledger_actor{};
    clock_ = clock_actor{};
    actors_ = plant{};
  }

  behavior_type make_behavior() override {
    set_down_handler([this](caf::down_msg& down) { child_ended(down); });
    plan_children();
    for (auto& at : children_)
      start(at);
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
        [this](const restart& order) {
          if (!stopping_)
            start(children_[order.child]);
        },
        [this](const cancel_questions&) { send(fetcher_, cancel_fetches{}); },
    };
  }

private:
  // -- start and restart --------------------------------------------------------------

  /// Downstream first: whoever is started finds those it sends to.
  void plan_children() {
    plan("log_tee", stage::log_tee, [this] { return actors_.log_tee; });
    plan("ledger", stage::ledger, [this] { return start_ledger(); });
    if (actors_.spawn_capture)
      plan("capture", stage::capture, [this] { return start_capture(); });
    plan("fetcher", stage::fetcher, [this] { return start_fetcher(); });
    windows_.resize(actors_.windows.size());
    for (std::size_t i = 0; i < actors_.windows.size(); ++i)
      plan("window " + actors_.windows[i].name, stage::windows,
           [this, i] { return start_window(i); });
    wallets_.resize(actors_.wallets.size());
    for (std::size_t i = 0; i < actors_.wallets.size(); ++i)
      plan("wallet " + actors_.wallets[i].name, stage::wallets,
           [this, i] { return start_wallet(i); });
    plan("clock", stage::clock, [this] { return start_clock(); });
  }

  void plan(std::string name, stage in, std::function<lifecycle_actor()> spawn) {
    children_.push_back({std::move(name), in, std::move(spawn)});
  }

  void start(child& at) {
    at.handle = at.spawn();
    at.running = true;
    monitor(at.handle);
  }

  ledger_actor start_ledger() {
    ledger_ = actors_.spawn_ledger();
    return ledger_;
  }

  capture_actor start_capture() {
    capture_ = actors_.spawn_capture();
    return capture_;
  }

  fetcher_actor start_fetcher() {
    fetcher_ = actors_.spawn_fetcher(capture_);
    for (const auto& at : windows_)
      if (at)
        send(at, use_fetcher{fetcher_});
    for (const auto& at : wallets_)
      if (at)
        send(at, use_fetcher{fetcher_});
    return fetcher_;
  }

  window_actor start_window(std::size_t i) {
    windows_[i] = actors_.windows[i].spawn(fetcher_, ledger_);
    if (settings_)
      send(windows_[i], *settings_);
    if (clock_)
      send(clock_, subscribe{windows_[i]});
    for (const auto& at : wallets_)
      if (at)
        send(at, listeners());
    return windows_[i];
  }

  wallet_actor start_wallet(std::size_t i) {
    wallets_[i] = actors_.wallets[i].spawn(fetcher_, ledger_);
    send(wallets_[i], listeners());
    if (clock_)
      send(clock_, subscribe{wallets_[i]});
    return wallets_[i];
  }

  use_windows listeners() const {
    use_windows result;
    for (std::size_t i = 0; i < windows_.size(); ++i)
      result.windows.push_back({actors_.windows[i].name, windows_[i]});
    return result;
  }

  clock_actor start_clock() {
    clock_ = actors_.spawn_clock();
    if (capture_)
      send(clock_, subscribe{capture_});
    // Windows first: they know which window is open when the first rows come.
    for (const auto& at : windows_)
      send(clock_, subscribe{at});
    for (const auto& at : wallets_)
      send(clock_, subscribe{at});
    send(clock_, subscribe{ledger_});
    return clock_;
  }

  void child_ended(const caf::down_msg& down) {
    const auto found =
        std::find_if(children_.begin(), children_.end(), [&](const child& at) {
          return at.running && at.handle.address() == down.source;
        });
    if (found == children_.end())
      return;
    found->running = false;
    if (stopping_)
      return;
    const auto what =
        fmt::format("{} has ended: {}", found->name, system().render(down.reason));
    if (found->in == stage::log_tee || found->in == stage::ledger) {
      // Nobody is left to take the lines, or the file needs somebody; what still runs is
      // drained all the same.
      stop(what, 1);
      return;
    }
    if (found->in == stage::capture) {
      capture_ = capture_actor{};
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
    log_.error(
        "actor-crashed",
        fmt::format("{}; it starts again in {} s{}", what, *pause / 1s,
                    found->in == stage::windows ? "; it goes on from the ledger" : ""));
    delayed_send(supervisor_shell_actor{this}, *pause,
                 restart{static_cast<std::size_t>(found - children_.begin())});
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
    const auto [at, share] = drain_order[index];
    if (at == stage::log_tee)
      say_goodbye();
    open_ = 0;
    const auto deadline = begun_ + options_.grace * share / 100;
    for (const auto& one : children_)
      if (one.in == at && one.running)
        ++open_;
    if (open_ == 0) {
      drain_stage(index + 1);
      return;
    }
    for (auto& one : children_)
      if (one.in == at && one.running)
        order_shutdown(one, deadline);
  }

  void order_shutdown(child& one, steady_point deadline) {
    const auto patience = std::max<timespan>(deadline - clock().now(), 1ms);
    request(one.handle, patience, shutdown{deadline})
        .then(
            [this, &one](const drained& answer) {
              drained_.push_back(fmt::format("{} {}", one.name, answer.handled));
              child_done();
            },
            [this, &one](const caf::error& error) { ask_what_it_holds(one, error); });
  }

  void ask_what_it_holds(child& one, const caf::error& why) {
    if (why != caf::sec::request_timeout) {
      failures_.push_back(fmt::format("{} ended before it had drained: {}", one.name,
                                      system().render(why)));
      exit_code_ = std::max(exit_code_, 1);
      child_done();
      return;
    }
    exit_code_ = 3;
    request(one.handle, status_patience, status_request{})
        .then(
            [this, &one](const actor_status& answer) {
              failures_.push_back(
                  fmt::format("{} held {}: {}", one.name, answer.held, answer.summary));
              child_done();
            },
            [this, &one](const caf::error&) {
              failures_.push_back(fmt::format(
                  "{} held its whole mailbox: it no longer answers", one.name));
              child_done();
            });
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
    log_.essential("stopped", fmt::format("stopped in {} ms; messages handled: {}",
                                          took / 1ms, fmt::join(drained_, ", ")));
  }

  void finish() {
    caf::anon_send(root_,
                   finished{exit_code_, fmt::format("{}", fmt::join(failures_, "; "))});
    quit();
  }

  // -- the other signals ----------------------------------------------------------------

  void reload(const reload_request& order) {
    send(actors_.log_tee, reopen_log{});
    if (!order.problems.empty()) {
      for (const auto& problem : order.problems)
        log_.error("reload-refused", problem);
      log_.error("reload-refused", "the configuration is refused, the old one stays");
      return;
    }
    settings_ = order.settings;
    send(actors_.log_tee, set_log_level{order.settings.level});
    for (const auto& at : windows_)
      send(at, order.settings);
    for (const auto& key : order.needs_restart)
      log_.warn("needs-restart", key + " has changed: it takes a restart");
    log_.essential("reloaded", "the log file is open anew, the configuration read again");
  }

  using take_rows = std::function<void(std::vector<std::string>)>;

  void collect_status(const take_rows& take) {
    auto rows = std::make_shared<std::vector<std::string>>(children_.size());
    auto left = std::make_shared<std::size_t>(children_.size());
    const auto answered = [this, rows, left, take](std::size_t i, std::string text) {
      (*rows)[i] = fmt::format("  {} : {}", children_[i].name, text);
      if (--*left == 0)
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

  plant actors_;
  supervisor_options options_;
  caf::actor root_;
  log_port log_;
  std::vector<child> children_;
  ledger_actor ledger_;
  /// Null: nothing is recorded, or no longer.
  capture_actor capture_;
  fetcher_actor fetcher_;
  clock_actor clock_;
  std::vector<window_actor> windows_;
  std::vector<wallet_actor> wallets_;
  std::optional<live_settings> settings_;
  restart_policy restarts_;

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

supervisor_actor spawn_supervisor(caf::actor_system& system, plant actors,
                                  supervisor_options options, caf::actor root,
                                  log_port log) {
  return system.spawn<supervisor_shell>(std::move(actors), options, std::move(root),
                                        std::move(log));
}

} // namespace tracker
