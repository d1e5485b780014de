// SPDX-License-Identifier: MIT
#pragma once

#include "actors/supervisor/drain_plan.hpp"
#include "actors/supervisor/supervisor_actor.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// An actor of the plant by name, and how it is started.
struct planned_actor {
  /// `window btc-updown-15m`.
  std::string name;
  stage in;
  /// Starts the actor (again) and introduces it to those that depend on it. Throws what
  /// the start throws, std::system_error where the process has no descriptor or thread
  /// left.
  std::function<lifecycle_actor()> start;
};

/// The current actors of a plant: starts each and keeps the others informed.
class running_actors {
public:
  explicit running_actors(actor_plan actors) : actors_{std::move(actors)} {}
  running_actors(const running_actors&) = delete;
  running_actors& operator=(const running_actors&) = delete;

  /// Every actor in the order of the start: downstream first, so that an actor finds
  /// those it sends to. The functions refer to this object.
  std::vector<planned_actor> plan();

  const log_tee_actor& log_tee() const { return actors_.log_tee; }
  /// Null before its first start.
  const fetcher_actor& fetcher() const { return fetcher_; }

  /// Sends the settings to the window actors, and to those that start later.
  void set_live_settings(const live_settings& settings);
  /// The recording has ended: actors that start later get none.
  void end_capture() { capture_ = capture_actor{}; }
  /// Drops every handle: one to a detached actor that outlives the actor system hangs it.
  void release();

private:
  ledger_actor start_ledger();
  capture_actor start_capture();
  fetcher_actor start_fetcher();
  window_actor start_window(std::size_t index);
  wallet_actor start_wallet(std::size_t index);
  clock_actor start_clock();
  use_windows listeners() const;

  actor_plan actors_;
  ledger_actor ledger_;
  /// Null: nothing is recorded, or no longer.
  capture_actor capture_;
  fetcher_actor fetcher_;
  clock_actor clock_;
  std::vector<window_actor> windows_;
  std::vector<wallet_actor> wallets_;
  std::optional<live_settings> settings_;
};

} // namespace tracker
