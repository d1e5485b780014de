// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/strategies.hpp"

#include <algorithm>
#include <array>

namespace tracker::exchange {

namespace {

using std::chrono::seconds;

constexpr std::int64_t last_moment = 999;

/// The trading of one wallet in one market: each action happens at the current time and
/// price, and time advances between actions. In a short window many share a second.
class trading_session {
public:
  /// Begins at `early` where that is given, else somewhere in the window.
  trading_session(trader& wallet, const simulated_market& market,
                  std::optional<timestamp> early);

  dice& draw() { return wallet_.draw(); }
  outcome any_side() { return draw().chance(50) ? outcome::up : outcome::down; }
  /// A whole number, one with two decimals or one with six; at least 5, the smallest
  /// order.
  shares any_size();
  /// The side that the price favours.
  outcome favourite() const;
  shares held(outcome side) const { return wallet_.held(side); }
  shares pairs() const { return wallet_.pairs(); }

  /// Advances by up to `longest` thousandths of the window, at most to its last second.
  void wait(std::int64_t longest);
  /// Advances until `progress` thousandths of the window have passed.
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
  /// The time before the window, until the first wait.
  std::optional<timestamp> early_;
};

trading_session::trading_session(trader& wallet, const simulated_market& market,
                                 std::optional<timestamp> early)
    : wallet_{wallet}, market_{market}, early_{early} {
  // The first and last moments of the window are drawn more often than others.
  progress_ = draw().chance(15) ? 0 : draw().number_below(700);
  if (draw().chance(5))
    progress_ = last_moment;
}

shares trading_session::any_size() {
  const auto kind = draw().number_below(10);
  if (kind < 5)
    return shares::from_micros(draw().number_between(5, 300) * 1'000'000);
  if (kind < 8)
    return shares::from_micros(draw().number_between(500, 9'999) * 10'000);
  return shares::from_micros(draw().number_between(5'000'000, 1'500'000'000));
}

outcome trading_session::favourite() const {
  return quote_of(market_, outcome::up, now()).bid >= 500 ? outcome::up : outcome::down;
}

void trading_session::wait(std::int64_t longest) {
  wait_until(progress_ + draw().number_between(0, longest));
  if (draw().chance(3))
    progress_ = last_moment;
}

void trading_session::wait_until(std::int64_t progress) {
  early_.reset();
  progress_ = std::clamp(progress, progress_, last_moment);
}

timestamp trading_session::now() const {
  if (early_)
    return *early_;
  if (progress_ == last_moment)
    return market_.end - seconds{1};
  return std::chrono::floor<seconds>(market_.start +
                                     (market_.end - market_.start) / 1000 * progress_);
}

int trading_session::price(outcome side) {
  const auto best = quote_of(market_, side, now());
  const auto offset = draw().number_between(-2, 2) * 10 +
                      (draw().chance(10) ? draw().number_below(10) : 0);
  return std::clamp(best.bid + static_cast<int>(offset), 10, 990);
}

void trading_session::buy_at(outcome side, shares size, int price) {
  wallet_.buy(side, size, price, now());
}

void trading_session::sell_at(outcome side, shares size, int price) {
  wallet_.sell(side, size, price, now());
}

void trading_session::split(shares sets) {
  wallet_.split(sets, now());
}

void trading_session::merge(shares sets) {
  wallet_.merge(sets, now());
}

constexpr shares micro_shares(std::int64_t count) {
  return shares::from_micros(count);
}

/// `percent` of `total`.
shares part_of(shares total, std::int64_t percent) {
  return micro_shares(total.micros() * percent / 100);
}

/// Both sides in legs; the second side is `percent` of the first.
outcome buy_legs(trading_session& session, std::int64_t percent) {
  const auto first = session.any_side();
  const auto size = session.any_size();
  for (auto legs = session.draw().number_between(1, 3); legs > 0; --legs) {
    session.buy(first, size);
    session.wait(150);
    session.buy(opposite(first), part_of(size, percent));
    session.wait(150);
  }
  return first;
}

void pair(trading_session& session) {
  const auto first = buy_legs(session, 100);
  // Still a pair: less than half a share apart.
  if (session.draw().chance(40))
    session.buy(first, micro_shares(session.draw().number_between(10'000, 499'999)));
}

void lopsided(trading_session& session) {
  buy_legs(session, session.draw().number_between(10, 80));
}

void bail(trading_session& session) {
  const auto side = buy_legs(session, session.draw().number_between(50, 100));
  session.wait(200);
  const auto sold_side = session.draw().chance(50) ? side : opposite(side);
  const auto left = session.draw().chance(30)
                        ? micro_shares(session.draw().number_between(1, 400'000))
                        : shares{};
  session.sell(sold_side, session.held(sold_side) - left);
}

outcome buy_late(trading_session& session) {
  session.wait_until(session.draw().number_between(850, 990));
  // In one of five cases the other side.
  const auto side =
      session.draw().chance(80) ? session.favourite() : opposite(session.favourite());
  for (auto orders = session.draw().number_between(1, 3); orders > 0; --orders)
    session.buy_at(side, session.any_size(),
                   static_cast<int>(session.draw().number_between(950, 990)));
  return side;
}

void capture(trading_session& session) {
  buy_late(session);
}

void hedged_capture(trading_session& session) {
  const auto side = buy_late(session);
  const auto hedge = part_of(session.held(side), session.draw().number_between(20, 100));
  session.buy_at(opposite(side), hedge,
                 static_cast<int>(session.draw().number_between(10, 60)));
}

outcome buy_one_side(trading_session& session) {
  const auto side = session.any_side();
  for (auto orders = session.draw().number_between(1, 4); orders > 0; --orders) {
    session.buy_at(side, session.any_size(),
                   static_cast<int>(session.draw().number_between(50, 880)));
    session.wait(120);
  }
  return side;
}

void directional(trading_session& session) {
  buy_one_side(session);
}

/// Buys one side at one price and sells it at another.
void leave_early(trading_session& session, int entry, int exit) {
  const auto side = session.any_side();
  session.buy_at(side, session.any_size(), entry);
  session.wait(400);
  if (session.draw().chance(40))
    session.sell_at(
        side, part_of(session.held(side), session.draw().number_between(10, 90)), exit);
  session.sell_at(side, session.held(side), exit);
}

void cashed(trading_session& session) {
  const auto entry = static_cast<int>(session.draw().number_between(100, 700));
  leave_early(session, entry,
              entry + static_cast<int>(session.draw().number_between(60, 250)));
}

void exited(trading_session& session) {
  const auto entry = static_cast<int>(session.draw().number_between(300, 900));
  leave_early(session, entry,
              entry - static_cast<int>(session.draw().number_between(30, 280)));
}

void merged(trading_session& session) {
  buy_legs(session, 100);
  session.merge(session.pairs());
}

void partly_merged(trading_session& session) {
  buy_legs(session, session.draw().number_between(40, 100));
  session.merge(part_of(session.pairs(), session.draw().number_between(10, 90)));
  if (session.draw().chance(50))
    session.merge(part_of(session.pairs(), session.draw().number_between(10, 90)));
}

void split_kept(trading_session& session) {
  session.split(session.any_size());
}

void split_sold(trading_session& session) {
  session.split(session.any_size());
  session.wait(300);
  const auto side = session.any_side();
  session.sell(side, session.draw().chance(60) ? session.held(side)
                                               : part_of(session.held(side), 40));
  session.wait(200);
  if (session.draw().chance(30))
    session.sell(opposite(side), session.held(opposite(side)));
}

void dust(trading_session& session) {
  for (auto orders = session.draw().number_between(1, 2); orders > 0; --orders)
    session.buy(session.any_side(),
                micro_shares(session.draw().number_between(10'000, 450'000)));
}

void scatter(trading_session& session) {
  for (auto actions = session.draw().number_between(3, 14); actions > 0; --actions) {
    const auto side = session.any_side();
    const auto share = session.draw().number_between(1, 100);
    switch (session.draw().number_below(10)) {
    case 0:
      session.split(session.any_size());
      break;
    case 1:
      session.merge(part_of(session.pairs(), share));
      break;
    case 2:
    case 3:
      session.sell(side, part_of(session.held(side), share));
      break;
    case 4:
      session.sell(side, session.held(side));
      break;
    default:
      session.buy(side, session.any_size());
      break;
    }
    session.wait(120);
  }
}

struct part {
  strategy name;
  void (*perform)(trading_session&);
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
  const auto drawn = static_cast<std::size_t>(wallet.draw().number_below(parts.size()));
  const auto name = only.value_or(parts[drawn].name);
  trading_session session{wallet, market, plan.early};
  for (const auto& candidate : parts)
    if (candidate.name == name)
      candidate.perform(session);
}

} // namespace tracker::exchange
