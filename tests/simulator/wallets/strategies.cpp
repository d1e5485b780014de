// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/strategies.hpp"

#include "tests/simulator/market/stage.hpp"

#include <array>

namespace tracker::exchange {

namespace {

constexpr shares micro_shares(std::int64_t count) {
  return shares::from_micros(count);
}

outcome other(outcome side) {
  return side == outcome::up ? outcome::down : outcome::up;
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
    on.buy(other(first), part_of(size, percent));
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
  const auto off = on.draw().chance(50) ? side : other(side);
  const auto left =
      on.draw().chance(30) ? micro_shares(on.draw().between(1, 400'000)) : shares{};
  on.sell(off, on.held(off) - left);
}

outcome buy_late(stage& on) {
  on.wait_until(on.draw().between(850, 990));
  // Now and then the favoured side loses.
  const auto side = on.draw().chance(80) ? on.favourite() : other(on.favourite());
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
  on.buy_at(other(side), hedge, static_cast<int>(on.draw().between(10, 60)));
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
    on.sell(other(side), on.held(other(side)));
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
