// SPDX-License-Identifier: MIT
#include "actors/notifier/rules/alert_figures.hpp"

#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/report/report_figures.hpp"
#include "actors/ledger/report/totals.hpp"
#include "messages/wallet.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// Fills of a wallet that are kept.
constexpr std::size_t max_fills = 20'000;
/// Fewer gaps have no usual one.
constexpr std::size_t min_gaps = 20;

std::optional<timespan> usual_gap_of(const std::deque<timestamp>& times) {
  std::vector<timespan> gaps;
  for (std::size_t i = 1; i < times.size(); ++i)
    gaps.push_back(times[i] - times[i - 1]);
  if (gaps.size() < min_gaps)
    return std::nullopt;
  const auto rank = (gaps.size() * 99 + 99) / 100 - 1;
  std::nth_element(gaps.begin(), gaps.begin() + static_cast<std::ptrdiff_t>(rank),
                   gaps.end());
  return gaps[rank];
}

/// True when the sources of a grade name different winners.
bool has_conflict(const grade& graded) {
  return std::any_of(graded.sources.begin(), graded.sources.end(),
                     [&](const source_report& report) {
                       return report.winner != graded.sources.front().winner;
                     });
}

} // namespace

void alert_figures::book(const grade& graded) {
  known_grade known{outline_of(graded), graded.window.slug, graded.figures.unexplained,
                    graded.figures.residual.micros(), has_conflict(graded)};
  grades_.insert_or_assign({graded.window.end, graded.window.slug, graded.wallet.address},
                           std::move(known));
}

bool alert_figures::book(const record_coverage& coverage) {
  const auto [place, is_new] =
      coverage_.try_emplace({coverage.window.end, coverage.window.slug}, coverage.seen);
  const auto before = place->second.how;
  if (!is_new)
    place->second = merge_coverage(place->second, coverage.seen);
  return place->second.how == coverage_kind::missed &&
         (is_new || before != coverage_kind::missed);
}

void alert_figures::book_fill(const watched_wallet& wallet, timestamp time) {
  auto& times = fills_[display_name(wallet)];
  const auto place = std::lower_bound(times.begin(), times.end(), time);
  if (place != times.end() && *place == time)
    return;
  times.insert(place, time);
  if (times.size() > max_fills)
    times.pop_front();
}

void alert_figures::book(const day_proof& proof) {
  auto& known = proofs_[{proof.day, proof.wallet.address}];
  auto reason = std::move(known.accepted);
  known = proof;
  if (known.accepted.empty())
    known.accepted = std::move(reason);
}

void alert_figures::set_watched(const std::vector<watched_wallet>& wallets) {
  watched_.emplace();
  for (const auto& wallet : wallets)
    watched_->insert(display_name(wallet));
}

void alert_figures::forget(timestamp now) {
  const auto horizon = now - figure_span;
  // A window without a winner stays stuck, however old it is.
  for (auto known = grades_.begin();
       known != grades_.end() && std::get<0>(known->first) < horizon;)
    known = known->second.outline.winner ? grades_.erase(known) : std::next(known);
  coverage_.erase(coverage_.begin(), coverage_.lower_bound({horizon, {}}));
  std::erase_if(proofs_, [&](const auto& known) {
    return known.first.first < now - proof_span && !is_unexplained(known.second);
  });
  for (auto& [wallet, times] : fills_)
    // The last fill stays: the wallet has been idle since then.
    while (times.size() > 1 && times.front() < horizon)
      times.pop_front();
}

time_bounds alert_figures::day_at(timestamp now) const {
  return day_bounds(day_of(now, *zone_), *zone_);
}

totals alert_figures::today(timestamp now) const {
  const auto day = day_at(now);
  totals sums;
  // A window belongs to the day of its last instant.
  auto known = grades_.lower_bound({day.begin + timespan{1}, {}, {}});
  for (; known != grades_.end() && std::get<0>(known->first) <= day.end; ++known)
    sums.add(known->second.outline);
  return sums;
}

usdc alert_figures::current_fall() const {
  equity_curve curve;
  for (const auto& [key, known] : grades_)
    curve.add(known.outline);
  usdc peak;
  for (const auto& point : curve.points())
    peak = std::max(peak, point.equity);
  return curve.points().empty() ? usdc{} : peak - curve.points().back().equity;
}

std::map<std::string, std::int64_t> alert_figures::losing_streaks() const {
  std::map<std::string, std::int64_t> streaks;
  for (const auto& [key, known] : grades_) {
    const auto& outline = known.outline;
    if (!outline.winner || outline.kind == trade_kind::none)
      continue;
    auto& streak = streaks[display_name(outline.wallet)];
    streak = losses_after(streak, window_result_of(outline.pnl, *outline.winner));
  }
  return streaks;
}

std::map<std::string, std::uint64_t> alert_figures::unexplained() const {
  std::map<std::string, std::uint64_t> result;
  for (const auto& [key, known] : grades_)
    if (!known.outline.wallet.address.empty())
      result[display_name(known.outline.wallet)] +=
          known.unexplained + (known.residual == 0 ? 0 : 1);
  return result;
}

std::vector<pending_window> alert_figures::pending(timestamp now) const {
  std::vector<pending_window> result;
  for (const auto& [key, known] : grades_) {
    const auto& end = std::get<0>(key);
    if (end > now)
      break;
    if (!known.outline.winner && (result.empty() || result.back().slug != known.slug))
      result.push_back({known.slug, end});
  }
  return result;
}

std::vector<std::string> alert_figures::conflicts() const {
  std::set<std::string> slugs;
  for (const auto& [key, known] : grades_)
    if (known.conflict)
      slugs.insert(known.slug);
  return {slugs.begin(), slugs.end()};
}

std::map<std::string, fill_times> alert_figures::fills() const {
  std::map<std::string, fill_times> result;
  for (const auto& [wallet, times] : fills_)
    if (!times.empty())
      result[wallet] = {times.back(), usual_gap_of(times),
                        !watched_ || watched_->contains(wallet)};
  return result;
}

std::map<std::string, proof_summary> alert_figures::proofs() const {
  std::map<std::string, proof_summary> result;
  for (const auto& [key, proof] : proofs_)
    result[display_name(proof.wallet)].add(proof);
  return result;
}

proof_summary alert_figures::all_proofs() const {
  proof_summary result;
  for (const auto& [key, proof] : proofs_)
    result.add(proof);
  return result;
}

std::pair<std::int64_t, std::int64_t> alert_figures::coverage(timestamp now) const {
  const auto day = day_at(now);
  std::pair<std::int64_t, std::int64_t> result;
  for (auto known = coverage_.lower_bound({day.begin + timespan{1}, {}});
       known != coverage_.end() && known->first.first <= std::min(day.end, now);
       ++known) {
    ++result.second;
    result.first += known->second.how == coverage_kind::watched ? 1 : 0;
  }
  return result;
}

} // namespace tracker
