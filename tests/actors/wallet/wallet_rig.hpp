// SPDX-License-Identifier: MIT
// A wallet actor with doubles of the fetcher, the ledger and two windows.
#pragma once

#include "actors/wallet/wallet_actor.hpp"
#include "tests/actors/wallet/wallet_tracker_rig.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fetcher_double.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace tracker::test::wallet_rig {

/// The messages that a double of a window has received.
using received = std::shared_ptr<std::vector<wallet_activity>>;

inline window_actor spawn_listener(caf::actor_system& system, received messages) {
  return system.spawn([messages](
                          window_actor::pointer self) -> window_actor::behavior_type {
    return {
        [](const tick& current_tick) {
          return tick_handled{current_tick.sequence, {}};
        },
        [](const use_fetcher&) {},
        [messages](const wallet_activity& activity) { messages->push_back(activity); },
        [](const live_settings&) {},
        [](const use_wallets&) {},
        [self](const shutdown&) {
          self->quit();
          return drained{};
        },
        [](const status_request&) { return actor_status{}; },
    };
  });
}

/// A wallet actor with two windows; the time is `start_time`.
struct wallet_scene : actor_fixture {
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee = spawn_log_double(system, lines);
  std::shared_ptr<fetcher_script> script = std::make_shared<fetcher_script>();
  fetcher_actor fetcher = spawn_fetcher_double(system, script);
  std::shared_ptr<ledger_script> book = empty_ledger();
  ledger_actor ledger = spawn_ledger_double(system, book);
  received five = std::make_shared<std::vector<wallet_activity>>();
  received fifteen = std::make_shared<std::vector<wallet_activity>>();
  window_actor fives = spawn_listener(system, five);
  window_actor fifteens = spawn_listener(system, fifteen);
  wallet_actor wallet =
      spawn_wallet(system, {{"main", row_wallet}, {}, {}, std::chrono::seconds{15}},
                   fetcher, ledger, log_port{tee, "main", [] { return start_time; }});
  std::uint64_t sequence = 0;

  wallet_scene() {
    self->send(wallet,
               use_windows{{{"btc-updown-5m", fives}, {"btc-updown-15m", fifteens}}});
    drain();
  }
  /// A pending promise and the actor that holds it keep each other alive.
  ~wallet_scene() {
    script->held.clear();
    book->held.clear();
  }
  wallet_scene(const wallet_scene&) = delete;
  wallet_scene& operator=(const wallet_scene&) = delete;

  tick_handled current_tick(timestamp now) {
    return ask<tick_handled>(wallet, tick{++sequence, {}, now, now});
  }
  void serve(std::string body) {
    script->answer = [body](const fetch_request&) { return ok(body); };
  }
};

} // namespace tracker::test::wallet_rig
