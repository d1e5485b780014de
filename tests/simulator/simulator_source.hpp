// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/reply_source.hpp"
#include "tests/simulator/market/market.hpp"
#include "tests/simulator/routes.hpp"

#include <string_view>

namespace tracker::exchange {

/// The simulated platform as the reply source of a virtual run. The time that an answer
/// takes, some milliseconds, follows from the request and its time.
class simulator_source final : public reply_source {
public:
  explicit simulator_source(market_rules rules) : rules_{std::move(rules)} {}

  timed_result ask(const fetch_request& asked, timestamp now) override;

private:
  market_rules rules_;
};

/// A request of the tracker as the platform reads it: the values of its query decoded.
request request_of(host destination, std::string_view path_and_query);

} // namespace tracker::exchange
