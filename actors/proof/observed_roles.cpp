// SPDX-License-Identifier: MIT
#include "actors/proof/observed_roles.hpp"

#include "actors/proof/missing_fills.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace tracker {

namespace {

/// Rounding of cash and of a price with ten digits.
constexpr usdc no_fee = usdc::from_micros(10);

using fill_key = std::tuple<std::string, std::string, bool, shares>;

/// What a fill was worse by than size times price.
usdc fee_of(const ledger_fill& fill) {
  return fill.is_sale ? fill.quoted - fill.cash : fill.cash - fill.quoted;
}

} // namespace

std::string taker_trades_path(std::string_view wallet, timestamp day,
                              std::string_view cursor) {
  return fmt::format("{}?user={}&taker_only=true&limit={}&start={}&end={}{}",
                     trades_endpoint, wallet, trades_page_size, to_unix_seconds(day),
                     to_unix_seconds(day + day_length) - 1, cursor_parameter(cursor));
}

observed_roles observe_roles(const std::vector<ledger_fill>& fills,
                             const std::vector<wallet_trade>& takers, timestamp day) {
  std::map<fill_key, std::size_t> listed;
  for (const auto& trade : takers)
    if (trade.time >= day && trade.time < day + day_length)
      ++listed[{trade.transaction, trade.asset, trade.side == activity_type::sell,
                trade.size}];
  auto ordered = fills;
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const ledger_fill& left, const ledger_fill& right) {
                     return fee_of(left) > fee_of(right);
                   });
  observed_roles result;
  for (const auto& fill : ordered) {
    const auto found =
        listed.find({fill.transaction, fill.asset, fill.is_sale, fill.size});
    if (found != listed.end() && found->second > 0) {
      --found->second;
      ++result.counts.takers;
      result.fills.push_back({fill, observed_role::taker});
    } else if (may_be_hidden(fill) || fee_of(fill) > no_fee) {
      ++result.counts.unknown;
    } else {
      ++result.counts.makers;
      result.fills.push_back({fill, observed_role::maker});
    }
  }
  return result;
}

} // namespace tracker
