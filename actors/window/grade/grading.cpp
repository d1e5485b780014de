// SPDX-License-Identifier: MIT
#include "actors/window/grade/grading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>

namespace tracker {

namespace {

// Markets open 23 h 53 min before their window, hourly ones 48 h (polymarket-api.md 7.2):
// within the lead. `market_lead_of` has the same ones by series.
constexpr auto market_lead = std::chrono::hours{24};
constexpr auto hourly_lead = std::chrono::hours{49};

bool is_hourly(std::string_view slug, timespan length) {
  return length == std::chrono::hours{1} &&
         slug.find("-updown-") == std::string_view::npos;
}

timespan lead_of(std::string_view slug, timespan length) {
  return is_hourly(slug, length) ? hourly_lead : market_lead;
}

/// Fills reach a block a few seconds behind the match (polymarket-api.md 9).
constexpr auto block_delay = std::chrono::seconds{10};

/// An inconsistency of the figures that indicates a missing or misread row.
std::string inconsistency(const window_figures& figures) {
  if (figures.redemptions == redemption_verdict::contradicts)
    return "its redemptions contradict the winner";
  if (figures.unexplained > 0)
    return fmt::format("{} of its rows are not explained", figures.unexplained);
  if (figures.up.missing > shares{} || figures.down.missing > shares{})
    return fmt::format("more tokens left than came: {} UP, {} DOWN have no origin",
                       format_rounded(figures.up.missing.micros(), 6),
                       format_rounded(figures.down.missing.micros(), 6));
  if (figures.payout_gap != usdc{})
    return fmt::format("its redemptions paid {} more than was held",
                       to_string(figures.payout_gap));
  if (figures.residual != usdc{})
    return fmt::format("its parts leave {} unexplained", to_string(figures.residual));
  return {};
}

auto row_of(const side_figures& side) {
  return std::tuple{side.bought, side.sold,     side.at_end,
                    side.cost,   side.proceeds, side.missing};
}

auto row_of(const grade& graded) {
  const auto& figures = graded.figures;
  return std::tuple{graded.winner,
                    graded.strategy,
                    row_of(figures.up),
                    row_of(figures.down),
                    figures.kind,
                    figures.arb.result,
                    figures.one_sided.result,
                    figures.cost,
                    figures.proceeds,
                    settlement_payout(figures),
                    figures.fees,
                    figures.fees_from,
                    figures.rebates,
                    figures.arb.pnl,
                    figures.capture_pnl,
                    figures.directional_pnl,
                    figures.pnl,
                    figures.fills};
}

} // namespace

bool covers(const history_span& known, const window& window) {
  return known.from <= window.start - lead_of(window.slug, window.end - window.start) &&
         known.to >= window.end + block_delay;
}

bool may_touch(const doubtful_row& row, const market& market) {
  if (!row.condition_id.empty())
    return row.condition_id == market.condition_id;
  if (!row.asset.empty())
    return row.asset == market.up_token || row.asset == market.down_token;
  if (!row.slug.empty())
    return row.slug == market.slug;
  return row.near >= market.start - lead_of(market.slug, market.end - market.start) &&
         row.near <= market.end + block_delay;
}

std::string find_inconsistency(const window_figures& figures, const market& market,
                               const wallet_knowledge* known) {
  if (auto odd = inconsistency(figures); !odd.empty() || !known)
    return odd;
  const auto doubt =
      std::find_if(known->doubtful.begin(), known->doubtful.end(),
                   [&](const doubtful_row& row) { return may_touch(row, market); });
  return doubt == known->doubtful.end() ? std::string{}
                                        : "a row is in doubt: " + doubt->why;
}

std::string find_missing(const resolution& resolved, const market& market,
                         const wallet_knowledge* known) {
  if (!resolved.confirmed)
    return "no second source has named the winner";
  if (!known || covers(known->history, {market.slug, market.start, market.end}))
    return {};
  return known->read_at == timestamp{}
             ? "the wallet's activity has not been read yet"
             : "the wallet's activity is not known to the window's end";
}

grade_status grade_status_of(const std::optional<resolution>& resolved,
                             const std::string& missing, bool amended) {
  if (!resolved || !resolved->winner)
    return grade_status::pending;
  if (!missing.empty())
    return grade_status::provisional;
  if (resolved->winner == settlement::split)
    return grade_status::void_settled;
  return amended ? grade_status::amended : grade_status::final;
}

bool same_figures(const grade& left, const grade& right) {
  return row_of(left) == row_of(right);
}

std::string event_text(const activity_event& event) {
  auto text =
      fmt::format("{} {}", to_string(event.type), format_rounded(event.size.micros(), 6));
  if (event.type == activity_type::buy || event.type == activity_type::sell)
    text += " @ " + format_rounded(event.at_price.micros(), 4);
  return text + " for $" + format_rounded(event.cash.micros(), 6);
}

} // namespace tracker
