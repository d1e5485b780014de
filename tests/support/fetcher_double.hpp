// SPDX-License-Identifier: MIT
// A fetcher without a network, for tests of the actors that send requests.
#pragma once

#include "messages/interfaces.hpp"
#include "tests/support/market_bodies.hpp"

#include <caf/actor_system.hpp>
#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace tracker::test {

/// The requests that a fetcher double has received, and its answers; without `answer`
/// requests are held. Shared with the double.
struct fetcher_script {
  std::vector<fetch_request> asked;
  std::function<fetch_result(const fetch_request&)> answer;
  std::deque<caf::typed_response_promise<fetch_result>> held;
};

inline fetcher_actor spawn_fetcher_double(caf::actor_system& system,
                                          std::shared_ptr<fetcher_script> script) {
  return system.spawn(
      [script](fetcher_actor::pointer self) -> fetcher_actor::behavior_type {
        return {
            [self, script](const fetch_request& asked) {
              script->asked.push_back(asked);
              auto promise = self->make_response_promise<fetch_result>();
              if (script->answer)
                promise.deliver(script->answer(asked));
              else
                script->held.push_back(promise);
              return promise;
            },
            [](const host_report_request&) { return host_report{}; },
            [script](const cancel_fetches&) {
              for (auto& promise : script->held)
                promise.deliver(
                    failed(fetch_error_kind::cancelled, script->asked.back().target));
              script->held.clear();
            },
            [self](const shutdown&) {
              self->quit();
              return drained{};
            },
            [](const status_request&) { return actor_status{}; },
        };
      });
}

} // namespace tracker::test
