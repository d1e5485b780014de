// SPDX-License-Identifier: MIT
// Report figures that depend on the order of the grades or
// on their costs.
#pragma once

#include "actors/ledger/report/equity.hpp"
#include "actors/ledger/report/totals.hpp"

#include <date/tz.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Accumulates graded windows with trades. Wins and losses are those of
/// `window_result_of`.
class performance {
public:
  /// Grades must be added with cost, ordered by window end, series and wallet.
  void add(const grade_outline& outline);

  /// The longest run of losses. Grades that are neither win nor loss do not end a run.
  std::int64_t longest_losing_streak() const { return longest_streak_; }
  /// P/L of the wins divided by that of the losses, in hundredths, rounded to the
  /// nearest. Nothing without a loss.
  std::optional<std::int64_t> profit_factor() const;
  /// Average net P/L of a win or a loss, rounded to the nearest micro-dollar. Nothing
  /// without one.
  std::optional<usdc> average_win() const;
  std::optional<usdc> average_loss() const;
  /// Net P/L divided by the money in (buys and splits), in hundredths of a percent,
  /// rounded to the nearest. Nothing without a cost.
  std::optional<std::int64_t> return_on_cost() const;
  /// Fees divided by the dollars of buys and sells, likewise.
  std::optional<std::int64_t> fee_share() const;

  usdc cost() const { return cost_; }

private:
  usdc gains_;
  usdc losses_;
  std::int64_t wins_ = 0;
  std::int64_t lost_ = 0;
  std::int64_t streak_ = 0;
  std::int64_t longest_streak_ = 0;
  usdc net_;
  usdc cost_;
  usdc fees_;
  usdc volume_;
};

/// Formats the figures as lines for the foot of a report, times local to `zone`; empty
/// without a graded trade.
std::vector<std::string> figure_lines(const performance& figures,
                                      const std::vector<equity_point>& equity,
                                      const date::time_zone& zone);

} // namespace tracker
