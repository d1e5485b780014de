// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/actor.hpp>

#include <functional>
#include <string>
#include <vector>

namespace tracker {

/// How a window actor is started.
struct window_plan {
  /// The series.
  std::string name;
  std::function<window_actor(fetcher_actor, ledger_actor)> spawn;
};

/// How a wallet actor is started.
struct wallet_plan {
  /// What people call the wallet.
  std::string name;
  std::function<wallet_actor(fetcher_actor, ledger_actor)> spawn;
};

/// The actors of a run and how each is started: the tracker as data.
struct actor_plan {
  /// Runs already: it must take the lines of whatever goes wrong at the start.
  log_tee_actor log_tee;
  std::function<ledger_actor()> spawn_ledger;
  /// Null: nothing is recorded.
  std::function<capture_actor()> spawn_capture;
  /// Gets the recorder, which may be null.
  std::function<fetcher_actor(capture_actor)> spawn_fetcher;
  std::vector<window_plan> windows;
  std::vector<wallet_plan> wallets;
  std::function<clock_actor()> spawn_clock;
};

struct supervisor_options {
  /// Limit of the whole drain.
  timespan grace = std::chrono::seconds{10};
};

/// Starts the actors of the plant, restarts those that crash, and drains all of them, one
/// stage after the other:
///
///     clock ─▶ wallets ─▶ windows ─▶ fetcher ─▶ capture ─▶ ledger
///       ─▶ (the supervisor's last line) ─▶ log tee
///
/// A capture that crashes is not started again: it would have a hole. A restart that
/// fails counts as one more crash; an actor that cannot start at all ends the run with 1.
///
/// Each stage is ordered to shut down when the one before it has drained, so that
/// everything an actor was sent comes before its order. One that ends before it has
/// drained is named, with exit code 3. At the end it sends `finished` to
/// `root`, with the exit code of the contract.
supervisor_actor spawn_supervisor(caf::actor_system& system, actor_plan actors,
                                  supervisor_options options, caf::actor root,
                                  log_port log);

} // namespace tracker
