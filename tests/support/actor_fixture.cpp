// SPDX-License-Identifier: MIT
#include "tests/support/actor_fixture.hpp"

#include <algorithm>

namespace tracker::test {

log_tee_actor spawn_log_double(caf::actor_system& system, captured_log into) {
  return system.spawn(
      [into](log_tee_actor::pointer self) -> log_tee_actor::behavior_type {
        return {
            [into](const log_line& line) { into->push_back(line); },
            [](const reopen_log&) {},
            [](const set_log_level&) {},
            [self](const shutdown&) {
              self->quit();
              return drained{};
            },
            [](const status_request&) { return actor_status{}; },
        };
      });
}

bool has_event(const captured_log& log, const std::string& event) {
  return std::any_of(log->begin(), log->end(),
                     [&](const log_line& line) { return line.event == event; });
}

} // namespace tracker::test
