// SPDX-License-Identifier: MIT
#pragma once

#include "actors/clock/virtual_clock_actor.hpp"
#include "actors/fetcher/reply_source.hpp"
#include "actors/ledger/query/ledger_error.hpp"
#include "main/config/settings.hpp"
#include "messages/control.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tracker {

/// The sources of time and bytes of a virtual run.
struct virtual_run_options {
  /// The wall clock at the start of the run.
  timestamp start{};
  /// The run stops after the last tick.
  tick_source ticks;
  std::shared_ptr<reply_source> replies;
  /// Starts the fetcher; empty: one that takes its results from `replies`.
  std::function<fetcher_actor(caf::actor_system&, wall_clock, log_port)> spawn_fetcher;
  /// The durability of the ledger's commits.
  durability commits = durability::system;
  /// The name of the ledger in the banner; empty: its path.
  std::string ledger_name;
  /// The reason of that stop, for the log: `the capture ends`.
  std::string last_word;
  /// How many times faster than real time; 0: as fast as possible.
  std::uint32_t speed = 0;
  /// Receive the state of the run once a second of its time.
  std::vector<std::function<void(const status_screen&)>> observers{};
};

struct virtual_run_end {
  /// The exit code of the contract.
  int exit_code = 0;
  /// The wall clock at the end.
  timestamp ended_at{};
  /// A signal stopped the run before its last tick.
  bool interrupted = false;
};

/// Runs the whole tracker, its supervisor, windows, wallets, ledger and log, on one
/// thread and in virtual time: the same options give the same log and the same ledger,
/// byte by byte. The settings name the ledger and the log.
///
/// SIGINT, SIGTERM and SIGHUP drain and stop the run, a second one stops it at once;
/// SIGUSR1 logs the status.
virtual_run_end run_virtually(const settings& effective, virtual_run_options options);

} // namespace tracker
