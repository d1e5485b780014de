// SPDX-License-Identifier: MIT
#include "actors/ledger/explain/explain_sums.hpp"

#include "messages/exact.hpp"

#include <algorithm>
#include <functional>

namespace tracker {

namespace {

constexpr std::int64_t one = 1'000'000;

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

/// Sums over a window's events.
class event_sums {
public:
  using condition = std::function<bool(const activity_event&)>;

  event_sums(const market& in, const std::vector<activity_event>& events)
      : in_{in}, events_{events} {}

  condition of_side(activity_type type, outcome side) const {
    const auto& token = side == outcome::up ? in_.up_token : in_.down_token;
    return [type, token](const activity_event& each) {
      return each.type == type && each.asset == token;
    };
  }
  static condition of_type(activity_type type) {
    return [type](const activity_event& each) { return each.type == type; };
  }

  /// Of one side, or of both in one row.
  condition redemptions() const {
    return [this](const activity_event& each) {
      return each.type == activity_type::redeem &&
             (each.asset.empty() || is_ours(each.asset));
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
    return terms(wanted, [](const activity_event& each) { return each.size; });
  }
  std::vector<sum_term> cash(const condition& wanted) const {
    return terms(wanted, [](const activity_event& each) { return each.cash; });
  }
  std::vector<sum_term> fees() const {
    const auto fills = [&](const activity_event& each) {
      return is_fill(each) && is_ours(each.asset);
    };
    return terms(fills,
                 [&](const activity_event& each) { return fee_of(each, in_).fee; });
  }
  /// True when a redemption burned both sides in one row (before 2026-08-10).
  bool has_whole_redemption() const {
    return std::any_of(events_.begin(), events_.end(), [](const activity_event& each) {
      return each.type == activity_type::redeem && each.asset.empty();
    });
  }

private:
  bool is_ours(const std::string& token) const {
    return token == in_.up_token || token == in_.down_token;
  }

  const market& in_;
  const std::vector<activity_event>& events_;
};

void add_side(std::vector<figure_sum>& to, const event_sums& from, outcome side,
              const side_figures& of) {
  const std::string name = side == outcome::up ? "UP" : "DOWN";
  const auto bought = from.of_side(activity_type::buy, side);
  const auto sold = from.of_side(activity_type::sell, side);
  const auto redeemed = from.of_side(activity_type::redeem, side);
  to.push_back(sum(name + " bought", of.bought, from.size(bought)));
  to.push_back(sum(name + " cost", of.cost, from.cash(bought)));
  to.push_back(sum(name + " sold", of.sold, from.size(sold)));
  to.push_back(sum(name + " proceeds", of.proceeds, from.cash(sold)));
  if (from.has_whole_redemption())
    return;
  to.push_back(sum(name + " redeemed", of.redeemed, from.size(redeemed)));
  to.push_back(sum(name + " payout", of.payout, from.cash(redeemed)));
}

/// What a side's shares and dollars are divided into. The rules stand at
/// `window_account`: this is their check, from the figures that the grade shows.
struct side_division {
  std::string name;
  /// Shares bought, those that must have been included.
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

side_division divided(std::string name, const side_figures& of, shares common) {
  side_division result;
  result.name = std::move(name);
  result.got = of.bought + of.missing;
  result.paired = common;
  const auto rest = result.got - common;
  const auto rest_sold = std::min(of.sold, rest);
  const auto left = of.redeemed + of.held;
  const auto rest_left = rest - rest_sold;
  const auto payout = of.payout + of.value;
  result.paired_cost = part_of(of.cost, common, result.got);
  result.paired_proceeds = part_of(of.proceeds, of.sold - rest_sold, of.sold);
  result.paired_payout = part_of(payout, left - rest_left, left);
  result.rest_proceeds = of.proceeds - result.paired_proceeds;
  result.rest_payout = payout - result.paired_payout;
  return result;
}

std::string share_label(const side_division& of, const char* what) {
  return of.name + ' ' + what + " × " + to_string(of.paired) + '/' + to_string(of.got);
}

void add_holdings(std::vector<figure_sum>& to, const window_figures& all,
                  const std::string& name, const side_figures& of) {
  to.push_back(sum(name + " at the end", of.at_end,
                   {plus(of.bought, "bought"), plus(all.split, "split"),
                    plus(of.missing, "missing rows"), minus(of.sold, "sold"),
                    minus(all.merged, "merged")}));
  to.push_back(sum(name + " held", of.held,
                   {plus(of.at_end, "at the end"), minus(of.redeemed, "redeemed")}));
}

/// A winning token pays a dollar, a losing one nothing, after a split half of one.
figure_sum value_sum(const std::string& name, const side_figures& of,
                     std::optional<settlement> settled, settlement wins) {
  std::vector<sum_term> terms{plus(of.held, "held, $1 each")};
  const auto half = shares::from_micros(of.held.micros() / 2);
  if (settled == settlement::split)
    terms.push_back(minus(of.held - half, "for the split, half a dollar each"));
  else if (settled != wins)
    terms.push_back(minus(of.held, settled ? "lost" : "without a winner"));
  return sum(name + " value", of.value, std::move(terms));
}

void add_average(std::vector<figure_sum>& to, const std::string& name,
                 const side_figures& of) {
  if (!of.average_entry || of.bought == shares{})
    return;
  to.push_back(sum(name + " average entry", *of.average_entry,
                   {{rounded_product(of.cost.micros(), one, of.bought.micros()),
                     "from " + to_string(of.cost) + " / " + to_string(of.bought)}}));
}

void add_money(std::vector<figure_sum>& to, const window_figures& of) {
  to.push_back(sum("Money in", of.cost,
                   {plus(of.up.cost, "UP"), plus(of.down.cost, "DOWN"),
                    plus(of.split_cost, "splits")}));
  to.push_back(sum("Proceeds", of.proceeds,
                   {plus(of.up.proceeds, "UP"), plus(of.down.proceeds, "DOWN"),
                    plus(of.merge_proceeds, "merges")}));
  to.push_back(
      sum("Payout", of.payout, {plus(of.up.payout, "UP"), plus(of.down.payout, "DOWN")}));
  to.push_back(sum("Settlement value", of.value,
                   {plus(of.up.value, "UP"), plus(of.down.value, "DOWN")}));
  to.push_back(sum("Net P/L", of.pnl,
                   {plus(of.proceeds, "proceeds"), plus(of.payout, "payout"),
                    plus(of.value, "settlement value"), minus(of.cost, "money in")}));
  to.push_back(sum("Before fees", of.before_fees(),
                   {plus(of.pnl, "net P/L"), plus(of.fees, "fees")}));
}

void add_parts(std::vector<figure_sum>& to, const window_figures& of) {
  const auto common =
      std::min(of.up.bought + of.up.missing, of.down.bought + of.down.missing);
  const auto up = divided("UP", of.up, common);
  const auto down = divided("DOWN", of.down, common);
  to.push_back(sum("Pairs", of.arb.pairs,
                   {plus(common, "the smaller side"), plus(of.split, "split")}));
  to.push_back(sum(
      "One-sided", of.one_sided.size,
      {plus(std::max(up.got, down.got), "the larger side"), minus(common, "paired")}));
  to.push_back(sum("ARB cost", of.arb.cost,
                   {plus(up.paired_cost, share_label(up, "cost")),
                    plus(down.paired_cost, share_label(down, "cost")),
                    plus(of.split_cost, "splits")}));
  to.push_back(
      sum("ARB P/L", of.arb.pnl,
          {plus(up.paired_proceeds, "UP proceeds"),
           plus(down.paired_proceeds, "DOWN proceeds"), plus(of.merge_proceeds, "merges"),
           plus(up.paired_payout, "UP payout and value"),
           plus(down.paired_payout, "DOWN payout and value"),
           minus(of.arb.cost, "ARB cost")}));
  to.push_back(sum("One-sided cost", of.one_sided.cost,
                   {plus(of.cost, "money in"), minus(of.arb.cost, "ARB cost")}));
  const auto* name = of.one_sided.kind == trade_kind::capture ? "99c P/L" : "DIR P/L";
  to.push_back(sum(name, of.capture_pnl + of.directional_pnl,
                   {plus(up.rest_proceeds, "UP proceeds"),
                    plus(down.rest_proceeds, "DOWN proceeds"),
                    plus(up.rest_payout, "UP payout and value"),
                    plus(down.rest_payout, "DOWN payout and value"),
                    minus(of.one_sided.cost, "one-sided cost")}));
}

} // namespace

bool is_fill(const activity_event& event) {
  return event.type == activity_type::buy || event.type == activity_type::sell;
}

fee_reading fee_of(const activity_event& fill, const market& in) {
  const auto length = std::chrono::duration_cast<std::chrono::seconds>(in.end - in.start);
  return read_fee(fill, in.fees ? *in.fees : documented_schedule(length, fill.at));
}

std::int64_t figure_sum::total() const {
  std::int64_t result = 0;
  for (const auto& term : terms)
    result += term.micros;
  return result;
}

bool figure_sum::is_empty() const {
  return stated == 0 && std::all_of(terms.begin(), terms.end(), [](const sum_term& each) {
           return each.micros == 0;
         });
}

std::vector<figure_sum> sums_of_events(const window_figures& of, const market& in,
                                       const std::vector<activity_event>& events) {
  std::vector<figure_sum> result;
  const event_sums from{in, events};
  add_side(result, from, outcome::up, of.up);
  add_side(result, from, outcome::down, of.down);
  if (from.has_whole_redemption())
    result.push_back(sum("Payout", of.payout, from.cash(from.redemptions())));
  const auto splits = event_sums::of_type(activity_type::split);
  const auto merges = event_sums::of_type(activity_type::merge);
  result.push_back(sum("Split", of.split, from.size(splits)));
  result.push_back(sum("Split cost", of.split_cost, from.cash(splits)));
  result.push_back(sum("Merged", of.merged, from.size(merges)));
  result.push_back(sum("Merge proceeds", of.merge_proceeds, from.cash(merges)));
  result.push_back(sum("Fees", of.fees, from.fees()));
  result.push_back(sum("Rebates", of.rebates, from.cash(is_rebate)));
  return result;
}

std::vector<figure_sum> sums_of_figures(const window_figures& of,
                                        std::optional<settlement> settled) {
  std::vector<figure_sum> result;
  add_holdings(result, of, "UP", of.up);
  add_holdings(result, of, "DOWN", of.down);
  result.push_back(value_sum("UP", of.up, settled, settlement::up));
  result.push_back(value_sum("DOWN", of.down, settled, settlement::down));
  add_average(result, "UP", of.up);
  add_average(result, "DOWN", of.down);
  if (of.arb.pair_cost && of.up.average_entry && of.down.average_entry)
    result.push_back(sum("Pair cost", *of.arb.pair_cost,
                         {plus(*of.up.average_entry, "UP average"),
                          plus(*of.down.average_entry, "DOWN average")}));
  add_money(result, of);
  add_parts(result, of);
  result.push_back(
      sum("Residual", of.residual,
          {plus(of.pnl, "net P/L"), minus(of.arb.pnl, "ARB"),
           minus(of.capture_pnl, "99c"), minus(of.directional_pnl, "directional")}));
  return result;
}

} // namespace tracker
