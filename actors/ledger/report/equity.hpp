// SPDX-License-Identifier: MIT
// The sum of the P/L as it grew, window by window.
#pragma once

#include "actors/ledger/query/totals_outline.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// What all graded windows up to this instant brought together.
struct equity_point {
  timestamp time{};
  usdc equity;

  bool operator==(const equity_point&) const = default;
};

/// Adds up graded windows in which something was traded.
class equity_curve {
public:
  /// Windows come in the order of their ends.
  void add(const grade_outline& outline);

  /// Nothing at the start of the first window, then the sum at each window's end. Empty
  /// without a graded trade.
  const std::vector<equity_point>& points() const { return points_; }

private:
  std::vector<equity_point> points_;
};

/// A fall of the equity from an earlier height.
struct drawdown {
  /// Above zero.
  usdc amount;
  timestamp peak_at{};
  timestamp trough_at{};

  bool operator==(const drawdown&) const = default;
};

/// The largest fall, the earliest of those that are equally large; nothing: the equity
/// never fell.
std::optional<drawdown> largest_drawdown(const std::vector<equity_point>& points);

/// At most `max_points` (4 or more) of the points: the first and the last, and of each
/// stretch between them its lowest and highest, so that no drawdown is lost.
std::vector<equity_point> thin_out(const std::vector<equity_point>& points,
                                   std::size_t max_points);

/// `▁▂▄█`: how the equity went, at most `width` (1 or more) characters. The lowest point
/// is ▁, the highest █; all the same is ▄.
std::string sparkline(const std::vector<equity_point>& points, std::size_t width);

} // namespace tracker
