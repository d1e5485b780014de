// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/wallet/wallet_tracker.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

namespace tracker {

struct wallet_options {
  watched_wallet of;
  wallet_rules rules;
  /// Time for one question, all attempts of the fetcher together.
  timespan question_deadline = std::chrono::seconds{15};
};

/// Reads one wallet's activity, complete and in order, each row once, and hands it to the
/// windows of all series: each takes the rows that name its markets.
///
///     clock ──tick──▶ wallet ──fetch_request──▶ fetcher
///                     │ │ │ ◀──fetch_result────────┘
///                     │ │ └──record_events──▶ ledger
///                     │ │ ◀──events_recorded────┘
///                     │ └──wallet_activity──▶ windows
///                     └────log_line──▶ log tee
///
/// Rows go to the windows, and the next question to the platform, only when the ledger
/// has them on disk: who is slow slows the reading, and nothing is held here.
///
/// Stops when the question under way has come back; asks no new one meanwhile.
wallet_actor spawn_wallet(caf::actor_system& system, wallet_options options,
                          fetcher_actor fetcher, ledger_actor ledger, log_port log);

} // namespace tracker
