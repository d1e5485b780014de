// SPDX-License-Identifier: MIT
#include "tests/simulator/market/plan.hpp"

#include "tests/simulator/market/dice.hpp"

#include <algorithm>

namespace tracker::exchange {

namespace {

using std::chrono::seconds;

constexpr std::int64_t windows_of_lead = 96;
/// Orders are taken a minute after the listing.
constexpr seconds longest_lead = std::chrono::hours{24} - std::chrono::minutes{2};

} // namespace

window_name name_of(const simulated_market& market) {
  return {market.slug, market.start,
          std::chrono::duration_cast<seconds>(market.end - market.start)};
}

seconds trading_lead(seconds window_length) {
  return std::min(longest_lead, window_length * windows_of_lead);
}

seconds redemption_spread(seconds window_length) {
  return window_length / 5 + seconds{1};
}

trading_plan plan_of(std::string_view wallet, const window_name& window,
                     const market_rules& rules) {
  dice draw{window.slug, hash(wallet, hash("plan", rules.seed))};
  trading_plan plan;
  plan.is_idle = window.start < rules.wallets.trading_begin ||
                 draw.chance(rules.wallets.idle_percent);
  if (draw.chance(rules.wallets.early_percent))
    plan.early = window.start -
                 seconds{draw.number_between(1, trading_lead(window.length).count())};
  return plan;
}

} // namespace tracker::exchange
