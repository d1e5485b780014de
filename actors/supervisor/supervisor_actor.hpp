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
  /// The wallets that `spawn` gives it.
  use_wallets wallets{};
};

/// How a wallet actor is started.
struct wallet_plan {
  /// The display name of the wallet.
  std::string name;
  std::function<wallet_actor(fetcher_actor, ledger_actor)> spawn;
  watched_wallet wallet{};
  /// Time limit of one request; zero: as `spawn` sets it.
  timespan question_deadline{};
  /// The polls actor decides when it requests rows.
  bool takes_turns = false;
};

/// The actors that a reload of the configuration may add and remove.
struct watch_plan {
  std::vector<window_plan> windows;
  std::vector<wallet_plan> wallets;
  /// Null: no wallet takes turns. The actor stays when a later plan has none.
  std::function<polls_actor()> spawn_polls{};
};

/// The actors of a run and how each is started.
struct actor_plan {
  /// Already running, so that it can log errors of the start.
  log_tee_actor log_tee;
  std::function<ledger_actor()> spawn_ledger;
  /// Null: the run is not recorded.
  std::function<capture_actor()> spawn_capture;
  /// The argument is the capture actor; may be null.
  std::function<fetcher_actor(capture_actor)> spawn_fetcher;
  watch_plan watched;
  /// Null: days are not proven.
  std::function<proof_actor(fetcher_actor, ledger_actor)> spawn_proof;
  /// Null: no alerts are sent.
  std::function<notifier_actor(fetcher_actor, ledger_actor)> spawn_notifier;
  /// Null: the tracker is not part of a fleet.
  std::function<publisher_actor(ledger_actor)> spawn_publisher{};
  std::function<clock_actor()> spawn_clock;
  /// Null: no service manager waits for messages.
  std::function<service_actor(ledger_actor)> spawn_service{};
};

struct supervisor_options {
  /// Time limit of the whole drain.
  timespan grace = std::chrono::seconds{10};
};

/// Spawns the supervisor. It starts the actors of the plan, restarts those that crash,
/// and drains all of them, one stage after the other:
///
///     clock ─▶ wallets, polls, proof ─▶ windows ─▶ fetcher ─▶ capture
///       ─▶ notifier, publisher
///       ─▶ ledger ─▶ (the supervisor's last line) ─▶ log tee
///
/// A reload may change the windows and wallets: those that are gone drain, their pending
/// requests cancelled, and when all of them have ended, the new ones start as at the
/// begin of the run. So one window or wallet never has two actors. The others go on.
///
/// A crashed capture is not restarted, because the recording would have a gap. A restart
/// that fails counts as another crash. An actor that cannot start at the begin of the
/// run, and a crash of the log tee or the ledger, end the run with exit code 1.
///
/// A stage gets its shutdown order when the previous stage has drained, so that an actor
/// handles everything that was sent to it before the order. An actor that ends before it
/// has drained is named, with exit code 3. At the end the supervisor sends `finished` to
/// `root`, with the contract's exit code.
supervisor_actor spawn_supervisor(caf::actor_system& system, actor_plan actors,
                                  supervisor_options options, caf::actor root,
                                  log_port log);

} // namespace tracker
