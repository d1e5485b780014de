// SPDX-License-Identifier: MIT
// Whose word names the winner of a wallet's window.
#include "actors/window/grade_book.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

void grade_book::restore_winner(kept_window& into, const std::vector<grade>& grades,
                                timestamp now) const {
  into.reports = platform_reports(grades);
  for (const auto& last : grades) {
    if (!last.winner || !last.sources.empty())
      continue;
    source_report report{
        winner_source::gamma, *last.winner, last.resolved_at.value_or(now), {}};
    put_report(into.unrecorded, report);
    if (!is_settled(last.status))
      continue;
    report.source = winner_source::clob;
    put_report(into.unrecorded, report);
  }
}

/// The winner that the wallet's own redemptions prove. Redemptions that paid nothing
/// confirm another source at most.
std::optional<source_report> grade_book::redemption_report(const kept_window& at,
                                                           const book& from,
                                                           timestamp now) const {
  if (!from.account || !from.redeemed_at || now < at.of.end)
    return std::nullopt;
  const auto figures = from.account->figures(std::nullopt, rules_.accounting);
  if (figures.redemptions != redemption_verdict::confirms || !figures.redeemed_as)
    return std::nullopt;
  const auto winner = *figures.redeemed_as;
  const auto& others = at.reports.empty() ? at.unrecorded : at.reports;
  const bool is_named =
      std::any_of(others.begin(), others.end(),
                  [&](const source_report& report) { return report.winner == winner; });
  if (figures.payout == usdc{} && !is_named)
    return std::nullopt;
  return source_report{winner_source::redemption, winner, *from.redeemed_at, {}};
}

grade_book::wallet_winner grade_book::winner_of(const kept_window& at, const book& from,
                                                timestamp now) const {
  wallet_winner result{std::nullopt, at.reports};
  auto reports = at.reports.empty() ? at.unrecorded : at.reports;
  if (const auto proof = redemption_report(at, from, now)) {
    put_report(result.sources, *proof);
    put_report(reports, *proof);
  }
  result.by = resolve_winner(reports);
  // A settled grade was confirmed by two sources: only two others can change its winner.
  if (from.was_settled && from.last.winner && !(result.by && result.by->confirmed))
    result.by = resolution{from.last.winner, true, from.last.resolved_at.value_or(now)};
  return result;
}

/// Says once that the wallet's redemptions and the platform disagree. The series' sources
/// among themselves are not the books' to report.
void grade_book::note_dispute(const kept_window& at, book& from,
                              const wallet_winner& winner,
                              std::vector<grade_book_event>& events) const {
  const bool is_disputed =
      winner.by && !winner.by->winner &&
      find_report(winner.sources, winner_source::redemption) != nullptr;
  auto text = is_disputed ? reports_text(winner.sources) : std::string{};
  if (text == from.disputed)
    return;
  from.disputed = std::move(text);
  if (is_disputed)
    events.emplace_back(redemption_disagrees{at.of, from.last.wallet, from.disputed});
}

} // namespace tracker
