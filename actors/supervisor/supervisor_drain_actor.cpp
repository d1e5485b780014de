// SPDX-License-Identifier: MIT
// How the supervisor drains its actors, stage by stage.
#include "actors/polling/crash_reason.hpp"
#include "actors/supervisor/drain_plan.hpp"
#include "actors/supervisor/supervisor_shell_actor.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace tracker {

using namespace std::chrono_literals;

void supervisor_shell::stop(const std::string& reason, int exit_code) {
  if (stopping_)
    return;
  stopping_ = true;
  exit_code_ = exit_code;
  begun_ = clock().now();
  if (exit_code != 0)
    failures_.push_back(reason);
  log_.essential("stopping",
                 fmt::format("stopping: {}; {} s to drain", reason, options_.grace / 1s));
  delayed_send(supervisor_shell_actor{this},
               options_.grace * share_before_cancelling / 100, cancel_requests{});
  drain_stage(0);
}

void supervisor_shell::drain_stage(std::size_t index) {
  if (index == drain_order.size()) {
    finish();
    return;
  }
  stage_ = index;
  const auto [current, share] = drain_order[index];
  if (current == stage::log_tee)
    log_last_lines();
  open_ = 0;
  for (auto& member : children_) {
    member.is_awaited =
        member.planned.drain_stage == current &&
        (member.state == child_state::running || member.state == child_state::draining);
    open_ += member.is_awaited ? 1 : 0;
  }
  if (open_ == 0) {
    drain_stage(index + 1);
    return;
  }
  const auto deadline = begun_ + options_.grace * share / 100;
  for (auto& member : children_)
    if (member.is_awaited && member.state == child_state::running)
      order_shutdown(member, {deadline});
}

void supervisor_shell::order_shutdown(child& member, const shutdown& order) {
  member.state = child_state::draining;
  const auto patience = std::max<timespan>(order.deadline - clock().now(), 1ms);
  request(member.handle, patience, order)
      .then(
          [this, id = member.id](const drained& answer) {
            if (auto* draining = find_draining(id)) {
              drained_.push_back({draining->planned.name, answer.handled});
              settle(*draining);
            }
          },
          [this, id = member.id](const caf::error& error) {
            if (auto* draining = find_draining(id))
              handle_shutdown_error(*draining, error);
          });
}

supervisor_shell::child* supervisor_shell::find_draining(std::uint64_t id) {
  auto* member = find(id);
  return member != nullptr && member->state == child_state::draining ? member : nullptr;
}

void supervisor_shell::handle_shutdown_error(child& member, const caf::error& reason) {
  // When the actor has ended, its down message has the reason.
  if (reason == caf::sec::request_receiver_down)
    return;
  if (reason != caf::sec::request_timeout) {
    give_up(member.id, "refused to drain: " + crash_text(system(), reason));
    return;
  }
  request(member.handle, status_patience, status_request{})
      .then(
          [this, id = member.id](const actor_status& answer) {
            give_up(id, fmt::format("held {}: {}", answer.held, answer.summary));
          },
          [this, id = member.id](const caf::error&) {
            give_up(id, "held its whole mailbox: it no longer answers");
          });
}

void supervisor_shell::give_up(std::uint64_t id, const std::string& held) {
  auto* member = find_draining(id);
  if (member == nullptr)
    return;
  const auto text = fmt::format("{} {}", member->planned.name, held);
  if (stopping_)
    note_not_drained(text);
  else
    log_.error("not-drained", text + "; it ends now");
  if (member->is_leaving)
    send_exit(member->handle, caf::exit_reason::kill);
  settle(*member);
}

void supervisor_shell::handle_end_in_drain(const child& member, child_state state_before,
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
  if (member.is_awaited)
    finish_member();
}

void supervisor_shell::note_not_drained(std::string failure) {
  failures_.push_back(std::move(failure));
  if (exit_code_ == 0)
    exit_code_ = 3;
}

void supervisor_shell::settle(child& member) {
  member.state = child_state::settled;
  if (member.is_awaited)
    finish_member();
}

void supervisor_shell::finish_member() {
  if (--open_ == 0)
    drain_stage(stage_ + 1);
}

void supervisor_shell::log_last_lines() {
  const auto took = clock().now() - begun_;
  for (const auto& failure : failures_)
    log_.error("not-drained", failure);
  log_.essential("stopped",
                 fmt::format("stopped in {} ms{}; messages handled: {}", took / 1ms,
                             failures_.empty()
                                 ? std::string{}
                                 : fmt::format(" with exit code {}: {}", exit_code_,
                                               fmt::join(failures_, "; ")),
                             drained_text(drained_)));
}

void supervisor_shell::finish() {
  caf::anon_send(root_,
                 finished{exit_code_, fmt::format("{}", fmt::join(failures_, "; "))});
  quit();
}

} // namespace tracker
