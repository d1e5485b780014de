// SPDX-License-Identifier: MIT
#include "tests/simulator/market/stage.hpp"

#include <algorithm>

namespace tracker::exchange {

namespace {

using std::chrono::seconds;

constexpr std::int64_t last_moment = 999;

} // namespace

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

} // namespace tracker::exchange
