// SPDX-License-Identifier: MIT
// The run: start, status, reload and end of the actors.
#pragma once

#include "messages/log.hpp"
#include "messages/metrics.hpp"
#include "messages/strategy.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// On which thread an actor runs that may block on I/O.
enum class thread_of : std::uint8_t {
  /// On a thread of its own, so that it blocks no other actor.
  own,
  /// In CAF's thread pool: a virtual run has one thread, which makes its order of events
  /// reproducible.
  pool,
};

/// Order of the supervisor, to one stage of the drain at a time: handle what was in the
/// mailbox before this message, accept nothing new, answer `drained`. An ordinary
/// message, so everything that the same sender sent before it is handled first.
struct shutdown {
  /// When the supervisor stops waiting for this stage.
  steady_point deadline{};
  /// Cancel the pending requests to the platform instead of awaiting their replies: only
  /// this actor ends, and the others wait for it.
  bool cancels_requests = false;
};

/// Answer to `shutdown`; the last message that an actor sends.
struct drained {
  /// Number of messages that this actor has handled since its start.
  std::uint64_t handled = 0;
};

/// Request of the supervisor, for the status screen and to report what did not drain.
struct status_request {};

/// Answer to `status_request`.
struct actor_status {
  /// Number of pending requests and unwritten items; 0 when the actor could stop at once.
  std::uint64_t held = 0;
  /// What is pending and the actor's state, as one line of text.
  std::string summary;
  /// Its own measurements.
  std::vector<metric_sample> metrics{};
  /// Its checks of the tracker's readiness.
  std::vector<health_check> checks{};
};

/// SIGINT or SIGTERM arrived: drain and stop.
struct stop_request {
  /// The signal's name, `SIGTERM`, or another cause that ends the run.
  std::string reason;
};

/// SIGUSR1 arrived: log the status screen.
struct log_status {};

/// The settings that a running tracker applies when the configuration is reloaded.
struct live_settings {
  log_level level = log_level::info;
  timespan grade_delay{};
  /// The rules that tag grades. Tags of recorded grades are renewed.
  std::vector<strategy> strategies{};
  /// The watched wallets; only these can be alerted as idle.
  std::vector<watched_wallet> wallets{};

  bool operator==(const live_settings&) const = default;
};

/// Order to a window actor: the wallets to grade from now on. One that is new is graded
/// in every window that is kept, with its recorded rows; one that is missing keeps its
/// recorded grades.
struct use_wallets {
  /// Empty: windows are graded without trades.
  std::vector<watched_wallet> wallets;
  /// A wallet that was read longer ago than this is shown as stale.
  timespan stale_after{};
  /// Compare the system clock with the hosts' `Date`: set for one series of a run.
  bool checks_clock = false;

  bool operator==(const use_wallets&) const = default;
};

/// The window and wallet actors of a run (supervisor_actor.hpp).
struct watch_plan;

/// Request for the status screen.
struct status_screen_request {};

/// What the supervisor knows of an actor.
struct actor_report {
  /// `window btc-updown-15m`, as in the plan.
  std::string name;
  /// Empty: it did not answer in time.
  std::optional<actor_status> status;
  /// How often it was restarted.
  std::uint64_t restarts = 0;
};

/// Answer to `status_screen_request`, one row per actor. The supervisor also sends it to
/// its observers, once a second.
struct status_screen {
  std::vector<std::string> rows;
  /// In the order of the plan.
  std::vector<actor_report> actors{};
  /// The wall clock of the run; the epoch where the supervisor has no observer.
  timestamp now{};
  /// The run is stopping.
  bool stopping = false;
  /// The recording of a replay or demo has ended: nothing changes from now on.
  bool ended = false;
};

/// SIGHUP arrived; the signal actor has read the configuration again.
struct reload_request {
  /// Why the new configuration is refused, one line per problem. Empty: it is valid.
  std::vector<std::string> problems;
  live_settings settings;
  /// What is taken over at once, one line per change: `log.level info -> warn`,
  /// `tracker.series + eth-updown-5m`.
  std::vector<std::string> changes{};
  /// What takes effect only after a restart, one line per key: `http.timeout 5s -> 10s`.
  std::vector<std::string> needs_restart{};
  /// The series and wallets to watch from now on. Null: they stay.
  std::shared_ptr<const watch_plan> watched{};
};

/// Order to the supervisor: watch these series and wallets from now on. Unlike a reload
/// it changes no setting.
struct use_watch_plan {
  /// Why, for the log: `leases: 64 of 256 shards, 251 of 1000 wallets`.
  std::string reason;
  /// Never null.
  std::shared_ptr<const watch_plan> watched;
};

/// Order to the web server: the names to show and to check from now on.
struct use_watched {
  /// Names of the series.
  std::vector<std::string> series;
  std::vector<watched_wallet> wallets;
  /// Names of the strategies.
  std::vector<std::string> strategies;
};

/// The configuration was read again, for the actor that tells the service manager.
struct configuration_reloaded {
  /// It has errors: the former one stays in effect.
  bool refused = false;
};

/// Progress of a back-fill: how many past windows of a series are graded.
struct span_progress {
  std::string series;
  /// Windows of the span.
  std::uint64_t windows = 0;
  /// Windows that are settled, by this run or an earlier one.
  std::uint64_t settled = 0;
  /// Windows that could not be settled.
  std::uint64_t left = 0;
  /// While the wallets' activity is being read: up to when it is known.
  std::optional<timestamp> read_to;
  /// `slug: reason` of the first windows that could not be settled.
  std::vector<std::string> left_names;
  /// Every window is settled or could not be settled.
  bool over = false;
  /// What the next window waits for; empty: nothing holds it up.
  std::string waits_for{};
};

/// The supervisor's last message, to main: all actors have ended.
struct finished {
  /// The exit code of the contract.
  int exit_code = 0;
  /// For an exit code other than 0: what failed, or which actor did not drain what.
  std::string reason;
};

} // namespace tracker
