// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/activity.hpp"

#include "tests/simulator/market/calendar.hpp"
#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/market/market_text.hpp"
#include "tests/simulator/wallets/strategies.hpp"

#include <algorithm>
#include <array>

namespace tracker::exchange {

namespace {

using std::chrono::seconds;

std::string address(std::uint64_t index, std::uint64_t seed) {
  const auto words = hash("wallet", seed);
  // 20 of the 32 bytes.
  return to_hex({hash("high", words + index), hash("middle", words + index),
                 hash("low", words + index), 0})
      .substr(0, 42);
}

bool is_simulated(const std::string& wallet, const market_rules& rules) {
  const auto known = simulated_wallets(rules);
  return std::find(known.begin(), known.end(), wallet) != known.end();
}

bool is_of_series(const simulated_market& market, const wallet_rules& rules) {
  return std::find(rules.series.begin(), rules.series.end(), series_name_of(market)) !=
         rules.series.end();
}

dice dice_of(std::string_view wallet, const simulated_market& market,
             std::string_view use, const market_rules& rules) {
  return {market.slug, hash(wallet, hash(use, rules.seed))};
}

void redeem(trader& wallet, const simulated_market& market, const wallet_rules& rules) {
  auto& draw = wallet.draw();
  if (!market.settles || draw.chance(20))
    return;
  const auto spread = redemption_spread(name_of(market).length);
  const auto time = std::chrono::ceil<seconds>(*market.settles) +
                    seconds{draw.number_between(1, spread.count())};
  if (draw.chance(rules.old_redemption_percent))
    wallet.redeem_all(market.winner, time);
  else
    wallet.redeem(market.winner, draw.chance(85), time);
}

} // namespace

std::vector<std::string> simulated_wallets(const market_rules& rules) {
  std::vector<std::string> result;
  for (unsigned i = 0; i < rules.wallets.count; ++i)
    result.push_back(address(i, rules.seed));
  return result;
}

std::vector<simulated_row> simulated_activity(std::string_view wallet,
                                              const simulated_market& market,
                                              const market_rules& rules) {
  const auto owner = lower_case(wallet);
  const auto plan = plan_of(owner, name_of(market), rules);
  if (plan.is_idle || !is_of_series(market, rules.wallets) || !is_simulated(owner, rules))
    return {};
  trader active{owner, market, rules.wallets, dice_of(owner, market, "activity", rules)};
  play(active, market, plan, rules.wallets.only);
  redeem(active, market, rules.wallets);
  return active.take_rows();
}

std::optional<simulated_row> simulated_rebate(std::string_view wallet,
                                              const simulated_market& market,
                                              const market_rules& rules) {
  constexpr std::array kinds = {row_kind::maker_rebate, row_kind::taker_rebate,
                                row_kind::reward};
  const auto owner = lower_case(wallet);
  auto draw = dice_of(owner, market, "rebate", rules);
  if (market.start < rules.wallets.trading_begin || !draw.chance(10) ||
      !is_of_series(market, rules.wallets) || !is_simulated(owner, rules))
    return std::nullopt;
  simulated_row row;
  row.kind = kinds[static_cast<std::size_t>(draw.number_below(kinds.size()))];
  row.size = shares::from_micros(draw.number_between(1'000'000, 90'000'000));
  row.cash = usdc::from_micros(row.size.micros());
  row.time = market.start + seconds{draw.number_below(name_of(market).length.count())};
  const auto jitter = draw.number_between(0, rules.wallets.index_jitter.count());
  row.transaction = transaction_hash(owner + "/rebate/" + market.slug);
  row.visible = visible_at(row, std::chrono::milliseconds{jitter}, rules.wallets);
  return row;
}

} // namespace tracker::exchange
