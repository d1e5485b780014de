// SPDX-License-Identifier: MIT
// What the supervisor does with a configuration that was read again, and the status
// screen.
#include "actors/supervisor/supervisor_shell_actor.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <caf/actor_system.hpp>

#include <algorithm>
#include <memory>
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

/// Requests the status of each actor, for at most `status_patience`, and adds a row and a
/// report for each, in their order.
void supervisor_shell::collect_status(const std::function<void(status_screen)>& receive) {
  auto screen = std::make_shared<status_screen>();
  screen->stopping = stopping_;
  screen->rows.resize(children_.size());
  auto left = std::make_shared<std::size_t>(children_.size());
  for (const auto& member : children_) {
    const auto i = screen->actors.size();
    screen->actors.push_back({member.planned.name, std::nullopt, member.restarts});
    const auto add = [this, i, screen, left, receive](std::optional<actor_status> status,
                                                      const std::string& text) {
      auto& report = screen->actors[i];
      report.status = std::move(status);
      screen->rows[i] = fmt::format("  {} : {}", report.name, text);
      if (--*left > 0)
        return;
      if (!needs_restart_.empty())
        screen->rows.push_back(
            fmt::format("  configuration : changed, needs a restart: {}",
                        fmt::join(needs_restart_, ", ")));
      receive(std::move(*screen));
    };
    if (!member.handle) {
      add(std::nullopt, "does not run");
      continue;
    }
    request(member.handle, status_patience, status_request{})
        .then([add](const actor_status& answer) { add(answer, answer.summary); },
              [this, add](const caf::error& error) {
                add(std::nullopt, "no answer: " + system().render(error));
              });
  }
}

} // namespace tracker
