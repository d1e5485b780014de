// SPDX-License-Identifier: MIT
// How certain a grade is, and what is missing. Pure.
#pragma once

#include "actors/window/grade/winner.hpp"
#include "messages/grade.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// True when `known` holds every row that can belong to `window`: from the opening of its
/// market, before its start, to the last block that can hold one of its fills.
bool covers(const history_span& known, const window& window);

/// True when the row may belong to the market: by its condition id, else by its token,
/// else by its slug. A row that names none of them may belong to any market that was
/// trading at its time.
bool may_touch(const doubtful_row& row, const market& market);

/// What is known of a wallet's history.
struct wallet_knowledge {
  history_span history;
  std::vector<doubtful_row> doubtful;
  /// The platform's time of the answer that completed the last reading; the epoch before
  /// there was one.
  timestamp read_at{};
};

/// Why the figures of a window may be wrong; empty: no reason is known. `market` is its
/// market, `known` the knowledge of the wallet's history; null without a watched wallet.
std::string find_inconsistency(const window_figures& figures, const market& market,
                               const wallet_knowledge* known);

/// Why a window with a winner cannot be final yet; empty: it can.
std::string find_missing(const resolution& resolved, const market& market,
                         const wallet_knowledge* known);

/// The grade's status. `missing` is the result of `find_inconsistency` or `find_missing`;
/// `amended` tells whether its row has changed since it was final for the first time.
grade_status grade_status_of(const std::optional<resolution>& resolved,
                             const std::string& missing, bool amended);

/// True when both grades show the same figures: the contract's fields, without the
/// status, the times and the revision. A redemption of what was held already changes
/// none of them.
bool same_figures(const grade& left, const grade& right);

/// `BUY 10.0 @ 0.49 for $4.90`: an event as a reason, without its wallet.
std::string event_text(const activity_event& event);

} // namespace tracker
