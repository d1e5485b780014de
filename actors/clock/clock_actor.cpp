// SPDX-License-Identifier: MIT
#include "actors/clock/clock_actor.hpp"

#include "actors/clock/tick_schedule.hpp"
#include "actors/clock/tick_sender.hpp"
#include "actors/polling/crash_reason.hpp"
#include "actors/polling/polling_actor.hpp"
#include "actors/polling/wake_event.hpp"

#include <caf/actor_system.hpp>

#include <array>
#include <cerrno>
#include <system_error>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace tracker {

namespace {

/// A timer of the steady clock that makes a file descriptor readable.
class steady_timer {
public:
  steady_timer()
      : descriptor_{timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)} {
    if (descriptor_ < 0)
      throw std::system_error{errno, std::generic_category(), "timerfd"};
  }
  ~steady_timer() { close(descriptor_); }
  steady_timer(const steady_timer&) = delete;
  steady_timer& operator=(const steady_timer&) = delete;

  int descriptor() const { return descriptor_; }

  /// Sets the timer; replaces an earlier setting.
  void set(steady_point due) {
    const auto since = due.time_since_epoch();
    const auto whole = std::chrono::floor<std::chrono::seconds>(since);
    itimerspec setting{};
    setting.it_value.tv_sec = static_cast<time_t>(whole.count());
    setting.it_value.tv_nsec = static_cast<long>((since - whole).count());
    timerfd_settime(descriptor_, TFD_TIMER_ABSTIME, &setting, nullptr);
  }

private:
  int descriptor_;
};

class clock_shell : public polling_actor<clock_actor> {
public:
  clock_shell(caf::actor_config& config, timespan interval, wall_clock wall, log_port log)
      : polling_actor{config}
      , wall_{std::move(wall)}
      , log_{log}
      , schedule_{{clock().now(), wall_()}, interval}
      , ticks_{this, std::move(log)} {}

  const char* name() const override { return "clock"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    prctl(PR_SET_NAME, "tracker.clock");
    timer_.set(schedule_.next_due());
    start_polling();
    return {
        [this](poll_again) { poll([this] { tick_if_due(); }); },
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

protected:
  void wait(bool mailbox_empty) override {
    std::array<pollfd, 2> wanted{
        {{timer_.descriptor(), POLLIN, 0}, {wake_.descriptor(), POLLIN, 0}}};
    poll_or_pause(wanted.data(), wanted.size(), mailbox_empty ? -1 : 0);
    if (wanted[1].revents != 0)
      wake_.clear();
  }
  void wake() noexcept override { wake_.signal(); }

private:
  void tick_if_due() {
    const instant now{clock().now(), wall_()};
    const auto due = schedule_.take(now);
    if (!due)
      return;
    ticks_.send(*due, now.wall);
    timer_.set(schedule_.next_due());
  }

  wake_event wake_;
  steady_timer timer_;
  wall_clock wall_;
  log_port log_;
  tick_schedule schedule_;
  tick_sender<clock_shell> ticks_;
  std::uint64_t handled_ = 0;
};

} // namespace

clock_actor spawn_clock(caf::actor_system& system, timespan interval, wall_clock wall,
                        log_port log) {
  return system.spawn<clock_shell, caf::detached>(interval, std::move(wall),
                                                  std::move(log));
}

} // namespace tracker
