// SPDX-License-Identifier: MIT
// What the supervisor does with a configuration that was read again, and the status
// screen.
#include "actors/supervisor/status_request.hpp"
#include "actors/supervisor/supervisor_shell_actor.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <caf/actor_system.hpp>

#include <algorithm>
#include <utility>

namespace tracker {

void supervisor_shell::reload(const reload_request& order) {
  send(plan_.log_tee(), reopen_log{});
  plan_.announce_reload(!order.problems.empty());
  if (!order.problems.empty()) {
    // One line each: a second line, the same every time, would be held back as a repeat.
    for (const auto& problem : order.problems)
      log_.error("reload-refused",
                 problem + "; configuration refused, the old one stays in effect");
    return;
  }
  needs_restart_ = order.needs_restart;
  plan_.set_live_settings(order.settings);
  for (const auto& change : order.needs_restart)
    log_.warn("needs-restart", change + ": it takes effect after a restart");
  for (const auto& change : order.changes)
    log_.essential("setting-changed", change);
  log_.essential(
      "reloaded",
      fmt::format("log file reopened, configuration read again, {}",
                  order.changes.empty() ? "nothing to take over" : "changes taken over"));
  if (order.watched && !stopping_)
    change_watched(*order.watched);
}

// -- windows and wallets that come and go ----------------------------------------------

void supervisor_shell::change_watched(const watch_plan& wanted) {
  const auto deadline = clock().now() + options_.grace;
  for (const auto& key : plan_.begin_change(wanted)) {
    const auto found =
        std::find_if(children_.begin(), children_.end(), [&](const child& member) {
          return member.planned.key == key && !member.is_leaving;
        });
    found->is_leaving = true;
    if (found->state == child_state::running)
      order_shutdown(*found, {deadline, true});
    else // It has crashed, and waits for its restart.
      forget(*found);
  }
  start_added();
}

void supervisor_shell::handle_end_of_leaving(const child& member,
                                             child_state state_before,
                                             const std::string& reason) {
  if (state_before != child_state::settled)
    log_.error("not-drained",
               fmt::format("{} ended before it had drained: {}; what it had not "
                           "recorded is read again when it is watched again",
                           member.planned.name, reason));
  forget(member);
  start_added();
}

void supervisor_shell::forget(const child& member) {
  log_.essential("removed", member.planned.name + " has ended; its recorded grades stay");
  children_.remove_if([id = member.id](const child& one) { return one.id == id; });
}

void supervisor_shell::start_added() {
  if (std::any_of(children_.begin(), children_.end(),
                  [](const child& member) { return member.is_leaving; }))
    return;
  for (auto& planned : plan_.finish_change()) {
    // The rows of the status screen: windows, wallets, clock.
    const auto behind =
        std::find_if(children_.begin(), children_.end(), [&](const child& member) {
          const auto other = member.planned.drain_stage;
          return other == stage::clock ||
                 (other == stage::wallets && planned.drain_stage == stage::windows);
        });
    auto& added = *children_.insert(behind, child{std::move(planned), next_id_++});
    if (const auto failure = start(added))
      handle_crash(added, *failure);
    else
      log_.essential("added", added.planned.name + " is watched from now on");
    if (stopping_)
      return;
  }
}

void supervisor_shell::collect_status(const std::function<void(status_screen)>& receive) {
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

} // namespace tracker
