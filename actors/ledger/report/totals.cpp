// SPDX-License-Identifier: MIT
#include "actors/ledger/report/totals.hpp"

namespace tracker {

namespace {

enum class change_kind : std::uint8_t { add, remove };

void count(std::int64_t& sum, bool applies, change_kind change) {
  if (applies)
    sum += change == change_kind::add ? 1 : -1;
}

void book(usdc& sum, usdc amount, change_kind change) {
  sum += change == change_kind::add ? amount : -amount;
}

std::int64_t& counter(score& counts, window_result result) {
  switch (result) {
  case window_result::win:
    return counts.wins;
  case window_result::loss:
    return counts.losses;
  case window_result::even:
    return counts.even;
  case window_result::voided:
    break;
  }
  return counts.voided;
}

void apply(score& sums, usdc pnl, settlement winner, change_kind change) {
  count(counter(sums, window_result_of(pnl, winner)), true, change);
  book(sums.pnl, pnl, change);
}

void apply_parts(totals& sums, const grade_outline& outline, change_kind change) {
  if (outline.kind == trade_kind::arb)
    apply(sums.arb, outline.arb_pnl, *outline.winner, change);
  if (outline.one_sided_kind == trade_kind::capture)
    apply(sums.capture, outline.capture_pnl, *outline.winner, change);
  if (outline.one_sided_kind == trade_kind::directional)
    apply(sums.directional, outline.directional_pnl, *outline.winner, change);
}

void apply_graded(totals& sums, const grade_outline& outline, change_kind change) {
  count(sums.provisional, outline.status == grade_status::provisional, change);
  auto& fees =
      outline.fees_from == fee_source::modelled ? sums.fees_modelled : sums.fees_observed;
  book(fees, outline.fees, change);
  book(sums.rebates, outline.rebates, change);
  book(sums.volume, outline.volume, change);
  const auto fills = static_cast<std::int64_t>(outline.fills);
  sums.fills += change == change_kind::add ? fills : -fills;
  if (outline.kind == trade_kind::none)
    return;
  apply(sums.net, outline.pnl, *outline.winner, change);
  apply_parts(sums, outline, change);
}

void apply(totals& sums, const grade_outline& outline, change_kind change) {
  const bool traded = outline.kind != trade_kind::none;
  count(sums.windows, true, change);
  count(sums.traded, traded, change);
  if (outline.winner) {
    apply_graded(sums, outline, change);
    return;
  }
  count(sums.pending, true, change);
  count(sums.open, traded, change);
  book(sums.open_cash, outline.pnl, change);
}

} // namespace

grade_outline outline_of(const grade& graded) {
  const auto& figures = graded.figures;
  grade_outline result;
  result.start = graded.window.start;
  result.end = graded.window.end;
  result.series = graded.series;
  result.wallet = graded.wallet;
  result.strategy = graded.strategy;
  result.status = graded.status;
  result.winner = graded.winner;
  result.kind = figures.kind;
  result.one_sided_kind = figures.one_sided.kind;
  result.pnl = figures.pnl;
  result.arb_pnl = figures.arb.pnl;
  result.capture_pnl = figures.capture_pnl;
  result.directional_pnl = figures.directional_pnl;
  result.fees = figures.fees;
  result.fees_from = figures.fees_from;
  result.rebates = figures.rebates;
  result.volume = traded_volume(figures);
  result.fills = figures.fills;
  result.cost = figures.cost;
  return result;
}

window_result window_result_of(usdc pnl, settlement winner) {
  if (winner == settlement::split)
    return window_result::voided;
  if (pnl == usdc{})
    return window_result::even;
  return pnl > usdc{} ? window_result::win : window_result::loss;
}

std::optional<std::int64_t> score::win_rate(std::int64_t whole) const {
  const auto decided = wins + losses;
  if (decided == 0)
    return std::nullopt;
  return (wins * whole + decided / 2) / decided;
}

score& score::operator+=(const score& other) {
  wins += other.wins;
  losses += other.losses;
  even += other.even;
  voided += other.voided;
  pnl += other.pnl;
  return *this;
}

void totals::add(const grade_outline& outline) {
  apply(*this, outline, change_kind::add);
}

void totals::replace(const grade& before, const grade& after) {
  apply(*this, outline_of(before), change_kind::remove);
  apply(*this, outline_of(after), change_kind::add);
}

totals& totals::operator+=(const totals& other) {
  windows += other.windows;
  traded += other.traded;
  pending += other.pending;
  open += other.open;
  provisional += other.provisional;
  open_cash += other.open_cash;
  net += other.net;
  arb += other.arb;
  capture += other.capture;
  directional += other.directional;
  fees_observed += other.fees_observed;
  fees_modelled += other.fees_modelled;
  rebates += other.rebates;
  volume += other.volume;
  fills += other.fills;
  return *this;
}

} // namespace tracker
