// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/system/support/bad_day.hpp"
#include "tests/system/support/simulated_truth.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

struct round_size {
  std::size_t series = 0;
  unsigned wallets = 0;
  std::int64_t windows = 0;
  std::chrono::seconds length{6};
  std::chrono::seconds limit{0};
};

exchange::server_options platform_of(const round_size& size) {
  exchange::server_options options;
  auto& rules = options.rules;
  rules.window_length = size.length;
  rules.resolution_spread = 1500ms;
  rules.split_percent = 10;
  rules.swapped_percent = 40;
  rules.misleading_percent = 40;
  rules.other_fees_percent = 30;
  rules.wallets.count = size.wallets;
  rules.wallets.series.clear();
  for (const char* asset : {"btc", "eth", "sol", "xrp", "doge", "ada", "ltc", "bnb"})
    if (rules.wallets.series.size() < size.series)
      rules.wallets.series.push_back(std::string{asset} + "-updown-15m");
  rules.wallets.trading_begin = options.now();
  rules.wallets.index_delay = 300ms;
  rules.wallets.index_jitter = 1500ms;
  rules.wallets.old_redemption_percent = 20;
  return options;
}

/// Faults of lists of rows: other orders, short pages, old and malformed rows.
exchange::fault_rule odd_lists() {
  using exchange::fault_kind;
  auto rule = bad_day();
  rule.endpoints = "data";
  for (const auto kind : {fault_kind::unsorted, fault_kind::clamped, fault_kind::repeated,
                          fault_kind::foreign_row, fault_kind::bad_row})
    rule.faults.push_back({.kind = kind});
  return rule;
}

/// A third of all requests fail until every grade is settled.
void grade_bad_day(const round_size& size, const std::string& dialect) {
  auto platform = platform_of(size);
  auto settings = follow_all(platform.rules);
  for (const auto* setting : {"http.timeout=1s", "http.connect-timeout=1s"})
    settings.emplace_back(setting);
  settings.push_back("http.data-api=" + dialect);
  tracker_run run{{platform, settings, false}};
  run.platform().misbehave(bad_day());
  run.platform().misbehave(odd_lists());
  REQUIRE(run.wait_for(" | T-", 30s));
  const auto span = next_windows(run.rules(), platform.now(), size.windows);
  CHECK(wait_until_settled(run, span, size.limit));
  CHECK(run.stop() == 0);
  check_grades(run, span);
  check_events(run, span);
}

} // namespace

TEST_CASE("every grade equals the simulator's books on a bad day in the first dialect") {
  grade_bad_day({2, 2, 2, 3s, 280s}, "v1");
}

TEST_CASE("every grade equals the simulator's books on a bad day in the second dialect") {
  grade_bad_day({3, 4, 5, 6s, 180s}, "v2");
}

TEST_CASE("long: 8 series and 20 wallets for 30 windows on a bad day", "[.long]") {
  grade_bad_day({8, 20, 30, 6s, 1800s}, "v1");
}
