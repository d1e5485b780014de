// SPDX-License-Identifier: MIT
#include "actors/web/page/strategy_rows.hpp"

#include "actors/ledger/report/totals.hpp"
#include "messages/money.hpp"

#include <algorithm>

namespace tracker {

namespace {

std::int64_t quotient(std::int64_t amount, std::int64_t base) {
  return amount < 0 ? -rounded_product(-amount, million, base)
                    : rounded_product(amount, million, base);
}

/// The role of all buys of a window; `mixed` where the sides differ.
liquidity role_of(const window_figures& figures) {
  const auto& up = figures.up;
  const auto& down = figures.down;
  if (up.bought == shares{} || down.bought == shares{})
    return up.bought == shares{} ? down.role : up.role;
  return up.role == down.role ? up.role
         : up.role == liquidity::unknown || down.role == liquidity::unknown
             ? liquidity::unknown
             : liquidity::mixed;
}

bool is_empty(const strategy_row& row) {
  const auto sums = row.all();
  return sums.traded == 0 && sums.net.pnl == usdc{} && sums.fees() == usdc{} &&
         sums.rebates == usdc{};
}

} // namespace

totals strategy_row::all() const {
  auto sum = settled;
  return sum += unsettled;
}

void strategy_tally::add(const grade& graded) {
  const auto& figures = graded.figures;
  const auto outline = outline_of(graded);
  const auto name =
      graded.strategy.empty() ? std::string{to_string(figures.kind)} : graded.strategy;
  auto& sums = groups_[{name, graded.wallet.address}];
  auto& row = sums.row;
  row.strategy = name;
  row.wallet = graded.wallet;
  (is_settled(graded.status) ? row.settled : row.unsettled).add(outline);
  row.money.add(outline);
  if (!graded.winner || figures.kind == trade_kind::none)
    return;
  if (figures.arb.pair_cost) {
    sums.pairs += figures.arb.pairs;
    sums.pair_cost += usdc::from_micros(rounded_product(
        figures.arb.pair_cost->micros(), figures.arb.pairs.micros(), million));
  }
  sums.bought += figures.up.bought + figures.down.bought;
  if (figures.arb.between_legs)
    sums.legs.push_back(*figures.arb.between_legs);
  const auto role = role_of(figures);
  sums.roles_known += role == liquidity::unknown ? 0 : 1;
  sums.as_maker += role == liquidity::maker ? 1 : 0;
  row.worst = std::min(row.worst.value_or(figures.pnl), figures.pnl);
  row.losing_streak =
      losses_after(row.losing_streak, window_result_of(figures.pnl, *graded.winner));
}

strategy_row strategy_tally::finished(const group& sums) {
  auto row = sums.row;
  if (sums.pairs > shares{})
    row.pair_cost =
        price::from_micros(quotient(sums.pair_cost.micros(), sums.pairs.micros()));
  if (sums.bought > shares{})
    row.edge =
        price::from_micros(quotient(row.all().net.pnl.micros(), sums.bought.micros()));
  if (auto legs = sums.legs; !legs.empty()) {
    const auto middle = legs.begin() + static_cast<std::ptrdiff_t>((legs.size() - 1) / 2);
    std::nth_element(legs.begin(), middle, legs.end());
    row.between_legs = *middle;
  }
  if (sums.roles_known > 0)
    row.maker_share = (sums.as_maker * 1'000 + sums.roles_known / 2) / sums.roles_known;
  return row;
}

std::vector<strategy_row> strategy_tally::rows() const {
  std::vector<strategy_row> result;
  for (const auto& [key, sums] : groups_)
    if (!is_empty(sums.row))
      result.push_back(finished(sums));
  return result;
}

ledger_result<std::vector<strategy_row>>
read_strategies(report_source& source, const page_reading& reading, page_span span) {
  report_filter filter;
  filter.begin = begin_of(span, reading.now, reading.zone);
  filter.wallets = reading.wallets;
  strategy_tally tally;
  if (auto error =
          source.each_grade(filter, [&](const grade_row& row) { tally.add(row.graded); }))
    return *error;
  return tally.rows();
}

strategy_row sum_of(const std::vector<strategy_row>& rows) {
  strategy_row sum;
  for (const auto& row : rows) {
    sum.settled += row.settled;
    sum.unsettled += row.unsettled;
    if (row.worst)
      sum.worst = std::min(sum.worst.value_or(*row.worst), *row.worst);
  }
  return sum;
}

} // namespace tracker
