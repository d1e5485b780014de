// SPDX-License-Identifier: MIT
// The columns of a proof and their members, besides wallet, day, state and the platform's
// fills. Writing, reading and the column names in the statements share these lists.
#pragma once

#include "messages/proof.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>
#include <string>

namespace tracker {

/// Calls `visit(name, member)` for the figures that are never NULL.
template <class Proof, class Visit>
void visit_our_day(Proof& proof, Visit&& visit) {
  auto& ours = proof.ours;
  visit("fills", ours.fills);
  visit("pnl", ours.pnl);
  visit("pnl_low", ours.pnl_low);
  visit("pnl_high", ours.pnl_high);
  visit("open_markets", ours.open_markets);
  visit("fees", ours.fees);
  visit("maker_rebates", ours.income.maker_rebates);
  visit("taker_rebates", ours.income.taker_rebates);
  visit("rewards", ours.income.rewards);
  visit("referrals", ours.income.referrals);
  visit("yield", ours.income.yield);
  visit("grades", ours.grades);
  visit("settled_grades", ours.settled_grades);
  visit("platform_why", proof.platform.why);
  visit("checked_at_ns", proof.checked_at);
  visit("checks", proof.checks);
  visit("requests", proof.requests);
  visit("closed", proof.closed);
  visit("findings", proof.findings);
  visit("accepted", proof.accepted);
}

/// Calls `visit(name, member)` for the platform's P/L, all of which is NULL or nothing.
template <class Pnl, class Visit>
void visit_official(Pnl& pnl, Visit&& visit) {
  visit("platform_realized", pnl.realized);
  visit("platform_position", pnl.position);
  visit("platform_trade", pnl.trade);
  visit("platform_fees", pnl.fees);
  visit("platform_maker_rebates", pnl.income.maker_rebates);
  visit("platform_taker_rebates", pnl.income.taker_rebates);
  visit("platform_rewards", pnl.income.rewards);
  visit("platform_referrals", pnl.income.referrals);
  visit("platform_yield", pnl.income.yield);
}

/// The slugs of `missing` in one text, separated by spaces: the column missing_windows.
inline std::string missing_windows_text(const day_proof& proof) {
  return fmt::format("{}", fmt::join(proof.missing, " "));
}

inline void read_missing_windows(const std::string& text, day_proof& proof) {
  std::istringstream stream{text};
  proof.missing.clear();
  for (std::string slug; stream >> slug;)
    proof.missing.push_back(slug);
}

} // namespace tracker
