// SPDX-License-Identifier: MIT
#include "actors/ledger/explain/explain_sums.hpp"

#include "messages/money.hpp"

#include <algorithm>
#include <functional>

namespace tracker {

namespace {

template <class Tag>
sum_term plus(micro<Tag> amount, std::string label) {
  return {amount.micros(), std::move(label)};
}

template <class Tag>
sum_term minus(micro<Tag> amount, std::string label) {
  return {-amount.micros(), std::move(label)};
}

template <class Tag>
figure_sum sum(std::string name, micro<Tag> stated, std::vector<sum_term> terms) {
  return {std::move(name), std::move(terms), stated.micros()};
}

bool is_rebate(const activity_event& event) {
  switch (event.type) {
  case activity_type::reward:
  case activity_type::maker_rebate:
  case activity_type::taker_rebate:
  case activity_type::referral_reward:
  case activity_type::yield:
    return true;
  default:
    return false;
  }
}

/// Sums over the events of a window.
class event_sums {
public:
  using condition = std::function<bool(const activity_event&)>;

  event_sums(const market& details, const std::vector<activity_event>& events)
      : details_{details}, events_{events} {}

  condition of_side(activity_type type, outcome side) const {
    const auto& token = side == outcome::up ? details_.up_token : details_.down_token;
    return [type, token](const activity_event& event) {
      return event.type == type && event.asset == token;
    };
  }
  static condition of_type(activity_type type) {
    return [type](const activity_event& event) { return event.type == type; };
  }

  /// Redemptions of one side or of both in one row.
  condition redemptions() const {
    return [this](const activity_event& event) {
      return event.type == activity_type::redeem &&
             (event.asset.empty() || is_ours(event.asset));
    };
  }

  template <class Amount>
  std::vector<sum_term> terms(const condition& wanted, Amount amount) const {
    std::vector<sum_term> result;
    for (std::size_t i = 0; i < events_.size(); ++i)
      if (wanted(events_[i]))
        result.push_back(plus(amount(events_[i]), '#' + std::to_string(i + 1)));
    return result;
  }
  std::vector<sum_term> size(const condition& wanted) const {
    return terms(wanted, [](const activity_event& event) { return event.size; });
  }
  std::vector<sum_term> cash(const condition& wanted) const {
    return terms(wanted, [](const activity_event& event) { return event.cash; });
  }
  std::vector<sum_term> fees() const {
    const auto fills = [&](const activity_event& event) {
      return is_fill(event) && is_ours(event.asset);
    };
    return terms(
        fills, [&](const activity_event& event) { return fee_of(event, details_).fee; });
  }
  /// True when a redemption burned both sides in one row (before 2026-08-10).
  bool has_whole_redemption() const {
    return std::any_of(events_.begin(), events_.end(), [](const activity_event& event) {
      return event.type == activity_type::redeem && event.asset.empty();
    });
  }

private:
  bool is_ours(const std::string& token) const {
    return token == details_.up_token || token == details_.down_token;
  }

  const market& details_;
  const std::vector<activity_event>& events_;
};

void add_side(std::vector<figure_sum>& result, const event_sums& events, outcome side,
              const side_figures& figures) {
  const std::string name = side == outcome::up ? "UP" : "DOWN";
  const auto bought = events.of_side(activity_type::buy, side);
  const auto sold = events.of_side(activity_type::sell, side);
  const auto redeemed = events.of_side(activity_type::redeem, side);
  result.push_back(sum(name + " bought", figures.bought, events.size(bought)));
  result.push_back(sum(name + " cost", figures.cost, events.cash(bought)));
  result.push_back(sum(name + " sold", figures.sold, events.size(sold)));
  result.push_back(sum(name + " proceeds", figures.proceeds, events.cash(sold)));
  if (events.has_whole_redemption())
    return;
  result.push_back(sum(name + " redeemed", figures.redeemed, events.size(redeemed)));
  result.push_back(sum(name + " payout", figures.payout, events.cash(redeemed)));
}

/// The division of the shares and dollars of a side. `window_account` documents the
/// rules; this checks them from the figures of the grade.
struct side_division {
  std::string name;
  /// Shares bought, including those of missing rows.
  shares got;
  shares paired;
  usdc paired_cost;
  usdc paired_proceeds;
  usdc paired_payout;
  usdc rest_proceeds;
  usdc rest_payout;
};

usdc part_of(usdc amount, shares part, shares whole) {
  return usdc::from_micros(proportion(amount.micros(), part.micros(), whole.micros()));
}

side_division divide_side(std::string name, const side_figures& side, shares common) {
  side_division result;
  result.name = std::move(name);
  result.got = side.bought + side.missing;
  result.paired = common;
  const auto rest = result.got - common;
  const auto rest_sold = std::min(side.sold, rest);
  const auto left = side.redeemed + side.held;
  const auto rest_left = rest - rest_sold;
  const auto payout = side.payout + side.value;
  result.paired_cost = part_of(side.cost, common, result.got);
  result.paired_proceeds = part_of(side.proceeds, side.sold - rest_sold, side.sold);
  result.paired_payout = part_of(payout, left - rest_left, left);
  result.rest_proceeds = side.proceeds - result.paired_proceeds;
  result.rest_payout = payout - result.paired_payout;
  return result;
}

std::string share_label(const side_division& division, const char* figure) {
  return division.name + ' ' + figure + " × " + to_string(division.paired) + '/' +
         to_string(division.got);
}

void add_holdings(std::vector<figure_sum>& result, const window_figures& figures,
                  const std::string& name, const side_figures& side) {
  result.push_back(sum(name + " at the end", side.at_end,
                       {plus(side.bought, "bought"), plus(figures.split, "split"),
                        plus(side.missing, "missing rows"), minus(side.sold, "sold"),
                        minus(figures.merged, "merged")}));
  result.push_back(
      sum(name + " held", side.held,
          {plus(side.at_end, "at the end"), minus(side.redeemed, "redeemed")}));
}

/// A winning token pays a dollar, a losing one nothing, after a split half of one.
figure_sum value_sum(const std::string& name, const side_figures& side,
                     std::optional<settlement> settled, settlement wins) {
  std::vector<sum_term> terms{plus(side.held, "held, $1 each")};
  const auto half = shares::from_micros(side.held.micros() / 2);
  if (settled == settlement::split)
    terms.push_back(minus(side.held - half, "for the split, half a dollar each"));
  else if (settled != wins)
    terms.push_back(minus(side.held, settled ? "lost" : "without a winner"));
  return sum(name + " value", side.value, std::move(terms));
}

void add_average(std::vector<figure_sum>& result, const std::string& name,
                 const side_figures& side) {
  if (!side.average_entry || side.bought == shares{})
    return;
  result.push_back(
      sum(name + " average entry", *side.average_entry,
          {{rounded_product(side.cost.micros(), million, side.bought.micros()),
            "from " + to_string(side.cost) + " / " + to_string(side.bought)}}));
}

void add_money(std::vector<figure_sum>& result, const window_figures& figures) {
  result.push_back(sum("Money in", figures.cost,
                       {plus(figures.up.cost, "UP"), plus(figures.down.cost, "DOWN"),
                        plus(figures.split_cost, "splits")}));
  result.push_back(
      sum("Proceeds", figures.proceeds,
          {plus(figures.up.proceeds, "UP"), plus(figures.down.proceeds, "DOWN"),
           plus(figures.merge_proceeds, "merges")}));
  result.push_back(
      sum("Payout", figures.payout,
          {plus(figures.up.payout, "UP"), plus(figures.down.payout, "DOWN")}));
  result.push_back(sum("Settlement value", figures.value,
                       {plus(figures.up.value, "UP"), plus(figures.down.value, "DOWN")}));
  result.push_back(
      sum("Net P/L", figures.pnl,
          {plus(figures.proceeds, "proceeds"), plus(figures.payout, "payout"),
           plus(figures.value, "settlement value"), minus(figures.cost, "money in")}));
  result.push_back(sum("Before fees", figures.before_fees(),
                       {plus(figures.pnl, "net P/L"), plus(figures.fees, "fees")}));
}

void add_parts(std::vector<figure_sum>& result, const window_figures& figures) {
  const auto common = std::min(figures.up.bought + figures.up.missing,
                               figures.down.bought + figures.down.missing);
  const auto up = divide_side("UP", figures.up, common);
  const auto down = divide_side("DOWN", figures.down, common);
  result.push_back(sum("Pairs", figures.arb.pairs,
                       {plus(common, "the smaller side"), plus(figures.split, "split")}));
  result.push_back(sum(
      "One-sided", figures.one_sided.size,
      {plus(std::max(up.got, down.got), "the larger side"), minus(common, "paired")}));
  result.push_back(sum("ARB cost", figures.arb.cost,
                       {plus(up.paired_cost, share_label(up, "cost")),
                        plus(down.paired_cost, share_label(down, "cost")),
                        plus(figures.split_cost, "splits")}));
  result.push_back(sum("ARB P/L", figures.arb.pnl,
                       {plus(up.paired_proceeds, "UP proceeds"),
                        plus(down.paired_proceeds, "DOWN proceeds"),
                        plus(figures.merge_proceeds, "merges"),
                        plus(up.paired_payout, "UP payout and value"),
                        plus(down.paired_payout, "DOWN payout and value"),
                        minus(figures.arb.cost, "ARB cost")}));
  result.push_back(
      sum("One-sided cost", figures.one_sided.cost,
          {plus(figures.cost, "money in"), minus(figures.arb.cost, "ARB cost")}));
  const auto* name =
      figures.one_sided.kind == trade_kind::capture ? "99c P/L" : "DIR P/L";
  result.push_back(sum(name, figures.capture_pnl + figures.directional_pnl,
                       {plus(up.rest_proceeds, "UP proceeds"),
                        plus(down.rest_proceeds, "DOWN proceeds"),
                        plus(up.rest_payout, "UP payout and value"),
                        plus(down.rest_payout, "DOWN payout and value"),
                        minus(figures.one_sided.cost, "one-sided cost")}));
}

} // namespace

bool is_fill(const activity_event& event) {
  return event.type == activity_type::buy || event.type == activity_type::sell;
}

std::int64_t figure_sum::total() const {
  std::int64_t result = 0;
  for (const auto& term : terms)
    result += term.micros;
  return result;
}

bool figure_sum::is_empty() const {
  return stated == 0 && std::all_of(terms.begin(), terms.end(), [](const sum_term& term) {
           return term.micros == 0;
         });
}

std::vector<figure_sum> sums_of_events(const window_figures& figures,
                                       const market& details,
                                       const std::vector<activity_event>& events) {
  std::vector<figure_sum> result;
  const event_sums totals{details, events};
  add_side(result, totals, outcome::up, figures.up);
  add_side(result, totals, outcome::down, figures.down);
  if (totals.has_whole_redemption())
    result.push_back(sum("Payout", figures.payout, totals.cash(totals.redemptions())));
  const auto splits = event_sums::of_type(activity_type::split);
  const auto merges = event_sums::of_type(activity_type::merge);
  result.push_back(sum("Split", figures.split, totals.size(splits)));
  result.push_back(sum("Split cost", figures.split_cost, totals.cash(splits)));
  result.push_back(sum("Merged", figures.merged, totals.size(merges)));
  result.push_back(sum("Merge proceeds", figures.merge_proceeds, totals.cash(merges)));
  result.push_back(sum("Fees", figures.fees, totals.fees()));
  result.push_back(sum("Rebates", figures.rebates, totals.cash(is_rebate)));
  return result;
}

std::vector<figure_sum> sums_of_figures(const window_figures& figures,
                                        std::optional<settlement> settled) {
  std::vector<figure_sum> result;
  add_holdings(result, figures, "UP", figures.up);
  add_holdings(result, figures, "DOWN", figures.down);
  result.push_back(value_sum("UP", figures.up, settled, settlement::up));
  result.push_back(value_sum("DOWN", figures.down, settled, settlement::down));
  add_average(result, "UP", figures.up);
  add_average(result, "DOWN", figures.down);
  if (figures.arb.pair_cost && figures.up.average_entry && figures.down.average_entry)
    result.push_back(sum("Pair cost", *figures.arb.pair_cost,
                         {plus(*figures.up.average_entry, "UP average"),
                          plus(*figures.down.average_entry, "DOWN average")}));
  add_money(result, figures);
  add_parts(result, figures);
  result.push_back(sum("Residual", figures.residual,
                       {plus(figures.pnl, "net P/L"), minus(figures.arb.pnl, "ARB"),
                        minus(figures.capture_pnl, "99c"),
                        minus(figures.directional_pnl, "directional")}));
  return result;
}

} // namespace tracker
