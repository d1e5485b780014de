// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/notifier/drift/drift_sentinel.hpp"
#include "actors/notifier/rules/alert_settings.hpp"
#include "actors/service/service_health.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <date/tz.h>

#include <string>

namespace tracker {

struct notifier_options {
  /// With the secrets themselves, not the names of their files.
  alert_settings settings;
  /// The time zone of quiet hours.
  const date::time_zone* zone = nullptr;
  /// The folder of the ledger: its disk is watched, and unknown replies are kept in it.
  std::string folder;
  std::string user_agent;
  wall_clock now;
  /// The limits of the heartbeat's condition.
  health_limits health;
  /// Limit of one attempt.
  timespan timeout = std::chrono::seconds{15};
};

/// Starts the notifier, on a thread of its own. It is the only actor besides the fetcher
/// that uses the network, and sends to `allowed_urls` only.
///
///     clock ──tick──▶ notifier ──sync_alerts──▶ ledger
///                        │     ◀─alerts_synced─┘
///                        ├──host_report_request──▶ fetcher
///                        └──POST──▶ channels, GET ──▶ heartbeat
///
/// - An alert is sent once the ledger has it on disk. When a channel has accepted it, its
///   mark is sent to the ledger with the next tick. After a kill in between, the alert is
///   sent once more, with a note that it may be a repeat.
/// - At the start the ledger's alerts without a mark are sent.
/// - The heartbeat is sent while the tracker is healthy (`service_health`).
/// - `shutdown` sends the heartbeat's `/fail`, waits for messages under way and passes
///   their marks to the ledger, until the deadline.
notifier_actor spawn_notifier(caf::actor_system& system, notifier_options options,
                              fetcher_actor fetcher, ledger_actor ledger, log_port log);

} // namespace tracker
