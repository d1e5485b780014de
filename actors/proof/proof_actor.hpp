// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/log_tee/log_port.hpp"
#include "actors/proof/positions.hpp"
#include "messages/interfaces.hpp"

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

#include <optional>
#include <vector>

namespace tracker {

/// The days that a run of `reconcile` checks; both ends are starts of days.
struct day_span {
  timestamp first{};
  timestamp last{};
};

struct proof_options {
  /// The wallets of `only`; without it those of `use_wallet_actors` are proven.
  std::vector<watched_wallet> wallets;
  proof_rules rules;
  position_rules positions;
  /// Limit of one request, its retries included.
  timespan request_deadline = std::chrono::seconds{15};
  /// Interval between searches for days to check.
  timespan interval = std::chrono::minutes{1};
  /// Present: only these days, each once and whatever is recorded of it unless it is
  /// proven or accepted; `listener` then receives `span_progress`.
  std::optional<day_span> only;
  caf::actor listener;
};

/// Proves each finished UTC day of each wallet once its activity is known, and compares
/// the tokens held in each ended window with the platform's positions:
///
///     clock ──tick──▶ proof ──recall_proofs, recall_day, record_proof,
///                       │ │                 recall_positions, record_position──▶ ledger
///                       │ └──fetch_request──▶ fetcher
///                       └──read_again──▶ wallet, where the platform counts more fills
///
/// One request of the P/L serves all days of a wallet that are due; each day needs one
/// more for its fills, one for every thousand taker fills and, where maker rebates were
/// paid, one for their markets. Where the counts differ, the fills of the day are
/// requested to name those that only one side has. A window needs one request for its
/// positions. At most one request is open.
///
/// On shutdown it sends no further request and ends when the open one is answered.
proof_actor spawn_proof(caf::actor_system& system, proof_options options,
                        fetcher_actor fetcher, ledger_actor ledger, log_port log);

} // namespace tracker
