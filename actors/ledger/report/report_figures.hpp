// SPDX-License-Identifier: MIT
// The figures of a report that depend on the order of the grades or on their costs.
#pragma once

#include "actors/ledger/report/equity.hpp"
#include "actors/ledger/report/totals.hpp"

#include <date/tz.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Adds up graded, traded windows. A win and a loss are those of `window_result_of`.
class performance {
public:
  /// Grades come by the ends of their windows, then by series and wallet; with their
  /// cost.
  void add(const grade_outline& outline);

  /// The most losses in a row. Grades that are neither win nor loss do not end a row.
  std::int64_t longest_losing_streak() const { return longest_streak_; }
  /// The wins' P/L by the losses', in hundredths, to the nearest. Nothing without a loss.
  std::optional<std::int64_t> profit_factor() const;
  /// Net P/L of a win or a loss on average, to the nearest micro-dollar. Nothing without
  /// one.
  std::optional<usdc> average_win() const;
  std::optional<usdc> average_loss() const;
  /// Net P/L by the money in (buys and splits), in hundredths of a percent, to the
  /// nearest. Nothing without a cost.
  std::optional<std::int64_t> return_on_cost() const;
  /// Fees by the dollars that changed hands in buys and sells, likewise.
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

/// The figures as lines for the foot of a report, times in `zone`; none without a graded
/// trade.
std::vector<std::string> figure_lines(const performance& figures,
                                      const std::vector<equity_point>& equity,
                                      const date::time_zone& zone);

} // namespace tracker
