// SPDX-License-Identifier: MIT
#include "actors/clock/virtual_clock_actor.hpp"

#include "actors/clock/tick_schedule.hpp"
#include "actors/clock/tick_sender.hpp"
#include "actors/polling/crash_reason.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace tracker {

namespace {

class virtual_clock_shell : public virtual_clock_actor::base {
public:
  virtual_clock_shell(caf::actor_config& config, log_port log)
      : virtual_clock_actor::base{config}, log_{log}, ticks_{this, std::move(log)} {}

  const char* name() const override { return "clock"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    return {
        [this](const play_tick& order) { play(order.current_tick); },
        [this](const subscribe& order) {
          ++handled_;
          ticks_.add(order.sink);
        },
        [this](const clock_report_request&) {
          ++handled_;
          return ticks_.report();
        },
        [this](const status_request&) {
          ++handled_;
          return actor_status{0, ticks_.summary(), ticks_.metrics()};
        },
        [this](const shutdown&) {
          ++handled_;
          log_.essential("drained", "drained: " + ticks_.summary());
          quit();
          return drained{handled_};
        },
    };
  }

private:
  void play(const tick& played) {
    due_tick due;
    due.sequence = played.sequence;
    // The played tick is as late as the recorded one.
    due.due = {clock().now() - (played.now - played.scheduled), played.scheduled};
    if (last_) {
      due.missed = played.sequence - last_->sequence - 1;
      const auto jump = (played.scheduled - last_->scheduled) - (played.due - last_->due);
      if (jump > tick_schedule::jump_threshold || jump < -tick_schedule::jump_threshold)
        due.jump = jump;
    }
    last_ = played;
    ticks_.send(due, played.now);
  }

  log_port log_;
  tick_sender<virtual_clock_shell> ticks_;
  std::optional<tick> last_;
  std::uint64_t handled_ = 0;
};

} // namespace

virtual_clock_actor spawn_virtual_clock(caf::actor_system& system, log_port log) {
  return system.spawn<virtual_clock_shell>(std::move(log));
}

tick_source regular_ticks(timestamp start, timespan interval, timestamp end) {
  return [schedule = tick_schedule{{steady_point{}, start}, interval}, start,
          end]() mutable -> std::optional<tick> {
    const auto due = schedule.next_due();
    const auto wall = start + (due - steady_point{});
    if (wall > end)
      return std::nullopt;
    const auto next = schedule.take({due, wall});
    return tick{next->sequence, due, wall, wall};
  };
}

} // namespace tracker
