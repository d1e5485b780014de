// SPDX-License-Identifier: MIT
// What `demo` shows. Pure.
#pragma once

#include "main/config/config.hpp"
#include "messages/time.hpp"
#include "tests/simulator/market/market.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// A simulated platform, and the time of it that is shown.
struct demo_plan {
  exchange::market_rules rules;
  /// Of the wallets, in their order.
  std::vector<std::string> names;
  std::string series;
  /// When its time begins, and when the last beat comes.
  timestamp start{};
  timestamp end{};
  /// The windows that are shown: from the first one's start to the last one's end.
  timestamp first{};
  timestamp last{};
};

/// Three windows of five minutes, traded by three wallets, and time for their grades to
/// become final.
demo_plan plan_demo();

/// The settings of a demo that leaves its traces below `folder`, or what is wrong with
/// what the command line asks for. No configuration file is read; the command line may
/// set whatever the demo does not set itself.
load_result demo_settings(const demo_plan& plan, const config_request& asked,
                          const std::string& folder);

/// Where to go from here, for people.
extern const char* const after_demo;

} // namespace tracker
