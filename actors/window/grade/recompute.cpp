// SPDX-License-Identifier: MIT
#include "actors/window/grade/recompute.hpp"

#include <fmt/format.h>

#include <tuple>

namespace tracker {

namespace {

/// Rows are only ever added: what is kept of a side is at least what was counted, and
/// its first purchase is there.
bool includes(const side_figures& kept, const side_figures& counted) {
  return kept.bought >= counted.bought && kept.sold >= counted.sold &&
         kept.cost >= counted.cost && kept.proceeds >= counted.proceeds &&
         (!counted.first_bought ||
          (kept.first_bought && *kept.first_bought <= *counted.first_bought));
}

auto money_of(const side_figures& side) {
  return std::tuple{side.bought, side.sold, side.at_end, side.cost, side.proceeds};
}

auto money_of(const window_figures& figures) {
  return std::tuple{money_of(figures.up), money_of(figures.down),     figures.cost,
                    figures.proceeds,     settlement_payout(figures), figures.pnl,
                    figures.fills};
}

window_figures figures_from_events(const remembered_window& memory, const grade& recorded,
                                   const accounting_rules& rules) {
  window_account account{*memory.in, memory.in->fees};
  for (const auto& event : memory.events)
    if (event.wallet == recorded.wallet.address)
      account.add(event);
  return account.figures(recorded.winner, rules);
}

} // namespace

bool has_uncounted_rows(const grade_difference& difference) {
  const auto rows_of = [](const window_figures& figures) {
    return std::tuple{figures.cost, figures.proceeds, figures.payout, figures.fills};
  };
  return rows_of(difference.recorded.figures) != rows_of(difference.recomputed);
}

std::string to_string(const grade_difference& difference) {
  const auto& recorded = difference.recorded;
  return fmt::format("{} {} {}, events say {}", recorded.window.slug,
                     display_name(recorded.wallet),
                     format_rounded(recorded.figures.pnl.micros(), 2),
                     format_rounded(difference.recomputed.pnl.micros(), 2));
}

bool has_all_events(const remembered_window& memory, const grade& recorded) {
  if (!memory.in)
    return recorded.figures.fills == 0;
  const auto kept = figures_from_events(memory, recorded, {});
  const auto& counted = recorded.figures;
  return kept.fills >= counted.fills && includes(kept.up, counted.up) &&
         includes(kept.down, counted.down) && kept.split >= counted.split &&
         kept.merged >= counted.merged && kept.payout >= counted.payout;
}

std::vector<grade_difference> recompute_grades(const remembered_window& memory,
                                               const accounting_rules& rules) {
  std::vector<grade_difference> result;
  if (!memory.in)
    return result;
  for (const auto& recorded : memory.grades) {
    if (!recorded.winner || !has_all_events(memory, recorded))
      continue;
    const auto recomputed = figures_from_events(memory, recorded, rules);
    if (money_of(recomputed) != money_of(recorded.figures))
      result.push_back({recorded, recomputed});
  }
  return result;
}

} // namespace tracker
