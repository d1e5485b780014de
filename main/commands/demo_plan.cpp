// SPDX-License-Identifier: MIT
#include "main/commands/demo_plan.hpp"

#include "tests/simulator/wallets/activity.hpp"

#include <fmt/format.h>

#include <algorithm>

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

std::vector<setting_override> own_settings(const demo_plan& plan,
                                           const std::string& folder) {
  return {
      {"tracker.series", fmt::format("[\"{}\"]", plan.series)},
      {"tracker.wallets", wallet_list(plan)},
      {"tracker.window-length", "0s"},
      {"tracker.data-dir", folder},
      {"ledger.file", folder + "/demo.db"},
      {"log.file", ""},
      {"capture.file", ""},
      // At 60 times real time a line each second is more than anybody reads.
      {"clock.interval", "5s"},
  };
}

config_problem refused(const std::string& key, const std::string& reason) {
  return {"command line", key, "", reason};
}

} // namespace

demo_plan plan_demo() {
  demo_plan plan;
  plan.series = "btc-updown-5m";
  plan.names = {"alice", "bob", "carol"};
  plan.first = from_unix_seconds(1'768'936'500);
  plan.last = plan.first + windows * window_length;
  // The first beat is the first window's start.
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
  wallets.since = plan.first;
  wallets.index_delay = 2s;
  wallets.index_jitter = 3s;
  wallets.block_delay = 2s;
  wallets.idle_percent = 0;
  return plan;
}

load_result demo_settings(const demo_plan& plan, const config_request& asked,
                          const std::string& folder) {
  std::vector<config_problem> problems;
  if (asked.config_file)
    problems.push_back(refused("", "demo reads no configuration file"));
  auto own = own_settings(plan, folder);
  for (const auto& given : asked.overrides) {
    const auto is_own = [&](const setting_override& one) { return one.key == given.key; };
    if (std::any_of(own.begin(), own.end(), is_own))
      problems.push_back(refused(given.key, "demo sets this itself"));
  }
  if (!problems.empty())
    return problems;
  own.insert(own.end(), asked.overrides.begin(), asked.overrides.end());
  // What is not set above and lies in the home folder is looked for in an empty one.
  return load_settings({std::nullopt, std::move(own)}, {folder, ""});
}

const char* const after_demo =
    "\n"
    "This was a simulation: prices, wallets and money are made up, the tracker is the "
    "real one.\n"
    "To watch your own wallet live:\n"
    "  1. put its address into ~/.env:   WALLET_ADDRESS=0x…\n"
    "  2. main/run doctor                can the platform be reached from here?\n"
    "  3. main/run                       watches btc-updown-15m until Ctrl+C\n"
    "conf/tracker.conf lists every setting: copy it to ~/polybot/tracker.conf to change "
    "any.\n";

} // namespace tracker
