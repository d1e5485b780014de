// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/wallet/wallet_tracker.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <string>
#include <vector>

namespace tracker {

struct wallet_options {
  watched_wallet wallet;
  wallet_rules rules;
  /// Names of the watched series until the first `use_windows`: rows of others are
  /// counted.
  std::vector<std::string> watched_series;
  /// Time limit of one request, all attempts of the fetcher together.
  timespan question_deadline = std::chrono::seconds{15};
  /// Requests rows in turns only, until the first `use_windows`.
  bool takes_turns = false;
};

/// Reads one wallet's activity, complete, in order, each row once, and sends it to the
/// windows of all series; each uses the rows of its own markets.
///
///     clock ──tick──▶ wallet ──fetch_request──▶ fetcher
///                     │ │ │ ◀──fetch_result────────┘
///                     │ │ └──record_events──▶ ledger
///                     │ │ ◀──events_recorded────┘
///                     │ └──wallet_activity──▶ windows
///                     └────log_line──▶ log tee
///
/// Rows go to the windows, and the next request to the platform, only after the ledger
/// has the rows on disk. A slow ledger therefore slows the reading, and no rows queue up
/// here.
///
/// On shutdown it sends no new request and ends when the pending one is answered.
wallet_actor spawn_wallet(caf::actor_system& system, wallet_options options,
                          fetcher_actor fetcher, ledger_actor ledger, log_port log);

} // namespace tracker
