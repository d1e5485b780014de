// SPDX-License-Identifier: MIT
// Cumulative P/L, window by window.
#pragma once

#include "actors/ledger/query/totals_outline.hpp"

#include <cstddef>
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

} // namespace tracker
