// SPDX-License-Identifier: MIT
#include "main/wiring/pace.hpp"

#include "actors/fetcher/policy/budget.hpp"

#include <algorithm>

namespace tracker {

timespan pace::until(steady_point moment, steady_point real) {
  if (speed_ == 0)
    return timespan{0};
  if (!anchor_)
    anchor_ = {moment, real};
  const auto due = anchor_->real_time + (moment - anchor_->virtual_time) / speed_;
  if (real - due > most_behind)
    anchor_ = {moment, real};
  return due - real;
}

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
