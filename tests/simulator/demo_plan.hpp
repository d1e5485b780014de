// SPDX-License-Identifier: MIT
// The simulated platform that conf/demo.cap was recorded from.
#pragma once

#include "actors/capture/capture_record.hpp"
#include "messages/time.hpp"
#include "tests/simulator/market/market.hpp"

#include <string>
#include <vector>

namespace tracker {

/// A simulated platform, and the time of it that is shown.
struct demo_plan {
  exchange::market_rules rules;
  /// Of the wallets, in their order.
  std::vector<std::string> names;
  std::string series;
  /// When its time begins, and when the last tick comes.
  timestamp start{};
  timestamp end{};
  /// The windows that are shown: from the first one's start to the last one's end.
  timestamp first{};
  timestamp last{};
};

/// Three windows of five minutes, traded by three wallets, and time for their grades to
/// become final.
demo_plan plan_demo();

/// The header of a capture of the plan: the settings that decide.
capture_header demo_header(const demo_plan& plan);

} // namespace tracker
