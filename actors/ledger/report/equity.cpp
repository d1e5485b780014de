// SPDX-License-Identifier: MIT
#include "actors/ledger/report/equity.hpp"

#include "messages/money.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tracker {

namespace {

bool is_lower(const equity_point& left, const equity_point& right) {
  return left.equity < right.equity;
}

constexpr std::array<const char*, 8> bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::size_t middle_bar = 3;

const char* bar_for(usdc value, usdc low, usdc high) {
  if (low == high)
    return bars[middle_bar];
  constexpr auto top = static_cast<std::int64_t>(bars.size()) - 1;
  const auto height = rounded_product((value - low).micros(), top, (high - low).micros());
  return bars[static_cast<std::size_t>(height)];
}

} // namespace

void equity_curve::add(const grade_outline& outline) {
  if (!outline.winner || outline.kind == trade_kind::none)
    return;
  if (points_.empty())
    points_.push_back({outline.start, {}});
  const auto equity = points_.back().equity + outline.pnl;
  if (points_.back().time == outline.end)
    points_.back().equity = equity;
  else
    points_.push_back({outline.end, equity});
}

std::optional<drawdown> largest_drawdown(const std::vector<equity_point>& points) {
  std::optional<drawdown> largest;
  if (points.empty())
    return largest;
  auto peak = points.front();
  for (const auto& point : points) {
    if (point.equity > peak.equity)
      peak = point;
    const auto fall = peak.equity - point.equity;
    if (fall > (largest ? largest->amount : usdc{}))
      largest = drawdown{fall, peak.time, point.time};
  }
  return largest;
}

usdc current_drawdown(const std::vector<equity_point>& points) {
  if (points.empty())
    return {};
  return std::max_element(points.begin(), points.end(), is_lower)->equity -
         points.back().equity;
}

std::vector<equity_point> thin_out(const std::vector<equity_point>& points,
                                   std::size_t max_points) {
  if (points.size() <= max_points)
    return points;
  std::vector<equity_point> result{points.front()};
  const auto stretches = (max_points - 2) / 2;
  const auto inner = points.size() - 2;
  for (std::size_t i = 0; i < stretches; ++i) {
    const auto boundary = [&](std::size_t stretch) {
      return points.begin() + 1 +
             static_cast<std::ptrdiff_t>(inner * stretch / stretches);
    };
    auto [low, high] = std::minmax_element(boundary(i), boundary(i + 1), is_lower);
    if (high < low)
      std::swap(low, high);
    result.push_back(*low);
    if (low != high)
      result.push_back(*high);
  }
  result.push_back(points.back());
  return result;
}

std::string sparkline(const std::vector<equity_point>& points, std::size_t width) {
  if (points.empty())
    return {};
  const auto [low, high] = std::minmax_element(points.begin(), points.end(), is_lower);
  const auto count = std::min(width, points.size());
  std::string line;
  // Each character shows the last point of its interval.
  for (std::size_t i = 1; i <= count; ++i)
    line +=
        bar_for(points[points.size() * i / count - 1].equity, low->equity, high->equity);
  return line;
}

} // namespace tracker
