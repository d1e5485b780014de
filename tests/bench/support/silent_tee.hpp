// SPDX-License-Identifier: MIT
#pragma once

#include "messages/interfaces.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace tracker::test {

/// For benchmarks: a log tee that writes nothing.
inline log_tee_actor spawn_silent_tee(caf::actor_system& system) {
  return system.spawn([](log_tee_actor::pointer self) -> log_tee_actor::behavior_type {
    return {[](const log_line&) {}, [](const reopen_log&) {}, [](const set_log_level&) {},
            [self](const shutdown&) {
              self->quit();
              return drained{};
            },
            [](const status_request&) { return actor_status{}; }};
  });
}

} // namespace tracker::test
