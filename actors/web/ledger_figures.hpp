// SPDX-License-Identifier: MIT
// The figures of the whole ledger that /metrics and the page show without reading it
// again. Read on the thread of the web's ledger reader, then shared and immutable.
#pragma once

#include "actors/ledger/days/proof_summary.hpp"
#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/report/report_source.hpp"
#include "actors/ledger/report/totals.hpp"
#include "actors/web/page/attention.hpp"
#include "actors/web/page/live_rows.hpp"
#include "messages/grade.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The figures of a wallet. Sums are those of `report`; all grades of it are in exactly
/// one of `settled` and `unsettled`.
struct wallet_figures {
  watched_wallet wallet;
  /// Final, amended and void grades.
  totals settled;
  /// Provisional and pending grades: what may still change.
  totals unsettled;
  /// Of the windows that ended today in tracker.timezone.
  totals today_settled;
  totals today_unsettled;
  std::map<grade_status, std::uint64_t> grades;
  /// The largest and the current fall of the equity below its peak.
  usdc largest_drawdown;
  usdc present_drawdown;
  /// Losses in a row at the end.
  std::int64_t losing_streak = 0;
  /// Money in (buys and splits) of windows without a winner.
  usdc unrealized_cost;
  /// Rewards and rebates outside any market, by type.
  std::map<activity_type, usdc> account;
  /// Of all finished days that were compared with the platform.
  proof_summary proofs{};
};

/// The coverage of a series.
struct series_figures {
  std::string series;
  coverage_summary coverage;
  /// Windows that have ended without a winner, and the end of the oldest.
  std::uint64_t unresolved = 0;
  std::optional<timestamp> oldest_unresolved;
};

struct ledger_figures {
  /// The ledger's revision that was read; a later change has a higher number, also after
  /// a restart.
  std::uint64_t revision = 0;
  /// The run's wall clock at the reading.
  timestamp read_at{};
  /// Bytes of the ledger's file.
  std::uint64_t size_bytes = 0;
  /// The day that `today` means.
  time_bounds today;
  /// The configured wallets and those that have grades, in that order.
  std::vector<wallet_figures> wallets;
  /// The watched series and those that have windows, in that order.
  std::vector<series_figures> series;
  /// For the events of the page: positions in open windows, the attention list, and the
  /// graded windows that ended in the last hour.
  std::vector<live_row> live;
  std::vector<attention_item> attention;
  std::vector<grade> recent;
};

/// What a reading of the figures needs besides the ledger.
struct ledger_scope {
  timestamp now{};
  const date::time_zone& zone;
  const std::vector<std::string>& watched;
  const std::vector<watched_wallet>& wallets;
};

/// Reads the figures. The caller sets revision and size.
ledger_result<ledger_figures> read_ledger_figures(report_source& source,
                                                  const ledger_scope& scope);

} // namespace tracker
