// SPDX-License-Identifier: MIT
#include "actors/clock/virtual_clock_actor.hpp"

#include "actors/clock/beat_schedule.hpp"
#include "actors/clock/beat_sender.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>

namespace tracker {

namespace {

class virtual_clock_shell : public virtual_clock_actor::base {
public:
  virtual_clock_shell(caf::actor_config& config, timestamp start, timespan interval,
                      log_port log)
      : virtual_clock_actor::base{config}
      , start_{clock().now(), start}
      , log_{log}
      , schedule_{start_, interval}
      , beats_{this, std::move(log), [this] { beat_while_due(); }} {}

  const char* name() const override { return "clock"; }

  behavior_type make_behavior() override {
    return {
        [this](const advance_to& order) {
          until_ = std::max(until_, order.until);
          if (beats_.idle())
            beat_while_due();
        },
        [this](const subscribe& order) { beats_.add(order.sink); },
        [this](const clock_report_request&) { return beats_.report(); },
        [this](const status_request&) {
          return actor_status{0, beats_.summary()};
        },
        [this](const shutdown&) {
          log_.essential("drained", "drained: " + beats_.summary());
          quit();
          return drained{sent_};
        },
    };
  }

private:
  // A beat waits for the answers to the one before it: nobody falls behind.
  void beat_while_due() {
    do {
      const auto due = schedule_.next_due();
      const auto wall = start_.wall + (due - start_.steady);
      if (wall > until_)
        return;
      ++sent_;
      beats_.send(*schedule_.take({due, wall}), wall);
    } while (beats_.idle());
  }

  instant start_;
  log_port log_;
  beat_schedule schedule_;
  beat_sender<virtual_clock_shell> beats_;
  timestamp until_{};
  std::uint64_t sent_ = 0;
};

} // namespace

virtual_clock_actor spawn_virtual_clock(caf::actor_system& system, timestamp start,
                                        timespan interval, log_port log) {
  return system.spawn<virtual_clock_shell>(start, interval, std::move(log));
}

} // namespace tracker
