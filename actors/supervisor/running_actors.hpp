// SPDX-License-Identifier: MIT
#pragma once

#include "actors/supervisor/drain_plan.hpp"
#include "actors/supervisor/supervisor_actor.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// An actor of the plan: its name and how it is started.
struct planned_actor {
  /// `window btc-updown-15m`.
  std::string name;
  /// When it drains.
  stage drain_stage;
  /// Starts or restarts the actor and sends its handle to the actors that depend on it.
  /// Throws what the start throws; std::system_error when the process has no descriptor
  /// or thread left.
  std::function<lifecycle_actor()> start;
};

/// The running actors of a plan: starts each, and sends the new handle to the others.
class running_actors {
public:
  explicit running_actors(actor_plan actors) : actors_{std::move(actors)} {}
  running_actors(const running_actors&) = delete;
  running_actors& operator=(const running_actors&) = delete;

  /// Every actor in the order of their start: receivers before their senders. The
  /// functions refer to this object.
  std::vector<planned_actor> plan();

  const log_tee_actor& log_tee() const { return actors_.log_tee; }
  /// Null before its first start.
  const fetcher_actor& fetcher() const { return fetcher_; }

  /// Sends the settings to the window actors, and to those that start later.
  void set_live_settings(const live_settings& settings);
  /// Drops the capture actor, which has ended: a fetcher that starts later gets none.
  void end_capture() { capture_ = capture_actor{}; }
  /// Drops every handle: a handle to a detached actor that outlives the actor system
  /// makes its destructor hang.
  void release();

private:
  ledger_actor start_ledger();
  capture_actor start_capture();
  fetcher_actor start_fetcher();
  window_actor start_window(std::size_t index);
  wallet_actor start_wallet(std::size_t index);
  proof_actor start_proof();
  clock_actor start_clock();
  use_windows current_windows() const;
  use_wallets current_wallets() const;

  actor_plan actors_;
  ledger_actor ledger_;
  /// Null: the run is not recorded, or the capture has ended.
  capture_actor capture_;
  fetcher_actor fetcher_;
  clock_actor clock_;
  /// Null: days are not proven.
  proof_actor proof_;
  std::vector<window_actor> windows_;
  std::vector<wallet_actor> wallets_;
  std::optional<live_settings> settings_;
};

} // namespace tracker
