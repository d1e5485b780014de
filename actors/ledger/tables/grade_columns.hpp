// SPDX-License-Identifier: MIT
// The columns of a grade and their members. Writing, reading
// and the column names in the statements share this one list.
#pragma once

#include "messages/grade.hpp"

#include <string>

namespace tracker {

/// Calls `visit(prefix, name, member)` for each figure of one side.
template <class Figures, class Visit>
void visit_side(const char* prefix, Figures& side, Visit&& visit) {
  visit(prefix, "bought", side.bought);
  visit(prefix, "sold", side.sold);
  visit(prefix, "redeemed", side.redeemed);
  visit(prefix, "at_end", side.at_end);
  visit(prefix, "held", side.held);
  visit(prefix, "missing", side.missing);
  visit(prefix, "cost", side.cost);
  visit(prefix, "proceeds", side.proceeds);
  visit(prefix, "payout", side.payout);
  visit(prefix, "value", side.value);
  visit(prefix, "average_entry", side.average_entry);
  visit(prefix, "first_bought_ns", side.first_bought);
  visit(prefix, "role", side.role);
}

/// Calls `visit(prefix, name, member)` for every member of `window_figures`.
template <class Figures, class Visit>
void visit_figures(Figures& figures, Visit&& visit) {
  visit_side("up_", figures.up, visit);
  visit_side("down_", figures.down, visit);
  visit("", "split", figures.split);
  visit("", "merged", figures.merged);
  visit("", "split_cost", figures.split_cost);
  visit("", "merge_proceeds", figures.merge_proceeds);
  visit("", "kind", figures.kind);
  visit("arb_", "pairs", figures.arb.pairs);
  visit("arb_", "cost", figures.arb.cost);
  visit("arb_", "pnl", figures.arb.pnl);
  visit("arb_", "result", figures.arb.result);
  visit("arb_", "pair_cost", figures.arb.pair_cost);
  visit("arb_", "between_legs_s", figures.arb.between_legs);
  visit("arb_", "first_leg", figures.arb.first_leg);
  visit("one_sided_", "size", figures.one_sided.size);
  visit("one_sided_", "side", figures.one_sided.side);
  visit("one_sided_", "kind", figures.one_sided.kind);
  visit("one_sided_", "cost", figures.one_sided.cost);
  visit("one_sided_", "pnl", figures.one_sided.pnl);
  visit("one_sided_", "result", figures.one_sided.result);
  visit("", "cost", figures.cost);
  visit("", "proceeds", figures.proceeds);
  visit("", "payout", figures.payout);
  visit("", "value", figures.value);
  visit("", "pnl", figures.pnl);
  visit("", "capture_pnl", figures.capture_pnl);
  visit("", "directional_pnl", figures.directional_pnl);
  visit("", "residual", figures.residual);
  visit("", "fees", figures.fees);
  visit("", "fees_from", figures.fees_from);
  visit("", "rebates", figures.rebates);
  visit("", "fills", figures.fills);
  visit("", "unexplained", figures.unexplained);
  visit("", "payout_gap", figures.payout_gap);
  visit("", "redeemed_as", figures.redeemed_as);
  visit("", "redemptions", figures.redemptions);
}

/// Calls `visit(prefix, name, member)` for every member of a grade except its window,
/// series, wallet and sources.
template <class Grade, class Visit>
void visit_result(Grade& graded, Visit&& visit) {
  visit("", "revision", graded.revision);
  visit("", "status", graded.status);
  visit("", "winner", graded.winner);
  visit("", "strategy", graded.strategy);
  visit("", "resolved_at_ns", graded.resolved_at);
  visit("", "graded_at_ns", graded.graded_at);
  visit("", "reason", graded.reason);
  visit_figures(graded.figures, visit);
}

/// Like `visit_result`, followed by the sources.
template <class Grade, class Visit>
void visit_grade(Grade& graded, Visit&& visit) {
  visit_result(graded, visit);
  visit("", "sources", graded.sources);
}

/// The columns of `visit_grade`, in its order: `revision, status, …`. Each name is
/// prefixed with `qualifier`, such as `g.`.
std::string grade_column_names(const std::string& qualifier = {});

/// The columns of `visit_result`: the result of a grade without its sources.
std::string result_column_names(const std::string& qualifier = {});

} // namespace tracker
