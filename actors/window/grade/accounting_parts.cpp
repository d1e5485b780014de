// SPDX-License-Identifier: MIT
#include "actors/window/grade/accounting.hpp"

#include "messages/money.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// The contract's half share: less than this apart, two sides are a pair; less than this
/// left, a side is sold off.
constexpr auto half_share = shares::from_micros(500'000);

struct part_money {
  usdc cost;
  usdc proceeds;
  /// Redemptions and settlement value.
  usdc payout;

  usdc pnl() const { return proceeds + payout - cost; }
  part_money operator+(const part_money& other) const {
    return {cost + other.cost, proceeds + other.proceeds, payout + other.payout};
  }
};

/// A side's shares and money by part.
struct side_split {
  shares one_sided;
  shares one_sided_sold;
  part_money pair_money;
  part_money rest_money;
};

usdc paired(usdc amount, shares part, shares whole) {
  return usdc::from_micros(proportion(amount.micros(), part.micros(), whole.micros()));
}

shares acquired(const side_figures& side) {
  return side.bought + side.missing;
}

side_split split_side(const side_figures& side, shares one_sided) {
  side_split result;
  result.one_sided = one_sided;
  result.one_sided_sold = std::min(side.sold, one_sided);
  const auto got = acquired(side);
  const auto left = side.redeemed + side.held;
  const auto one_sided_left = one_sided - result.one_sided_sold;
  const auto payout = side.payout + side.value;
  auto& pairs = result.pair_money;
  pairs.cost = paired(side.cost, got - one_sided, got);
  pairs.proceeds = paired(side.proceeds, side.sold - result.one_sided_sold, side.sold);
  pairs.payout = paired(payout, left - one_sided_left, left);
  result.rest_money = {side.cost - pairs.cost, side.proceeds - pairs.proceeds,
                       payout - pairs.payout};
  return result;
}

trade_result pair_result(const window_figures& figures) {
  const auto& up = figures.up;
  const auto& down = figures.down;
  const auto apart = up.at_end - down.at_end;
  if (apart < half_share && -apart < half_share)
    return trade_result::paired;
  const auto& smaller = up.at_end < down.at_end ? up : down;
  const bool sold_off = smaller.at_end < half_share && smaller.sold >= half_share;
  return sold_off ? trade_result::bail : trade_result::lopsided;
}

trade_result one_sided_result(const one_sided_figures& part, shares sold,
                              std::optional<settlement> settled) {
  const auto left = part.size - sold;
  const bool sold_early = sold > shares{} && left < half_share && left <= sold;
  if (sold_early && (settled || left == shares{}))
    return part.pnl < usdc{} ? trade_result::exited : trade_result::cashed;
  if (!settled || *settled == settlement::split)
    return trade_result::none;
  const bool won = (*settled == settlement::up) == (part.side == outcome::up);
  return won ? trade_result::win : trade_result::loss;
}

/// Compared exactly, not by the rounded average. The average of a side with missing
/// shares is unknown: it is not a capture.
bool is_capture(const side_figures& side, price min) {
  return side.bought > shares{} && side.missing == shares{} &&
         static_cast<wide_integer>(side.cost.micros()) * million >=
             static_cast<wide_integer>(min.micros()) * side.bought.micros();
}

void describe_pair(window_figures& figures) {
  const auto& up = figures.up;
  const auto& down = figures.down;
  if (up.average_entry && down.average_entry)
    figures.arb.pair_cost = *up.average_entry + *down.average_entry;
  if (!up.first_bought || !down.first_bought)
    return;
  const auto apart = *down.first_bought - *up.first_bought;
  figures.arb.between_legs =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::abs(apart));
  if (apart != timespan{})
    figures.arb.first_leg = apart > timespan{} ? outcome::up : outcome::down;
}

} // namespace

void divide(window_figures& figures, std::optional<settlement> settled,
            const accounting_rules& rules) {
  const auto up_got = acquired(figures.up);
  const auto down_got = acquired(figures.down);
  const auto common = std::min(up_got, down_got);
  const auto up = split_side(figures.up, up_got - common);
  const auto down = split_side(figures.down, down_got - common);

  const auto sets = part_money{figures.split_cost, figures.merge_proceeds, {}};
  const auto pair_money = up.pair_money + down.pair_money + sets;
  auto& arb = figures.arb;
  arb.pairs = figures.split + common;
  arb.cost = pair_money.cost;
  arb.pnl = pair_money.pnl();

  const auto rest_money = up.rest_money + down.rest_money;
  auto& rest = figures.one_sided;
  rest.side = up_got >= down_got ? outcome::up : outcome::down;
  rest.size = up.one_sided + down.one_sided;
  rest.cost = rest_money.cost;
  rest.pnl = rest_money.pnl();

  if (arb.pairs > shares{}) {
    arb.result = pair_result(figures);
    describe_pair(figures);
  }
  if (rest.size > shares{}) {
    const auto& side = rest.side == outcome::up ? figures.up : figures.down;
    rest.kind = is_capture(side, rules.capture_min_price) ? trade_kind::capture
                                                          : trade_kind::directional;
    rest.result =
        one_sided_result(rest, up.one_sided_sold + down.one_sided_sold, settled);
  }
  figures.kind = arb.pairs > shares{} ? trade_kind::arb : rest.kind;
  (rest.kind == trade_kind::capture ? figures.capture_pnl : figures.directional_pnl) =
      rest.pnl;
  figures.residual =
      figures.pnl - arb.pnl - figures.capture_pnl - figures.directional_pnl;
}

} // namespace tracker
