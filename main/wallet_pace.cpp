// SPDX-License-Identifier: MIT
#include "main/wallet_pace.hpp"

#include "actors/fetcher/budget.hpp"

namespace tracker {

timespan wallet_round(const settings& of) {
  const auto limits = published_limits();
  const auto one = of.data_api == data_dialect::v1
                       ? turn_of(host::data, "/activity", limits)
                       : turn_of(host::data, "/v2/status", limits) +
                             turn_of(host::data, "/v2/activity", limits);
  return one * static_cast<timespan::rep>(of.wallets.size());
}

} // namespace tracker
