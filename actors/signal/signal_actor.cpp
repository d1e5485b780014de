// SPDX-License-Identifier: MIT
#include "actors/signal/signal_actor.hpp"

#include "actors/polling/polling_actor.hpp"
#include "actors/polling/wake_event.hpp"
#include "actors/signal/last_words.hpp"

#include <caf/actor_system.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace tracker {

namespace {

constexpr int forced_exit_code = 130;

/// A second stop signal this soon is the first one again: timeout(1) and some shells
/// signal the process and then its whole group.
constexpr timespan same_signal = std::chrono::milliseconds{100};

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1})
    sigaddset(&set, number);
  return set;
}

/// Ends the process without waiting for anybody.
[[noreturn]] void force_exit() {
  say_last_words("performance_tracker: stopped at once by a second signal; what was not "
                 "drained is lost\n");
  _exit(forced_exit_code);
}

class signal_shell : public polling_actor<signal_actor> {
public:
  signal_shell(caf::actor_config& config, supervisor_actor supervisor,
               std::function<reload_request()> reload)
      : polling_actor{config}
      , supervisor_{std::move(supervisor)}
      , reload_{std::move(reload)} {
    const auto set = handled_signals();
    signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals_ < 0)
      throw std::system_error{errno, std::generic_category(), "signalfd"};
  }
  ~signal_shell() override { close(signals_); }

  const char* name() const override { return "signal"; }

  void on_exit() override { supervisor_ = supervisor_actor{}; }

  behavior_type make_behavior() override {
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
        {{signals_, POLLIN, 0}, {wake_.descriptor(), POLLIN, 0}}};
    ::poll(wanted.data(), wanted.size(), mailbox_empty ? -1 : 0);
    if (wanted[1].revents != 0)
      wake_.clear();
  }
  void wake() noexcept override { wake_.signal(); }

private:
  void read_signals() {
    signalfd_siginfo info{};
    while (read(signals_, &info, sizeof info) == sizeof info)
      handle(static_cast<int>(info.ssi_signo));
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
      const auto now = clock().now();
      if (stopped_at_) {
        if (now - *stopped_at_ > same_signal)
          force_exit();
        return;
      }
      stopped_at_ = now;
      send(supervisor_, stop_request{number == SIGINT ? "SIGINT" : "SIGTERM"});
    }
  }

  wake_event wake_;
  int signals_ = -1;
  supervisor_actor supervisor_;
  std::function<reload_request()> reload_;
  std::optional<steady_point> stopped_at_;
};

} // namespace

void block_signals() {
  const auto set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

signal_actor spawn_signal(caf::actor_system& system, supervisor_actor supervisor,
                          std::function<reload_request()> reload) {
  return system.spawn<signal_shell, caf::detached>(std::move(supervisor),
                                                   std::move(reload));
}

} // namespace tracker
