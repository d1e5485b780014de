// SPDX-License-Identifier: MIT
// Figures that depend on the order of the grades or on their costs: the equity and its
// falls, streaks, ratios.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/report/totals.hpp"

#include <date/tz.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The net P/L of all graded windows up to an instant.
struct equity_point {
  timestamp time{};
  usdc equity;

  bool operator==(const equity_point&) const = default;
};

/// Accumulates graded windows with trades.
class equity_curve {
public:
  /// Windows must be added in the order of their ends.
  void add(const grade_outline& outline);

  /// Zero at the start of the first window, then the sum at each window end. Empty
  /// without a graded trade.
  const std::vector<equity_point>& points() const { return points_; }

private:
  std::vector<equity_point> points_;
};

/// A fall of the equity from an earlier peak.
struct drawdown {
  /// Above zero.
  usdc amount;
  timestamp peak_at{};
  timestamp trough_at{};

  bool operator==(const drawdown&) const = default;
};

/// The largest fall, the earliest among equal ones; nothing when the equity never fell.
std::optional<drawdown> largest_drawdown(const std::vector<equity_point>& points);

/// How far the last point is below the highest one; zero at a new height.
usdc current_drawdown(const std::vector<equity_point>& points);

/// At most `max_points` (4 or more) of the points: the first, the last, and the lowest
/// and highest of each interval between them, so that the largest drawdown stays visible.
std::vector<equity_point> thin_out(const std::vector<equity_point>& points,
                                   std::size_t max_points);

/// `▁▂▄█`: the course of the equity in at most `width` (1 or more) characters. The lowest
/// point is ▁, the highest █; a constant equity is ▄.
std::string sparkline(const std::vector<equity_point>& points, std::size_t width);

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
