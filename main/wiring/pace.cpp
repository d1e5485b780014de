// SPDX-License-Identifier: MIT
#include "main/wiring/pace.hpp"

#include "actors/fetcher/policy/budget.hpp"
#include "actors/ledger/report/totals_text.hpp"

#include <fmt/format.h>

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

bool takes_turns(const settings& effective) {
  return effective.wallets.size() > most_separate_wallets;
}

turn_rules turn_rules_of(const settings& effective) {
  const auto* rows =
      effective.data_api == data_dialect::v1 ? "/activity" : "/v2/activity";
  turn_rules result;
  result.poll_interval = effective.poll_interval;
  result.request_interval =
      longest_interval(host::data, rows, published_limits(effective.data_api));
  // What fits between two ticks, and a little more; the fetcher spreads it.
  result.burst =
      static_cast<std::uint32_t>(2 + effective.clock_interval / result.request_interval);
  // The fetcher holds up to 256 requests, those of the windows and proofs included.
  constexpr std::size_t most_open = 200;
  result.max_open = std::min(
      std::max<std::size_t>(result.max_open, std::size_t{2} * result.burst), most_open);
  return result;
}

timespan wallet_round(const settings& effective) {
  const auto limits = published_limits(effective.data_api);
  const auto wallets = static_cast<timespan::rep>(effective.wallets.size());
  if (takes_turns(effective))
    return budget_of_poll(turn_rules_of(effective).request_interval) * wallets;
  const auto turn = [&](const char* endpoint) {
    return longest_interval(host::data, endpoint, limits);
  };
  // A poll of v2 is two requests: each endpoint has its own limit, the total holds for
  // both together.
  const auto one =
      effective.data_api == data_dialect::v1
          ? turn("/activity")
          : std::max({turn("/v2/status"), turn("/v2/activity"), 2 * turn("/v2")});
  return one * wallets;
}

std::string pace_text(const settings& effective) {
  const auto round = wallet_round(effective);
  if (round <= effective.poll_interval)
    return {};
  const auto seconds = [](timespan span) {
    return format_count(std::chrono::ceil<std::chrono::seconds>(span).count());
  };
  if (!takes_turns(effective))
    return fmt::format("about every {} s: they share the data host's request budget",
                       seconds(round));
  const auto idle =
      plan_intervals(effective.wallets.size() - 1, 1, turn_rules_of(effective)).idle;
  return fmt::format("{} wallets on this address: each every {} s, within the data "
                     "host's request budget; those that trade more often, those that do "
                     "not about every {} s",
                     format_count(static_cast<std::int64_t>(effective.wallets.size())),
                     seconds(round), seconds(idle));
}

} // namespace tracker
