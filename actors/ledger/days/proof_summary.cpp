// SPDX-License-Identifier: MIT
#include "actors/ledger/days/proof_summary.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

std::string days_text(std::size_t count) {
  return fmt::format("{} {}", count, count == 1 ? "day" : "days");
}

std::string difference_text(const proof_summary& summary) {
  if (summary.differ == 0)
    return "difference $0.00";
  const auto since = " since " + day_text(*summary.first_day);
  if (summary.fills == 0)
    return "differs by " + format_dollars(summary.amount) + since;
  const auto fills =
      fmt::format("{} {}", summary.fills, summary.fills == 1 ? "fill" : "fills");
  if (summary.amount == usdc{})
    return "differs in " + fills + since;
  return fmt::format("differs by {} and {}{}", format_dollars(summary.amount), fills,
                     since);
}

} // namespace

bool is_unexplained(const day_proof& proof) {
  return proof.accepted.empty() && state_of(proof) == proof_state::differs;
}

void proof_summary::add(const day_proof& proof) {
  const auto state = state_of(proof);
  if (state == proof_state::open) {
    ++open;
    return;
  }
  compared_at = std::max(compared_at.value_or(proof.checked_at), proof.checked_at);
  if (state == proof_state::proven) {
    ++(is_near(proof) ? near : proven);
    return;
  }
  if (!proof.accepted.empty()) {
    ++accepted;
    return;
  }
  ++differ;
  const auto difference = difference_of(proof);
  amount += difference.amount;
  fills += difference.fills;
  if (!first_day) {
    first_day = proof.day;
    first_text = proof_text(proof);
  }
}

proof_summary summarize_proofs(const std::vector<day_proof>& proofs) {
  proof_summary result;
  for (const auto& proof : proofs)
    result.add(proof);
  return result;
}

std::string summary_text(const proof_summary& summary) {
  std::string text = "not available";
  if (summary.compared() > 0)
    text =
        fmt::format("{}, {} proven", difference_text(summary), days_text(summary.proven));
  if (summary.near > 0)
    text += fmt::format(", {} near (\xE2\x89\x88)", summary.near);
  if (summary.accepted > 0)
    text += fmt::format(", {} accepted", summary.accepted);
  if (summary.open > 0)
    text +=
        fmt::format(", {} open", summary.compared() == 0 ? days_text(summary.open)
                                                         : std::to_string(summary.open));
  return text;
}

} // namespace tracker
