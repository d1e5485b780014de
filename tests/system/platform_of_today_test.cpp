// SPDX-License-Identifier: MIT
// The platform since November 2026: the second dialect, markets of both protocols, one of
// three sources stuck in every window, rows that are shown late without notice, and a
// third of all replies faulty.
#include "tests/support/catch.hpp"
#include "tests/system/support/bad_day.hpp"
#include "tests/system/support/simulated_truth.hpp"

#include <algorithm>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

struct day_size {
  std::size_t series = 1;
  unsigned wallets = 4;
  std::int64_t windows = 4;
  std::chrono::seconds length{6};
  std::chrono::milliseconds late_by{0};
  std::chrono::seconds limit{0};
};

exchange::server_options platform_of_today(const day_size& size) {
  exchange::server_options options;
  auto& rules = options.rules;
  rules.window_length = size.length;
  rules.resolution_spread = 1500ms;
  rules.clob_lag = 500ms;
  rules.resolutions_lag = 700ms;
  rules.protocol2_percent = 50;
  rules.stuck_source_percent = 100;
  rules.swapped_percent = 40;
  rules.misleading_percent = 40;
  rules.other_fees_percent = 30;
  auto& wallets = rules.wallets;
  wallets.count = size.wallets;
  wallets.series.clear();
  for (const char* asset : {"btc", "eth", "sol", "xrp", "doge"})
    if (wallets.series.size() < size.series)
      wallets.series.push_back(std::string{asset} + "-updown-15m");
  wallets.trading_begin = options.now();
  wallets.index_delay = 300ms;
  wallets.index_jitter = 1500ms;
  wallets.late_percent = 30;
  wallets.late_by = size.late_by;
  return options;
}

void grade_day(const day_size& size) {
  const auto platform = platform_of_today(size);
  auto settings = follow_all(platform.rules);
  for (const auto* setting : {"http.timeout=1s", "http.connect-timeout=1s"})
    settings.emplace_back(setting);
  tracker_run run{{platform, settings, false}};
  run.platform().misbehave(bad_day());
  REQUIRE(run.wait_for(" | T-", 30s));
  const auto span = next_windows(run.rules(), platform.now(), size.windows);
  const auto markets = markets_of(run.rules(), span);
  CHECK(std::any_of(markets.begin(), markets.end(),
                    [](const auto& market) { return market.is_protocol2; }));
  CHECK(std::any_of(markets.begin(), markets.end(),
                    [](const auto& market) { return !market.is_protocol2; }));
  CHECK(wait_until_settled(run, span, size.limit));
  // Late rows are shown by then and amend the grades that lacked them.
  std::this_thread::sleep_for(size.late_by);
  CHECK(run.stop() == 0);
  CHECK(run.platform().count("data /activity") == 0);
  CHECK(run.platform().count("data /v2/resolutions") > 0);
  check_grades(run, span);
  check_events(run, span);
}

} // namespace

TEST_CASE("today: both protocols, a source stuck in each window, rows late, a bad day",
          "[today]") {
  grade_day({2, 4, 5, 6s, 10s, 240s});
}

TEST_CASE("long: today, 100 windows of 4 wallets, rows up to 10 minutes late",
          "[.long][today]") {
  grade_day({5, 4, 20, 6s, 600s, 3600s});
}

TEST_CASE("today: windows of an unknown version are unsupported, the others are graded",
          "[today]") {
  // Of 18 windows at least one is odd; of 6 none is in one run of 64.
  auto platform = platform_of_today({3, 2, 6, 4s});
  platform.rules.stuck_source_percent = 0;
  platform.rules.odd_version_percent = 50;
  platform.rules.wallets.late_percent = 0;
  auto settings = follow_all(platform.rules);
  settings.emplace_back("tracker.poll-interval=1s");
  tracker_run run{{platform, settings, false}};
  REQUIRE(run.wait_for(" | T-", 30s));
  const auto span = next_windows(run.rules(), platform.now(), 6);
  REQUIRE(run.wait_for_rows(2, 60s));
  std::this_thread::sleep_for(span.end - platform.now() + 5s);
  CHECK(run.stop() == 0);
  const auto markets = markets_of(run.rules(), span);
  const auto odd = std::count_if(markets.begin(), markets.end(), [](const auto& market) {
    return market.version == "v3";
  });
  REQUIRE(odd > 0);
  const auto lines = run.logged();
  for (const auto& market : markets) {
    const auto reports = std::count_if(lines.begin(), lines.end(), [&](const auto& line) {
      return line.find("ERROR") != std::string::npos &&
             line.find("version: expected one of \"v1\", \"v2\", found \"v3\"; " +
                       market.slug + " is unsupported") != std::string::npos;
    });
    CHECK(reports == (market.version == "v3" ? 1 : 0));
  }
  auto options = span_options(span);
  options.emplace_back("--coverage");
  const auto coverage = run.report(options);
  CHECK(coverage["unsupported"] == odd);
  CHECK(coverage["missed"] == 0);
}
