// SPDX-License-Identifier: MIT
#include "actors/status/status_observer_actor.hpp"

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/others.hpp>

#include <memory>
#include <utility>

namespace tracker {

namespace {

/// Sent to self: ask again.
struct observe {};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::observe)

namespace tracker {

namespace {

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
            [](const caf::error&) {
              // It has ended, or is busy: without news the age of the last ones grows.
            });
  }};
}

} // namespace

void spawn_status_observer(caf::actor_system& system, const supervisor_actor& supervisor,
                           observer_options options) {
  system.spawn(observe_status, supervisor,
               std::make_shared<const observer_options>(std::move(options)));
}

} // namespace tracker
