// SPDX-License-Identifier: MIT
#include "actors/window/grade/grading.hpp"

#include "actors/window/grade/completeness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace tracker {

namespace {

/// What in the figures themselves hints at a missing or misunderstood row.
std::string inconsistency(const window_figures& of) {
  if (of.redemptions == redemption_verdict::contradicts)
    return "its redemptions contradict the winner";
  if (of.unexplained > 0)
    return fmt::format("{} of its rows are not explained", of.unexplained);
  if (of.up.missing > shares{} || of.down.missing > shares{})
    return fmt::format("more tokens left than came: {} UP, {} DOWN have no origin",
                       format_rounded(of.up.missing.micros(), 6),
                       format_rounded(of.down.missing.micros(), 6));
  if (of.payout_gap != usdc{})
    return fmt::format("its redemptions paid {} more than was held",
                       to_string(of.payout_gap));
  if (of.residual != usdc{})
    return fmt::format("its parts leave {} unexplained", to_string(of.residual));
  return {};
}

auto row_of(const side_figures& side) {
  return std::tuple{side.bought, side.sold,     side.at_end,
                    side.cost,   side.proceeds, side.missing};
}

auto row_of(const grade& of) {
  const auto& f = of.figures;
  return std::tuple{of.winner,
                    of.strategy,
                    row_of(f.up),
                    row_of(f.down),
                    f.kind,
                    f.arb.result,
                    f.one_sided.result,
                    f.cost,
                    f.proceeds,
                    settlement_payout(f),
                    f.fees,
                    f.fees_from,
                    f.rebates,
                    f.arb.pnl,
                    f.capture_pnl,
                    f.directional_pnl,
                    f.pnl,
                    f.fills};
}

} // namespace

std::string what_is_odd(const window_figures& figures, const market& in,
                        const wallet_knowledge* known) {
  if (auto odd = inconsistency(figures); !odd.empty() || !known)
    return odd;
  const auto doubt =
      std::find_if(known->doubtful.begin(), known->doubtful.end(),
                   [&](const doubtful_row& row) { return may_touch(row, in); });
  return doubt == known->doubtful.end() ? std::string{}
                                        : "a row is in doubt: " + doubt->why;
}

std::string what_is_missing(const resolution& by, const market& in,
                            const wallet_knowledge* known) {
  if (!by.confirmed)
    return "no second source has named the winner";
  if (!known || covers(known->history, {in.slug, in.start, in.end}))
    return {};
  return known->read_at == timestamp{}
             ? "the wallet's activity has not been read yet"
             : "the wallet's activity is not known to the window's end";
}

grade_status grade_status_of(const std::optional<resolution>& by,
                             const std::string& missing, bool amended) {
  if (!by || !by->winner)
    return grade_status::pending;
  if (!missing.empty())
    return grade_status::provisional;
  if (by->winner == settlement::split)
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
