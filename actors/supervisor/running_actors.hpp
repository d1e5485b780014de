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
  /// Identifies it: the same name with another address is another wallet.
  std::string key;
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

  /// Sends the settings to the log tee, the ledger and the window actors, and to those
  /// that start later.
  void set_live_settings(const live_settings& settings);
  /// Tells the service manager, if there is one.
  void announce_reload(bool refused) const;
  /// Begins the change to other windows and wallets: tells the wallets which windows go.
  /// Returns the keys of the actors to drain. Replaces a change that is not finished.
  std::vector<std::string> begin_change(const watch_plan& wanted);
  /// Finishes the change when those actors have ended: tells the windows their wallets.
  /// Returns the actors to start, in this order; empty when nothing was begun.
  std::vector<planned_actor> finish_change();
  /// Drops the capture actor, which has ended: a fetcher that starts later gets none.
  void end_capture() { capture_ = capture_actor{}; }
  /// Drops every handle: a handle to a detached actor that outlives the actor system
  /// makes its destructor hang.
  void release();

private:
  /// A window and a wallet of the run; the handle is null before the first start.
  struct window_member {
    window_plan plan;
    window_actor actor{};
  };
  struct wallet_member {
    wallet_plan plan;
    wallet_actor actor{};
  };

  ledger_actor start_ledger();
  capture_actor start_capture();
  fetcher_actor start_fetcher();
  window_actor start_window(const std::string& key);
  wallet_actor start_wallet(const std::string& key);
  polls_actor start_polls();
  proof_actor start_proof();
  notifier_actor start_notifier();
  publisher_actor start_publisher();
  clock_actor start_clock();
  service_actor start_service();
  planned_actor planned_window(const window_plan& plan);
  planned_actor planned_wallet(const wallet_plan& plan);
  planned_actor planned_polls();
  void send_windows(const wallet_member& receiver) const;
  /// Tells the proof and the polls actor the watched wallets and their actors, once all
  /// of them have been started.
  void send_wallet_actors() const;

  actor_plan actors_;
  ledger_actor ledger_;
  /// Null: the run is not recorded, or the capture has ended.
  capture_actor capture_;
  fetcher_actor fetcher_;
  /// Null: no alerts are sent.
  notifier_actor notifier_;
  /// Null: not part of a fleet.
  publisher_actor publisher_;
  clock_actor clock_;
  /// Null: no service manager.
  service_actor service_;
  /// Null: no wallet takes turns.
  polls_actor polls_;
  /// Null: days are not proven.
  proof_actor proof_;
  /// In the order of the plan.
  std::vector<window_member> windows_;
  std::vector<wallet_member> wallets_;
  std::optional<watch_plan> wanted_;
  std::optional<live_settings> settings_;
};

} // namespace tracker
