// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/system/support/bad_day.hpp"
#include "tests/system/support/simulated_truth.hpp"

#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

run_options run_over(const std::vector<std::string>& series) {
  run_options options;
  auto& rules = options.platform.rules;
  rules.window_length = 2s;
  rules.split_percent = 10;
  rules.swapped_percent = 40;
  rules.wallets.count = 2;
  rules.wallets.series = series;
  rules.wallets.trading_begin = options.platform.now();
  options.settings = follow_all(rules);
  for (const auto* setting : {"http.data-api=v2", "clock.interval=100ms",
                              "tracker.poll-interval=500ms", "tracker.grade-delay=200ms"})
    options.settings.emplace_back(setting);
  return options;
}

nlohmann::json coverage(const tracker_run& run, const stretch& span) {
  auto options = span_options(span);
  options.emplace_back("--coverage");
  return run.report(options);
}

/// Waits for a graded window and stops the tracker in order.
void stop_after_a_window(tracker_run& run) {
  REQUIRE(run.wait_for("WINDOW GRADED", 60s));
  REQUIRE(run.stop() == 0);
}

/// Kills the tracker when the first windows of the gap are graded; gamma answers slowly
/// until then.
void kill_during_backfill(tracker_run& run, const stretch& gap) {
  run.platform().misbehave(slow_gamma());
  run.start_again();
  REQUIRE(run.wait_for("WINDOW GRADED", 60s));
  run.kill();
  run.platform().behave();
  const auto shown = coverage(run, gap);
  INFO(shown.dump());
  // A line may be printed before its fact is on disk: the count may be 0.
  CHECK(shown["backfilled"] < markets_of(run.rules(), gap).size());
  run.start_again();
}

/// All windows of the gap are back-filled and right, and no other window is missing.
void check_whole(tracker_run& run, const stretch& gap, const stretch& all) {
  CHECK(wait_until_settled(run, all, 120s));
  CHECK(run.stop() == 0);
  const auto wanted = markets_of(run.rules(), gap).size();
  const auto of_gap = coverage(run, gap);
  INFO(of_gap.dump());
  CHECK(of_gap["windows"] == wanted);
  CHECK(of_gap["backfilled"] == wanted);
  CHECK(of_gap["known"] == "1.000000");
  const auto of_all = coverage(run, all);
  INFO(of_all.dump());
  CHECK(of_all["windows"] == markets_of(run.rules(), all).size());
  CHECK(of_all["missed"] == 0);
  CHECK(of_all["gaps"].empty());
  check_grades(run, all);
  check_events(run, all);
}

/// Two trackers miss the same windows; one of them is killed during the back-fill.
void miss_windows(const std::vector<std::string>& series, std::int64_t count) {
  tracker_run plain{run_over(series)};
  tracker_run killed{run_over(series)};
  stop_after_a_window(plain);
  stop_after_a_window(killed);
  const auto now = std::chrono::system_clock::now();
  const auto gap = next_windows(plain.rules(), now, count);
  const stretch all{gap.start, gap.end + plain.rules().window_length};
  std::this_thread::sleep_until(gap.end);
  plain.start_again();
  kill_during_backfill(killed, gap);
  check_whole(plain, gap, all);
  check_whole(killed, gap, all);
}

} // namespace

TEST_CASE("40 windows of a downtime are back-filled, also when kill -9 interrupts that") {
  miss_windows({"btc-updown-15m", "eth-updown-15m", "sol-updown-15m", "xrp-updown-15m"},
               10);
}

TEST_CASE("long: 40 windows in a row of a downtime are back-filled", "[.long]") {
  miss_windows({"btc-updown-15m"}, 40);
}
