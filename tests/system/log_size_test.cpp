// SPDX-License-Identifier: MIT
// Bytes of log per day with 8 series and 5 wallets, from whole hours of virtual time.
#include "tests/support/catch.hpp"
#include "tests/system/support/virtual_platform.hpp"

#include "main/config/setting_table.hpp"

#include <cstdint>
#include <iostream>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

exchange::market_rules eight_series() {
  exchange::market_rules rules;
  rules.window_length = 300s;
  rules.resolution_delay = 8s;
  rules.resolution_spread = 8s;
  rules.wallets.count = 5;
  rules.wallets.series.clear();
  for (const char* asset : {"btc", "eth", "sol", "xrp", "doge", "ada", "ltc", "bnb"})
    rules.wallets.series.push_back(std::string{asset} + "-updown-5m");
  rules.wallets.trading_begin = from_unix_seconds(1'796'000'000 / 300 * 300);
  return rules;
}

struct log_bytes {
  std::uint64_t cycle = 0;
  std::uint64_t others = 0;
  std::uint64_t all() const { return cycle + others; }
};

/// The size of a day's log, extrapolated from `hours`.
log_bytes bytes_of_a_day(cycle_lines written, std::uint64_t hours) {
  const auto rules = eight_series();
  virtual_platform run{rules, rules.wallets.trading_begin};
  run.effective.log_cycle = written;
  run.effective.log_console = false;
  REQUIRE(run.run(std::chrono::hours{hours}) == 0);
  log_bytes result;
  for (const auto& line : run.lines())
    (line.find(" | T-") != std::string::npos ? result.cycle : result.others) +=
        line.size() + 1;
  return {result.cycle * 24 / hours, result.others * 24 / hours};
}

} // namespace

TEST_CASE("long: the log of 30 days of 8 series and 5 wallets fits the default rotation",
          "[.long]") {
  constexpr std::uint64_t hours = 2;
  const auto every = bytes_of_a_day(cycle_lines::every, hours);
  const auto changes = bytes_of_a_day(cycle_lines::changes, hours);
  for (const auto& [name, day] : {std::pair{"every", every}, {"changes", changes}})
    std::cout << "log.cycle=" << name << ": " << day.all() / 1000 << " kB a day, cycle "
              << day.cycle / 1000 << ", others " << day.others / 1000 << '\n';
  const auto& defaults = default_settings();
  CHECK(changes.all() < every.all() / 2);
  CHECK(changes.all() * 30 <
        static_cast<std::uint64_t>(defaults.log_rotate_size * defaults.log_rotate_files));
}
