// SPDX-License-Identifier: MIT
#include "actors/ledger/report/totals.hpp"

namespace tracker {

namespace {

enum class direction : std::uint8_t { in, out };

void count(std::int64_t& sum, bool applies, direction way) {
  if (applies)
    sum += way == direction::in ? 1 : -1;
}

void book(usdc& sum, usdc amount, direction way) {
  sum += way == direction::in ? amount : -amount;
}

std::int64_t& counter(score& of, window_result how) {
  switch (how) {
  case window_result::win:
    return of.wins;
  case window_result::loss:
    return of.losses;
  case window_result::even:
    return of.even;
  case window_result::voided:
    break;
  }
  return of.voided;
}

void enter(score& into, usdc pnl, settlement winner, direction way) {
  count(counter(into, window_result_of(pnl, winner)), true, way);
  book(into.pnl, pnl, way);
}

void enter_parts(totals& into, const grade_outline& what, direction way) {
  if (what.kind == trade_kind::arb)
    enter(into.arb, what.arb_pnl, *what.winner, way);
  if (what.one_sided_kind == trade_kind::capture)
    enter(into.capture, what.capture_pnl, *what.winner, way);
  if (what.one_sided_kind == trade_kind::directional)
    enter(into.directional, what.directional_pnl, *what.winner, way);
}

void enter_graded(totals& into, const grade_outline& what, direction way) {
  count(into.provisional, what.status == grade_status::provisional, way);
  auto& fees =
      what.fees_from == fee_source::modelled ? into.fees_modelled : into.fees_observed;
  book(fees, what.fees, way);
  book(into.rebates, what.rebates, way);
  book(into.volume, what.volume, way);
  const auto fills = static_cast<std::int64_t>(what.fills);
  into.fills += way == direction::in ? fills : -fills;
  if (what.kind == trade_kind::none)
    return;
  enter(into.net, what.pnl, *what.winner, way);
  enter_parts(into, what, way);
}

void enter(totals& into, const grade_outline& what, direction way) {
  const bool traded = what.kind != trade_kind::none;
  count(into.windows, true, way);
  count(into.traded, traded, way);
  if (what.winner) {
    enter_graded(into, what, way);
    return;
  }
  count(into.pending, true, way);
  count(into.open, traded, way);
  book(into.open_cash, what.pnl, way);
}

} // namespace

grade_outline outline_of(const grade& of) {
  const auto& figures = of.figures;
  grade_outline result;
  result.start = of.of.start;
  result.end = of.of.end;
  result.series = of.series;
  result.wallet = of.wallet;
  result.strategy = of.strategy;
  result.status = of.status;
  result.winner = of.winner;
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

void totals::add(const grade_outline& what) {
  enter(*this, what, direction::in);
}

void totals::replace(const grade& before, const grade& after) {
  enter(*this, outline_of(before), direction::out);
  enter(*this, outline_of(after), direction::in);
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
