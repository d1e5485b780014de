// SPDX-License-Identifier: MIT
#include "actors/supervisor/supervisor_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "actors/supervisor/supervisor_shell_actor.hpp"

#include <fmt/format.h>

#include <caf/actor_addr.hpp>
#include <caf/actor_system.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace tracker {

using namespace std::chrono_literals;

supervisor_shell::supervisor_shell(caf::actor_config& config, actor_plan actors,
                                   supervisor_options options, caf::actor root,
                                   log_port log)
    : supervisor_shell_actor::base{config}
    , plan_{std::move(actors)}
    , options_{options}
    , root_{std::move(root)}
    , log_{std::move(log)} {}

/// Drops every handle: a handle to a detached actor that outlives the actor system
/// makes its destructor hang.
void supervisor_shell::on_exit() {
  children_.clear();
  plan_.release();
}

supervisor_shell::behavior_type supervisor_shell::make_behavior() {
  keep_crash_reason(*this);
  set_down_handler([this](caf::down_msg& down) { child_ended(down); });
  start_all();
  return {
      [this](const stop_request& order) { stop(order.reason, 0); },
      [this](const reload_request& order) { reload(order); },
      [this](const use_watch_plan& order) {
        if (stopping_)
          return;
        log_.info("watch-changed", order.reason);
        change_watched(*order.watched);
      },
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
      [this](const restart& order) {
        if (auto* member = find(order.child))
          start_again(*member);
      },
      [this](const cancel_requests&) { send(plan_.fetcher(), cancel_fetches{}); },
  };
}

// -- start and restart --------------------------------------------------------------

void supervisor_shell::start_all() {
  for (auto& actor : plan_.plan())
    children_.push_back({std::move(actor), next_id_++});
  for (auto& member : children_)
    if (const auto failure = start(member)) {
      stop(*failure, 1);
      return;
    }
}

supervisor_shell::child* supervisor_shell::find(std::uint64_t id) {
  const auto found = std::find_if(children_.begin(), children_.end(),
                                  [&](const child& member) { return member.id == id; });
  return found == children_.end() ? nullptr : &*found;
}

std::optional<std::string> supervisor_shell::start(child& member) {
  try {
    member.handle = member.planned.start();
  } catch (const std::exception& error) {
    return fmt::format("{} could not start: {}", member.planned.name, error.what());
  }
  member.state = child_state::running;
  monitor(member.handle);
  return std::nullopt;
}

void supervisor_shell::child_ended(const caf::down_msg& down) {
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
  else if (found->is_leaving)
    handle_end_of_leaving(*found, state_before, reason);
  else
    handle_crash(*found, fmt::format("{} has ended: {}", found->planned.name, reason));
}

void supervisor_shell::handle_crash(child& member, const std::string& failure) {
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
  delayed_send(supervisor_shell_actor{this}, *pause, restart{member.id});
}

void supervisor_shell::start_again(child& member) {
  if (stopping_)
    return;
  ++member.restarts;
  if (const auto failure = start(member))
    handle_crash(member, *failure);
}

supervisor_actor spawn_supervisor(caf::actor_system& system, actor_plan actors,
                                  supervisor_options options, caf::actor root,
                                  log_port log) {
  return system.spawn<supervisor_shell>(std::move(actors), options, std::move(root),
                                        std::move(log));
}

} // namespace tracker
