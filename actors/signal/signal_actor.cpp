// SPDX-License-Identifier: MIT
#include "actors/signal/signal_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "actors/polling/polling_actor.hpp"
#include "actors/polling/wake_event.hpp"
#include "actors/signal/signal_source.hpp"

#include <caf/actor_system.hpp>

#include <array>
#include <csignal>

#include <sys/prctl.h>
#include <unistd.h>

namespace tracker {

namespace {

class signal_shell : public polling_actor<signal_actor> {
public:
  signal_shell(caf::actor_config& config, supervisor_actor supervisor,
               std::function<reload_request()> reload,
               std::function<void()> before_forced_end)
      : polling_actor{config}
      , supervisor_{std::move(supervisor)}
      , reload_{std::move(reload)}
      , before_forced_end_{std::move(before_forced_end)} {}

  const char* name() const override { return "signal"; }

  void on_exit() override {
    supervisor_ = supervisor_actor{};
    reload_ = nullptr;
  }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    prctl(PR_SET_NAME, "tracker.signal");
    start_polling();
    return {
        [this](poll_again) { poll([this] { read_signals(); }); },
        [this](const shutdown&) { quit(); },
    };
  }

protected:
  void wait(bool mailbox_empty) override {
    std::array<pollfd, 2> wanted{
        {{signals_.descriptor(), POLLIN, 0}, {wake_.descriptor(), POLLIN, 0}}};
    poll_or_pause(wanted.data(), wanted.size(), mailbox_empty ? -1 : 0);
    if (wanted[1].revents != 0)
      wake_.clear();
  }
  void wake() noexcept override { wake_.signal(); }

private:
  void read_signals() {
    while (const auto number = signals_.next())
      handle(*number);
  }

  void handle(int number) {
    switch (number) {
    case SIGHUP:
      send(supervisor_, reload_());
      return;
    case SIGUSR1:
      send(supervisor_, log_status{});
      return;
    default:
      stop(number);
    }
  }

  void stop(int number) {
    switch (stops_.classify(clock().now())) {
    case stop_signal::first:
      send(supervisor_, stop_request{number == SIGINT ? "SIGINT" : "SIGTERM"});
      return;
    case stop_signal::repeated:
      return;
    case stop_signal::second:
      // End the process without draining.
      if (before_forced_end_)
        before_forced_end_();
      write_forced_stop();
      _exit(forced_exit_code);
    }
  }

  wake_event wake_;
  signal_source signals_;
  stop_signals stops_;
  supervisor_actor supervisor_;
  std::function<reload_request()> reload_;
  std::function<void()> before_forced_end_;
};

} // namespace

signal_actor spawn_signal(caf::actor_system& system, supervisor_actor supervisor,
                          std::function<reload_request()> reload,
                          std::function<void()> before_forced_end) {
  return system.spawn<signal_shell, caf::detached>(
      std::move(supervisor), std::move(reload), std::move(before_forced_end));
}

} // namespace tracker
