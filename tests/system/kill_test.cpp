// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/system/support/simulated_truth.hpp"

#include <random>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// Wallets that trade in short windows, polled as often as the budgets allow.
run_options busy_run() {
  run_options options;
  auto& rules = options.platform.rules;
  rules.window_length = 2s;
  rules.resolution_spread = 1s;
  rules.split_percent = 10;
  rules.swapped_percent = 40;
  rules.wallets.count = 2;
  rules.wallets.series = {"btc-updown-15m", "eth-updown-15m", "sol-updown-15m"};
  rules.wallets.trading_begin = options.platform.now();
  rules.wallets.idle_percent = 5;
  rules.wallets.index_jitter = 500ms;
  options.settings = follow_all(rules);
  for (const auto* setting : {"http.data-api=v2", "clock.interval=50ms",
                              "tracker.poll-interval=100ms", "tracker.grade-delay=200ms"})
    options.settings.emplace_back(setting);
  return options;
}

/// The time to each kill is random, start-up included; the last run lasts until
/// everything is settled.
void kill_at_random(int kills, std::mt19937& random, std::chrono::seconds limit) {
  tracker_run run{busy_run()};
  REQUIRE(run.wait_for("NEW WINDOW", 30s));
  const auto first = next_windows(run.rules(), std::chrono::system_clock::now(), 1);
  for (int kill = 0; kill < kills; ++kill) {
    std::this_thread::sleep_for(
        std::chrono::milliseconds{std::uniform_int_distribution{20, 900}(random)});
    run.kill();
    run.start_again();
  }
  const auto last = next_windows(run.rules(), std::chrono::system_clock::now(), 1);
  const stretch all{first.start, last.end};
  CHECK(wait_until_settled(run, all, limit));
  CHECK(run.stop() == 0);
  check_grades(run, all);
  check_events(run, all);
  auto options = span_options(all);
  options.emplace_back("--coverage");
  const auto coverage = run.report(options);
  INFO(coverage.dump());
  CHECK(coverage["windows"] == markets_of(run.rules(), all).size());
  CHECK(coverage["missed"] == 0);
}

} // namespace

TEST_CASE("kill -9 at random moments: every event and every grade once") {
  std::mt19937 random{20261125};
  kill_at_random(20, random, 120s);
}

TEST_CASE("long: 500 times kill -9 at random moments", "[.long]") {
  std::mt19937 random{std::random_device{}()};
  kill_at_random(500, random, 900s);
}
