// SPDX-License-Identifier: MIT
// The open windows in which a wallet holds tokens.
#pragma once

#include "actors/web/page/span_figures.hpp"
#include "messages/grade.hpp"

#include <string>
#include <vector>

namespace tracker {

/// A wallet's position in a window that is not over, or whose winner is not known.
struct live_row {
  tracker::window window;
  std::string series;
  watched_wallet wallet;
  shares up;
  shares down;
  /// Average entries, fees included; nothing: none was bought.
  std::optional<price> up_entry;
  std::optional<price> down_entry;
  /// Tokens of both sides that are held: one dollar a pair whatever the winner.
  shares pairs;
  /// What the pairs earn whatever the winner: their cash so far and a dollar for each.
  usdc locked;
  /// Held tokens without a counterpart.
  shares one_sided;
  /// The window's P/L if UP or DOWN wins and the position stays: proceeds and payout of
  /// that end less cost. Exact, and needs no price.
  usdc if_up;
  usdc if_down;
  std::uint64_t fills = 0;
  liquidity up_role = liquidity::unknown;
  liquidity down_role = liquidity::unknown;

  bool operator==(const live_row&) const = default;
};

/// The position of a pending grade.
live_row live_row_of(const grade& pending);

/// Reads the pending grades with trades of windows that begin at or before `now` and
/// ended less than an hour before it; ordered by window end.
ledger_result<std::vector<live_row>> read_live_rows(report_source& source,
                                                    const page_reading& reading);

} // namespace tracker
