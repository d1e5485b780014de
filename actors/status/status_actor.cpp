// SPDX-License-Identifier: MIT
#include "actors/status/status_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "actors/polling/polling_actor.hpp"
#include "actors/polling/wake_event.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/others.hpp>

#include <array>
#include <memory>
#include <utility>

#include <sys/prctl.h>

namespace tracker {

namespace {

/// Private message of the observer to itself: request the state of the run.
struct observe {};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::observe)

namespace tracker {

namespace {

/// How long an answer of the supervisor is awaited: longer than it waits for the slowest
/// actor.
constexpr timespan supervisor_patience = std::chrono::seconds{1};

constexpr std::size_t max_clients = 4;
/// Pause after a client that could not be accepted: it keeps the listener readable, so
/// polling without a pause would spin.
constexpr int refused_pause_ms = 250;

class status_shell : public polling_actor<status_actor> {
public:
  status_shell(caf::actor_config& config, supervisor_actor supervisor,
               std::shared_ptr<status_socket> listener, std::string heading)
      : polling_actor{config}
      , supervisor_{std::move(supervisor)}
      , listener_{std::move(listener)}
      , heading_{std::move(heading)} {}

  const char* name() const override { return "status"; }

  void on_exit() override { supervisor_ = supervisor_actor{}; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    prctl(PR_SET_NAME, "tracker.status");
    start_polling();
    return {
        [this](poll_again) { poll([this] { accept_clients(); }); },
        [this](const shutdown&) { quit(); },
    };
  }

protected:
  void wait(bool mailbox_empty) override {
    const bool pauses = std::exchange(client_refused_, false);
    const short events = clients_ < max_clients && !pauses ? POLLIN : 0;
    std::array<pollfd, 2> watched{
        {{listener_->descriptor(), events, 0}, {wake_.descriptor(), POLLIN, 0}}};
    const int longest = pauses ? refused_pause_ms : -1;
    poll_or_pause(watched.data(), watched.size(), mailbox_empty ? longest : 0);
    if (watched[1].revents != 0)
      wake_.clear();
  }
  void wake() noexcept override { wake_.signal(); }

private:
  void accept_clients() {
    while (clients_ < max_clients) {
      auto next = listener_->accept();
      client_refused_ = next.refused;
      if (next.descriptor.get() < 0)
        return;
      serve(std::make_shared<const owned_descriptor>(std::move(next.descriptor)));
    }
  }

  void serve(const std::shared_ptr<const owned_descriptor>& client) {
    ++clients_;
    request(supervisor_, supervisor_patience, status_screen_request{})
        .then(
            [this, client](const status_screen& screen) {
              auto rows = screen.rows;
              for (auto& row : readiness_rows(screen))
                rows.push_back(std::move(row));
              answer(*client, fmt::format("{}", fmt::join(rows, "\n")));
            },
            [this, client](const caf::error& error) {
              answer(*client, "  supervisor : no answer: " + system().render(error));
            });
  }

  void answer(const owned_descriptor& client, const std::string& rows) {
    --clients_;
    answer_status(client, fmt::format("{}\n{}\n", heading_, rows));
  }

  wake_event wake_;
  supervisor_actor supervisor_;
  std::shared_ptr<status_socket> listener_;
  std::string heading_;
  /// Clients that are connected and not answered yet.
  std::size_t clients_ = 0;
  /// A waiting client could not be accepted.
  bool client_refused_ = false;
};

caf::behavior observe_status(caf::event_based_actor* self, supervisor_actor supervisor,
                             const std::shared_ptr<const observer_options>& options) {
  self->monitor(supervisor);
  self->set_down_handler([self](const caf::down_msg&) { self->quit(); });
  self->send(self, observe{});
  return {[self, supervisor = std::move(supervisor), options](observe) {
    self->delayed_send(self, options->interval, observe{});
    self->request(supervisor, supervisor_patience, status_screen_request{})
        .then(
            [options](const status_screen& answer) {
              auto screen = answer;
              screen.now = options->now();
              for (const auto& receive : options->receivers)
                receive(screen);
            },
            // It has ended or is busy: the age of the last state grows.
            [](const caf::error&) {});
  }};
}

} // namespace

status_actor spawn_status(caf::actor_system& system, supervisor_actor supervisor,
                          status_socket listener, std::string heading) {
  return system.spawn<status_shell, caf::detached>(
      std::move(supervisor), std::make_shared<status_socket>(std::move(listener)),
      std::move(heading));
}

void spawn_status_observer(caf::actor_system& system, const supervisor_actor& supervisor,
                           observer_options options) {
  system.spawn(observe_status, supervisor,
               std::make_shared<const observer_options>(std::move(options)));
}

} // namespace tracker
