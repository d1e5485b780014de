// SPDX-License-Identifier: MIT
// The columns of a grade, each beside the member that it holds: what is written, what is
// read and the names in the statements come from one list.
#pragma once

#include "messages/grade.hpp"

#include <string>

namespace tracker {

/// Calls `visit(prefix, name, member)` for each figure of one side.
template <class Figures, class Visit>
void visit_side(const char* prefix, Figures& of, Visit&& visit) {
  visit(prefix, "bought", of.bought);
  visit(prefix, "sold", of.sold);
  visit(prefix, "redeemed", of.redeemed);
  visit(prefix, "at_end", of.at_end);
  visit(prefix, "held", of.held);
  visit(prefix, "missing", of.missing);
  visit(prefix, "cost", of.cost);
  visit(prefix, "proceeds", of.proceeds);
  visit(prefix, "payout", of.payout);
  visit(prefix, "value", of.value);
  visit(prefix, "average_entry", of.average_entry);
  visit(prefix, "first_bought_ns", of.first_bought);
  visit(prefix, "role", of.role);
}

/// Calls `visit(prefix, name, member)` for every member of `window_figures`.
template <class Figures, class Visit>
void visit_figures(Figures& of, Visit&& visit) {
  visit_side("up_", of.up, visit);
  visit_side("down_", of.down, visit);
  visit("", "split", of.split);
  visit("", "merged", of.merged);
  visit("", "split_cost", of.split_cost);
  visit("", "merge_proceeds", of.merge_proceeds);
  visit("", "kind", of.kind);
  visit("arb_", "pairs", of.arb.pairs);
  visit("arb_", "cost", of.arb.cost);
  visit("arb_", "pnl", of.arb.pnl);
  visit("arb_", "result", of.arb.result);
  visit("arb_", "pair_cost", of.arb.pair_cost);
  visit("arb_", "between_legs_s", of.arb.between_legs);
  visit("arb_", "first_leg", of.arb.first_leg);
  visit("one_sided_", "size", of.one_sided.size);
  visit("one_sided_", "side", of.one_sided.side);
  visit("one_sided_", "kind", of.one_sided.kind);
  visit("one_sided_", "cost", of.one_sided.cost);
  visit("one_sided_", "pnl", of.one_sided.pnl);
  visit("one_sided_", "result", of.one_sided.result);
  visit("", "cost", of.cost);
  visit("", "proceeds", of.proceeds);
  visit("", "payout", of.payout);
  visit("", "value", of.value);
  visit("", "pnl", of.pnl);
  visit("", "capture_pnl", of.capture_pnl);
  visit("", "directional_pnl", of.directional_pnl);
  visit("", "residual", of.residual);
  visit("", "fees", of.fees);
  visit("", "fees_from", of.fees_from);
  visit("", "rebates", of.rebates);
  visit("", "fills", of.fills);
  visit("", "unexplained", of.unexplained);
  visit("", "payout_gap", of.payout_gap);
  visit("", "redeemed_as", of.redeemed_as);
  visit("", "redemptions", of.redemptions);
}

/// Calls `visit(prefix, name, member)` for everything of a grade but its window, series,
/// wallet and sources.
template <class Grade, class Visit>
void visit_result(Grade& of, Visit&& visit) {
  visit("", "revision", of.revision);
  visit("", "status", of.status);
  visit("", "winner", of.winner);
  visit("", "strategy", of.strategy);
  visit("", "resolved_at_ns", of.resolved_at);
  visit("", "graded_at_ns", of.graded_at);
  visit("", "reason", of.reason);
  visit_figures(of.figures, visit);
}

/// The same with its sources, the last.
template <class Grade, class Visit>
void visit_grade(Grade& of, Visit&& visit) {
  visit_result(of, visit);
  visit("", "sources", of.sources);
}

/// The columns of `visit_grade`, in its order: `revision, status, …`. `of` stands before
/// each: `g.`.
std::string grade_column_names(const std::string& of = {});

/// The columns of `visit_result`: what a grade comes to, whichever source spoke first.
std::string result_column_names(const std::string& of = {});

} // namespace tracker
