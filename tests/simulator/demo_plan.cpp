// SPDX-License-Identifier: MIT
#include "tests/simulator/demo_plan.hpp"

#include "tests/simulator/wallets/activity.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr auto window_length = 5min;
constexpr int windows = 3;

std::string wallet_list(const demo_plan& plan) {
  const auto addresses = exchange::simulated_wallets(plan.rules);
  std::string list;
  for (std::size_t i = 0; i < addresses.size(); ++i)
    list += fmt::format("{}{{ name = \"{}\", address = \"{}\" }}", i == 0 ? "" : ", ",
                        plan.names[i], addresses[i]);
  return '[' + list + ']';
}

} // namespace

demo_plan plan_demo() {
  demo_plan plan;
  plan.series = "btc-updown-5m";
  plan.names = {"alice", "bob", "carol"};
  plan.first = from_unix_seconds(1'768'936'500);
  plan.last = plan.first + windows * window_length;
  // The first tick is the first window's start.
  plan.start = plan.first - 1ms;
  plan.end = plan.last + 75s;
  auto& rules = plan.rules;
  // Of the seeds tried, one whose nine grades are of eight kinds.
  rules.seed = 5374;
  rules.resolution_delay = 8s;
  rules.resolution_spread = 8s;
  rules.clob_lag = 5s;
  auto& wallets = rules.wallets;
  wallets.count = static_cast<unsigned>(plan.names.size());
  wallets.series = {plan.series};
  wallets.trading_begin = plan.first;
  wallets.index_delay = 2s;
  wallets.index_jitter = 3s;
  wallets.block_delay = 2s;
  wallets.idle_percent = 0;
  return plan;
}

capture_header demo_header(const demo_plan& plan) {
  capture_header header;
  header.settings = {{"tracker.series", fmt::format("[\"{}\"]", plan.series)},
                     {"tracker.wallets", wallet_list(plan)},
                     {"tracker.timezone", "UTC"},
                     {"tracker.window-length", "0s"},
                     // At 60 times real time, lines of each second are too many to read.
                     {"clock.interval", "5s"}};
  return header;
}

} // namespace tracker
