// SPDX-License-Identifier: MIT
// How certain a grade is, and what is missing. Pure.
#pragma once

#include "actors/window/grade/winner.hpp"
#include "messages/grade.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// What is known of a wallet's history.
struct wallet_knowledge {
  history_span history;
  std::vector<doubtful_row> doubtful;
  /// The platform's time of the answer that completed the last reading; the epoch before
  /// there was one.
  timestamp read_at{};
};

/// What speaks against a window's figures; empty: nothing. `market` is its market,
/// `known` what is known of the wallet, nothing where none is watched.
std::string find_inconsistency(const window_figures& figures, const market& market,
                               const wallet_knowledge* known);

/// What a window with a winner still waits for before it can be final; empty: nothing.
std::string find_missing(const resolution& resolved, const market& market,
                         const wallet_knowledge* known);

/// The grade's status. `missing` is what is odd or missing; `amended` whether its row has
/// changed since it was final for the first time.
grade_status grade_status_of(const std::optional<resolution>& resolved,
                             const std::string& missing, bool amended);

/// True when both grades show the same figures: the contract's fields, without the
/// status, the times and the revision. A redemption of what was held already changes
/// none of them.
bool same_figures(const grade& left, const grade& right);

/// `BUY 10.0 @ 0.49 for $4.90`: an event as a reason, without its wallet.
std::string event_text(const activity_event& event);

} // namespace tracker
