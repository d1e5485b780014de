// SPDX-License-Identifier: MIT
#include "main/wiring/wallet_pace.hpp"

#include "actors/fetcher/policy/budget.hpp"

#include <algorithm>

namespace tracker {

timespan wallet_round(const settings& effective) {
  const auto limits = published_limits(effective.data_api);
  const auto turn = [&](const char* endpoint) {
    return longest_interval(host::data, endpoint, limits);
  };
  // A poll of v2 is two requests: each endpoint has its own limit, the total holds for
  // both together.
  const auto one =
      effective.data_api == data_dialect::v1
          ? turn("/activity")
          : std::max({turn("/v2/status"), turn("/v2/activity"), 2 * turn("/v2")});
  return one * static_cast<timespan::rep>(effective.wallets.size());
}

} // namespace tracker
