// SPDX-License-Identifier: MIT
#pragma once

#include "actors/clock/virtual_clock_actor.hpp"
#include "actors/fetcher/reply_source.hpp"
#include "actors/ledger/query/ledger_error.hpp"
#include "main/config/settings.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tracker {

/// Where the time and the bytes of a virtual run come from.
struct virtual_run_options {
  /// What the wall clock says when the run begins.
  timestamp start{};
  /// The run is told to stop when there are no more.
  tick_source ticks;
  std::shared_ptr<reply_source> replies;
  /// Starts the fetcher; empty: one that takes its results from `replies`.
  std::function<fetcher_actor(caf::actor_system&, wall_clock, log_port)> spawn_fetcher;
  /// What the ledger's commits are worth.
  durability commits = durability::system;
  /// What the banner calls the ledger; empty: its path.
  std::string ledger_name;
  /// Why it stops then, for the log: `the capture ends`.
  std::string last_word;
  /// How many times faster than real time; 0: as fast as it goes.
  std::uint32_t speed = 0;
};

struct virtual_run_end {
  /// The exit code of the contract.
  int exit_code = 0;
  /// What the wall clock said at the end.
  timestamp at{};
  /// A signal stopped it before its beats had come to an end.
  bool interrupted = false;
};

/// Runs the whole tracker, its supervisor, windows, wallets, ledger and log, on one
/// thread and in virtual time: the same options give the same log and the same ledger,
/// byte by byte. The ledger and the log go where the settings say.
///
/// SIGINT, SIGTERM and SIGHUP drain and stop it, a second one stops it at once; SIGUSR1
/// logs the status.
virtual_run_end run_virtually(const settings& effective, virtual_run_options options);

} // namespace tracker
