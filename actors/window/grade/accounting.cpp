// SPDX-License-Identifier: MIT
#include "actors/window/grade/accounting.hpp"

#include "actors/window/grade/fees.hpp"
#include "messages/money.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// The payout of `held` tokens of `side`. The chain rounds half a token down.
usdc settled_value(shares held, outcome side, std::optional<settlement> settled) {
  if (!settled)
    return {};
  if (*settled == settlement::split)
    return usdc::from_micros(held.micros() / 2);
  const bool wins = (*settled == settlement::up) == (side == outcome::up);
  return wins ? usdc::from_micros(held.micros()) : usdc{};
}

shares at_least_zero(shares amount) {
  return std::max(amount, shares{});
}

liquidity role_of(std::uint64_t makers, std::uint64_t takers, std::uint64_t others) {
  if (others > 0 || makers + takers == 0)
    return liquidity::unknown;
  if (makers > 0 && takers > 0)
    return liquidity::mixed;
  return makers > 0 ? liquidity::maker : liquidity::taker;
}

/// The settlement by which `up` and `down` tokens together pay exactly `payout`, where
/// there is exactly one; `odd` where there is none.
std::optional<settlement> find_settlement(shares up, shares down, usdc payout,
                                          bool& odd) {
  std::optional<settlement> found;
  int fitting = 0;
  for (const auto candidate : {settlement::up, settlement::down, settlement::split}) {
    const auto value = settled_value(up, outcome::up, candidate) +
                       settled_value(down, outcome::down, candidate);
    if (value != payout)
      continue;
    found = candidate;
    ++fitting;
  }
  odd = odd || fitting == 0;
  return fitting == 1 ? found : std::nullopt;
}

/// Burns the tokens of a side that were redeemed for `paid`: one a dollar, two after a
/// split.
void burn_paid(side_figures& side, usdc paid, settlement settled_as) {
  const auto tokens = paid.micros() * (settled_as == settlement::split ? 2 : 1);
  const auto burned = std::min(side.held, shares::from_micros(tokens));
  side.redeemed += burned;
  side.held = side.held - burned;
}

} // namespace

window_account::window_account(const market& market, std::optional<fee_schedule> schedule)
    : condition_id_{market.condition_id}
    , up_token_{market.up_token}
    , down_token_{market.down_token}
    , length_{std::chrono::duration_cast<std::chrono::seconds>(market.end - market.start)}
    , schedule_{schedule} {}

std::optional<outcome> window_account::side_of(const activity_event& event) const {
  if (event.asset == up_token_)
    return outcome::up;
  if (event.asset == down_token_)
    return outcome::down;
  return std::nullopt;
}

bool window_account::add(const activity_event& event) {
  if (event.condition_id != condition_id_)
    return false;
  switch (event.type) {
  case activity_type::buy:
  case activity_type::sell:
    add_fill(event);
    break;
  case activity_type::split:
    split_ += event.size;
    split_cost_ += event.cash;
    break;
  case activity_type::merge:
    merged_ += event.size;
    merge_proceeds_ += event.cash;
    break;
  case activity_type::redeem:
    add_redemption(event);
    break;
  case activity_type::reward:
  case activity_type::maker_rebate:
  case activity_type::taker_rebate:
  case activity_type::referral_reward:
  case activity_type::yield:
    rebates_ += event.cash;
    break;
  case activity_type::conversion:
  case activity_type::other:
    ++unexplained_;
    break;
  }
  return true;
}

void window_account::add_fill(const activity_event& event) {
  const auto side = side_of(event);
  if (!side) {
    ++unexplained_;
    return;
  }
  auto& totals = sums(*side);
  ++fills_;
  if (event.type == activity_type::sell) {
    totals.sold += event.size;
    totals.proceeds += event.cash;
  } else {
    totals.bought += event.size;
    totals.cost += event.cash;
    totals.first_bought = std::min(totals.first_bought.value_or(event.time), event.time);
  }
  add_fee(event, totals);
}

void window_account::add_fee(const activity_event& event, side_sums& totals) {
  const auto read =
      read_fee(event, schedule_ ? *schedule_ : documented_schedule(length_, event.time));
  fees_ += read.fee;
  if (fees_from_ != fee_source::modelled)
    fees_from_ = read.source;
  if (event.type != activity_type::buy)
    return;
  auto& count = read.role == liquidity::maker   ? totals.maker_buys
                : read.role == liquidity::taker ? totals.taker_buys
                                                : totals.other_buys;
  ++count;
}

void window_account::add_redemption(const activity_event& event) {
  if (event.asset.empty()) {
    whole_payout_ += event.cash;
    return;
  }
  const auto side = side_of(event);
  if (!side) {
    ++unexplained_;
    return;
  }
  auto& totals = sums(*side);
  totals.redeemed += event.size;
  totals.payout += event.cash;
  const bool is_up = *side == outcome::up;
  bool odd = false;
  const auto proven = find_settlement(is_up ? event.size : shares{},
                                      is_up ? shares{} : event.size, event.cash, odd);
  votes_.up = votes_.up || proven == settlement::up;
  votes_.down = votes_.down || proven == settlement::down;
  votes_.split = votes_.split || proven == settlement::split;
  votes_.odd = votes_.odd || odd;
}

side_figures window_account::side(const side_sums& totals) const {
  side_figures result;
  result.bought = totals.bought;
  result.sold = totals.sold;
  result.redeemed = totals.redeemed;
  result.cost = totals.cost;
  result.proceeds = totals.proceeds;
  result.payout = totals.payout;
  const auto gone = totals.sold + merged_ + totals.redeemed;
  result.missing = at_least_zero(gone - totals.bought - split_);
  const auto got = totals.bought + split_ + result.missing;
  result.at_end = got - totals.sold - merged_;
  result.held = got - gone;
  if (totals.bought > shares{})
    result.average_entry = price::from_micros(
        rounded_product(totals.cost.micros(), million, totals.bought.micros()));
  result.first_bought = totals.first_bought;
  result.role = role_of(totals.maker_buys, totals.taker_buys, totals.other_buys);
  return result;
}

/// The settlement that the redemptions of both forms prove. The old form names no
/// outcome: its payout proves a settlement only if it is exactly what all held tokens pay
/// by that settlement. A smaller payout redeemed a part of them and proves nothing, like
/// a payout of 0.
std::optional<settlement> window_account::proven_winner(const window_figures& figures,
                                                        bool& odd) const {
  auto seen = votes_;
  if (whole_payout_ > usdc{}) {
    bool fits_none = false;
    const auto proven =
        find_settlement(figures.up.held, figures.down.held, whole_payout_, fits_none);
    seen.up = seen.up || proven == settlement::up;
    seen.down = seen.down || proven == settlement::down;
    seen.split = seen.split || proven == settlement::split;
    const auto most = std::max(figures.up.held, figures.down.held);
    seen.odd = seen.odd || (fits_none && whole_payout_.micros() > most.micros());
  }
  const int kinds = int{seen.up} + int{seen.down} + int{seen.split};
  odd = seen.odd || kinds > 1;
  if (odd || kinds == 0)
    return std::nullopt;
  return seen.up ? settlement::up : seen.down ? settlement::down : settlement::split;
}

/// Burns the tokens that redemptions without an outcome paid for: all held tokens, losing
/// ones included, where the payout covers them; otherwise the paid part of the winning
/// ones.
void window_account::redeem_all(window_figures& figures,
                                std::optional<settlement> settled) const {
  if (whole_payout_ == usdc{})
    return;
  auto& up = figures.up;
  auto& down = figures.down;
  // Without a winner the side that can have paid is assumed to be it.
  const bool up_can_pay = whole_payout_.micros() <= up.held.micros();
  const auto settled_as = settled.value_or(
      up_can_pay || up.held >= down.held ? settlement::up : settlement::down);
  const auto up_value = settled_value(up.held, outcome::up, settled_as);
  const auto down_value = settled_value(down.held, outcome::down, settled_as);
  const auto gap = whole_payout_ - up_value - down_value;
  const bool down_wins = settled_as == settlement::down;
  const auto up_paid = down_wins ? usdc{}
                       : settled_as == settlement::split
                           ? std::min(whole_payout_, up_value)
                           : whole_payout_;
  const auto down_paid = whole_payout_ - up_paid;
  up.payout += up_paid;
  down.payout += down_paid;
  if (gap < usdc{}) {
    burn_paid(up, up_paid, settled_as);
    burn_paid(down, down_paid, settled_as);
    return;
  }
  figures.payout_gap = gap;
  auto& winner = down_wins ? down : up;
  if (settled_as != settlement::split && gap > usdc{}) {
    const auto unknown = shares::from_micros(gap.micros());
    winner.missing += unknown;
    winner.at_end += unknown;
    winner.held += unknown;
  }
  for (auto* side : {&up, &down}) {
    side->redeemed += side->held;
    side->held = {};
  }
}

window_figures window_account::figures(std::optional<settlement> settled,
                                       const accounting_rules& rules) const {
  window_figures result;
  result.up = side(up_);
  result.down = side(down_);
  result.split = split_;
  result.merged = merged_;
  result.split_cost = split_cost_;
  result.merge_proceeds = merge_proceeds_;
  bool odd = false;
  result.redeemed_as = proven_winner(result, odd);
  if (odd || (settled && result.redeemed_as && result.redeemed_as != settled))
    result.redemptions = redemption_verdict::contradicts;
  else if (result.redeemed_as)
    result.redemptions = redemption_verdict::confirms;
  redeem_all(result, settled ? settled : result.redeemed_as);
  result.up.value = settled_value(result.up.held, outcome::up, settled);
  result.down.value = settled_value(result.down.held, outcome::down, settled);

  result.cost = up_.cost + down_.cost + split_cost_;
  result.proceeds = up_.proceeds + down_.proceeds + merge_proceeds_;
  result.payout = up_.payout + down_.payout + whole_payout_;
  result.value = result.up.value + result.down.value;
  result.pnl = result.proceeds + result.payout + result.value - result.cost;
  result.fees = fees_;
  result.fees_from = fees_from_;
  result.rebates = rebates_;
  result.fills = fills_;
  result.unexplained = unexplained_;
  divide(result, settled, rules);
  return result;
}

window_figures account(const market& market, std::optional<fee_schedule> schedule,
                       const std::vector<activity_event>& events,
                       std::optional<settlement> settled, const accounting_rules& rules) {
  window_account books{market, schedule};
  for (const auto& event : events)
    books.add(event);
  return books.figures(settled, rules);
}

usdc open_value(const window_figures& figures, price up_midpoint) {
  // Both products are rounded together, once.
  const auto up =
      static_cast<wide_integer>(figures.up.held.micros()) * up_midpoint.micros();
  const auto down = static_cast<wide_integer>(figures.down.held.micros()) *
                    (million - up_midpoint.micros());
  return usdc::from_micros(
      static_cast<std::int64_t>((up + down + million / 2) / million));
}

} // namespace tracker
