// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_figures.hpp"

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/totals.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "messages/money.hpp"

#include <fmt/format.h>

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

constexpr std::int64_t hundredths = 100;
constexpr std::int64_t hundredths_of_percent = 10'000;

/// `amount * whole / base` to the nearest, halves away from zero. `base` is above zero.
std::int64_t ratio(usdc amount, std::int64_t whole, std::int64_t base) {
  const auto micros = amount.micros();
  return micros < 0 ? -rounded_product(-micros, whole, base)
                    : rounded_product(micros, whole, base);
}

std::optional<std::int64_t> ratio_of(usdc amount, std::int64_t whole, usdc base) {
  if (base <= usdc{})
    return std::nullopt;
  return ratio(amount, whole, base.micros());
}

std::optional<usdc> average(usdc sum, std::int64_t count) {
  if (count == 0)
    return std::nullopt;
  return usdc::from_micros(ratio(sum, 1, count));
}

/// Hundredths as `-0.05`.
std::string decimal_text(std::int64_t count) {
  const auto magnitude = count < 0 ? -count : count;
  return fmt::format("{}{}.{:02}", count < 0 ? "-" : "", format_count(magnitude / 100),
                     magnitude % 100);
}

std::string percent_text(std::optional<std::int64_t> count) {
  return count ? decimal_text(*count) + '%' : "-";
}

std::string average_text(std::optional<usdc> amount) {
  return amount ? format_pnl(*amount) : "-";
}

std::string drawdown_text(const std::vector<equity_point>& equity,
                          const date::time_zone& zone) {
  const auto fall = largest_drawdown(equity);
  if (!fall)
    return "none";
  return fmt::format("{} at most, {} to {}", format_dollars(fall->amount),
                     format_local_minute(fall->peak_at, zone),
                     format_local_minute(fall->trough_at, zone));
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

void performance::add(const grade_outline& outline) {
  if (!outline.winner || outline.kind == trade_kind::none)
    return;
  net_ += outline.pnl;
  cost_ += outline.cost;
  fees_ += outline.fees;
  volume_ += outline.volume;
  const auto result = window_result_of(outline.pnl, *outline.winner);
  streak_ = losses_after(streak_, result);
  longest_streak_ = std::max(longest_streak_, streak_);
  switch (result) {
  case window_result::win:
    ++wins_;
    gains_ += outline.pnl;
    break;
  case window_result::loss:
    ++lost_;
    losses_ += outline.pnl;
    break;
  case window_result::even:
  case window_result::voided:
    break;
  }
}

std::optional<std::int64_t> performance::profit_factor() const {
  return ratio_of(gains_, hundredths, -losses_);
}

std::optional<usdc> performance::average_win() const {
  return average(gains_, wins_);
}

std::optional<usdc> performance::average_loss() const {
  return average(losses_, lost_);
}

std::optional<std::int64_t> performance::return_on_cost() const {
  return ratio_of(net_, hundredths_of_percent, cost_);
}

std::optional<std::int64_t> performance::fee_share() const {
  return ratio_of(fees_, hundredths_of_percent, volume_);
}

std::vector<std::string> figure_lines(const performance& figures,
                                      const std::vector<equity_point>& equity,
                                      const date::time_zone& zone) {
  if (equity.empty())
    return {};
  const auto factor = figures.profit_factor();
  return {
      fmt::format("Averages    : {} a win, {} a loss, profit factor {}, longest losing "
                  "streak {}",
                  average_text(figures.average_win()),
                  average_text(figures.average_loss()),
                  factor ? decimal_text(*factor) : "-",
                  format_count(figures.longest_losing_streak())),
      fmt::format("Return      : {} on {} of cost, fees {} of volume",
                  percent_text(figures.return_on_cost()), format_dollars(figures.cost()),
                  percent_text(figures.fee_share())),
      "Drawdown    : " + drawdown_text(equity, zone),
  };
}

} // namespace tracker
