// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/strategies.hpp"

#include <algorithm>
#include <array>

namespace tracker::exchange {

namespace {

using std::chrono::seconds;

constexpr std::int64_t last_moment = 999;

/// A market's hours as its traders see them: it is some time, there is a price, and time
/// goes on with every action. In a short window many actions share a second.
class stage {
public:
  /// Begins at `early` where that is given, else somewhere in the window.
  stage(trader& wallet, const simulated_market& market, std::optional<timestamp> early);

  dice& draw() { return wallet_.draw(); }
  outcome any_side() { return draw().chance(50) ? outcome::up : outcome::down; }
  /// Whole, round or odd to the micro-share; at least 5, the smallest order.
  shares any_size();
  /// The side that the price favours.
  outcome favourite() const;
  shares held(outcome side) const { return wallet_.held(side); }
  shares pairs() const { return wallet_.pairs(); }

  /// Lets up to so many thousandths of the window pass; never beyond its last second.
  void wait(std::int64_t most);
  /// Until so many thousandths of it have passed.
  void wait_until(std::int64_t progress);

  /// At about the price of the moment.
  void buy(outcome side, shares size) { buy_at(side, size, price(side)); }
  void sell(outcome side, shares size) { sell_at(side, size, price(side)); }
  /// At a price in thousandths.
  void buy_at(outcome side, shares size, int price);
  void sell_at(outcome side, shares size, int price);
  void split(shares sets);
  void merge(shares sets);

private:
  timestamp now() const;
  int price(outcome side);

  trader& wallet_;
  const simulated_market& market_;
  /// Thousandths of the window that have passed.
  std::int64_t progress_ = 0;
  /// The time before the window, until something is waited for.
  std::optional<timestamp> early_;
};

stage::stage(trader& wallet, const simulated_market& market,
             std::optional<timestamp> early)
    : wallet_{wallet}, market_{market}, early_{early} {
  // The edges of the window more often than chance would have it.
  progress_ = draw().chance(15) ? 0 : draw().below(700);
  if (draw().chance(5))
    progress_ = last_moment;
}

shares stage::any_size() {
  const auto kind = draw().below(10);
  if (kind < 5)
    return shares::from_micros(draw().between(5, 300) * 1'000'000);
  if (kind < 8)
    return shares::from_micros(draw().between(500, 9'999) * 10'000);
  return shares::from_micros(draw().between(5'000'000, 1'500'000'000));
}

outcome stage::favourite() const {
  return quote_of(market_, outcome::up, now()).bid >= 500 ? outcome::up : outcome::down;
}

void stage::wait(std::int64_t most) {
  wait_until(progress_ + draw().between(0, most));
  if (draw().chance(3))
    progress_ = last_moment;
}

void stage::wait_until(std::int64_t progress) {
  early_.reset();
  progress_ = std::clamp(progress, progress_, last_moment);
}

timestamp stage::now() const {
  if (early_)
    return *early_;
  if (progress_ == last_moment)
    return market_.end - seconds{1};
  return std::chrono::floor<seconds>(market_.start +
                                     (market_.end - market_.start) / 1000 * progress_);
}

int stage::price(outcome side) {
  const auto best = quote_of(market_, side, now());
  const auto off =
      draw().between(-2, 2) * 10 + (draw().chance(10) ? draw().below(10) : 0);
  return std::clamp(best.bid + static_cast<int>(off), 10, 990);
}

void stage::buy_at(outcome side, shares size, int price) {
  wallet_.buy(side, size, price, now());
}

void stage::sell_at(outcome side, shares size, int price) {
  wallet_.sell(side, size, price, now());
}

void stage::split(shares sets) {
  wallet_.split(sets, now());
}

void stage::merge(shares sets) {
  wallet_.merge(sets, now());
}

constexpr shares micro_shares(std::int64_t count) {
  return shares::from_micros(count);
}

/// `percent` of `whole`.
shares part_of(shares whole, std::int64_t percent) {
  return micro_shares(whole.micros() * percent / 100);
}

/// Both sides in legs; the second side is `percent` of the first.
outcome buy_legs(stage& on, std::int64_t percent) {
  const auto first = on.any_side();
  const auto size = on.any_size();
  for (auto legs = on.draw().between(1, 3); legs > 0; --legs) {
    on.buy(first, size);
    on.wait(150);
    on.buy(opposite(first), part_of(size, percent));
    on.wait(150);
  }
  return first;
}

void pair(stage& on) {
  const auto first = buy_legs(on, 100);
  // Still a pair: less than half a share apart.
  if (on.draw().chance(40))
    on.buy(first, micro_shares(on.draw().between(10'000, 499'999)));
}

void lopsided(stage& on) {
  buy_legs(on, on.draw().between(10, 80));
}

void bail(stage& on) {
  const auto side = buy_legs(on, on.draw().between(50, 100));
  on.wait(200);
  const auto off = on.draw().chance(50) ? side : opposite(side);
  const auto left =
      on.draw().chance(30) ? micro_shares(on.draw().between(1, 400'000)) : shares{};
  on.sell(off, on.held(off) - left);
}

outcome buy_late(stage& on) {
  on.wait_until(on.draw().between(850, 990));
  // Now and then the favoured side loses.
  const auto side = on.draw().chance(80) ? on.favourite() : opposite(on.favourite());
  for (auto orders = on.draw().between(1, 3); orders > 0; --orders)
    on.buy_at(side, on.any_size(), static_cast<int>(on.draw().between(950, 990)));
  return side;
}

void capture(stage& on) {
  buy_late(on);
}

void hedged_capture(stage& on) {
  const auto side = buy_late(on);
  const auto hedge = part_of(on.held(side), on.draw().between(20, 100));
  on.buy_at(opposite(side), hedge, static_cast<int>(on.draw().between(10, 60)));
}

outcome buy_one_side(stage& on) {
  const auto side = on.any_side();
  for (auto orders = on.draw().between(1, 4); orders > 0; --orders) {
    on.buy_at(side, on.any_size(), static_cast<int>(on.draw().between(50, 880)));
    on.wait(120);
  }
  return side;
}

void directional(stage& on) {
  buy_one_side(on);
}

/// Buys one side at one price and sells it at another.
void leave_early(stage& on, int entry, int exit) {
  const auto side = on.any_side();
  on.buy_at(side, on.any_size(), entry);
  on.wait(400);
  if (on.draw().chance(40))
    on.sell_at(side, part_of(on.held(side), on.draw().between(10, 90)), exit);
  on.sell_at(side, on.held(side), exit);
}

void cashed(stage& on) {
  const auto entry = static_cast<int>(on.draw().between(100, 700));
  leave_early(on, entry, entry + static_cast<int>(on.draw().between(60, 250)));
}

void exited(stage& on) {
  const auto entry = static_cast<int>(on.draw().between(300, 900));
  leave_early(on, entry, entry - static_cast<int>(on.draw().between(30, 280)));
}

void merged(stage& on) {
  buy_legs(on, 100);
  on.merge(on.pairs());
}

void partly_merged(stage& on) {
  buy_legs(on, on.draw().between(40, 100));
  on.merge(part_of(on.pairs(), on.draw().between(10, 90)));
  if (on.draw().chance(50))
    on.merge(part_of(on.pairs(), on.draw().between(10, 90)));
}

void split_kept(stage& on) {
  on.split(on.any_size());
}

void split_sold(stage& on) {
  on.split(on.any_size());
  on.wait(300);
  const auto side = on.any_side();
  on.sell(side, on.draw().chance(60) ? on.held(side) : part_of(on.held(side), 40));
  on.wait(200);
  if (on.draw().chance(30))
    on.sell(opposite(side), on.held(opposite(side)));
}

void dust(stage& on) {
  for (auto orders = on.draw().between(1, 2); orders > 0; --orders)
    on.buy(on.any_side(), micro_shares(on.draw().between(10'000, 450'000)));
}

void scatter(stage& on) {
  for (auto actions = on.draw().between(3, 14); actions > 0; --actions) {
    const auto side = on.any_side();
    const auto share = on.draw().between(1, 100);
    switch (on.draw().below(10)) {
    case 0:
      on.split(on.any_size());
      break;
    case 1:
      on.merge(part_of(on.pairs(), share));
      break;
    case 2:
    case 3:
      on.sell(side, part_of(on.held(side), share));
      break;
    case 4:
      on.sell(side, on.held(side));
      break;
    default:
      on.buy(side, on.any_size());
      break;
    }
    on.wait(120);
  }
}

struct part {
  strategy name;
  void (*perform)(stage&);
};

constexpr std::array parts = {
    part{strategy::pair, pair},
    part{strategy::lopsided, lopsided},
    part{strategy::bail, bail},
    part{strategy::capture, capture},
    part{strategy::hedged_capture, hedged_capture},
    part{strategy::directional, directional},
    part{strategy::cashed, cashed},
    part{strategy::exited, exited},
    part{strategy::merged, merged},
    part{strategy::partly_merged, partly_merged},
    part{strategy::split_kept, split_kept},
    part{strategy::split_sold, split_sold},
    part{strategy::dust, dust},
    part{strategy::scatter, scatter},
};

} // namespace

void play(trader& wallet, const simulated_market& market, const trading_plan& plan,
          std::optional<strategy> only) {
  const auto drawn = static_cast<std::size_t>(wallet.draw().below(parts.size()));
  const auto name = only.value_or(parts[drawn].name);
  stage on{wallet, market, plan.early};
  for (const auto& candidate : parts)
    if (candidate.name == name)
      candidate.perform(on);
}

} // namespace tracker::exchange
