// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/system/support/bad_day.hpp"
#include "tests/system/support/simulated_truth.hpp"

#include <csignal>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t past_windows = 40;

/// Wallets that have traded for ten minutes when the tracker starts.
run_options traded_before() {
  run_options options;
  auto& rules = options.platform.rules;
  rules.window_length = 2s;
  rules.split_percent = 10;
  rules.swapped_percent = 40;
  rules.wallets.count = 2;
  rules.wallets.series = {"btc-updown-15m", "eth-updown-15m"};
  rules.wallets.trading_begin = options.platform.now() - 10min;
  options.settings = follow_all(rules);
  for (const auto* setting : {"http.data-api=v2", "clock.interval=100ms",
                              "tracker.poll-interval=500ms", "tracker.grade-delay=200ms"})
    options.settings.emplace_back(setting);
  return options;
}

/// The last windows of each series that ended at least some seconds ago.
stretch past_span(const tracker_run& run, std::int64_t count = past_windows) {
  const auto now = std::chrono::system_clock::now();
  return next_windows(run.rules(), now - count * run.rules().window_length - 6s, count);
}

std::unique_ptr<process> start_backfill(const tracker_run& run, const stretch& span) {
  auto command = span_options(span);
  command.insert(command.begin(), "backfill");
  return run.start_command(command);
}

/// Its exit code; its output is part of the test's result.
std::optional<int> backfill(const tracker_run& run, const stretch& span) {
  const auto started = start_backfill(run, span);
  const auto code = started->wait(300s);
  UNSCOPED_INFO(started->text() << started->text(stream::err));
  return code;
}

std::size_t settled_rows(const tracker_run& run, const stretch& span) {
  auto options = span_options(span);
  options.emplace_back("--status=FINAL,VOID");
  return run.report(options).size();
}

/// Waits until the first windows of the span are graded and on disk.
void wait_for_settled_rows(const tracker_run& run, const stretch& span) {
  const auto limit = std::chrono::steady_clock::now() + 300s;
  while (settled_rows(run, span) == 0) {
    REQUIRE(std::chrono::steady_clock::now() < limit);
    std::this_thread::sleep_for(200ms);
  }
}

} // namespace

TEST_CASE("backfill: a span that was watched in part is graded completely, and once") {
  tracker_run run{traded_before()};
  REQUIRE(run.wait_for("WINDOW GRADED", 120s));
  REQUIRE(run.stop() == 0);
  std::this_thread::sleep_for(8s);
  const auto span = past_span(run);
  CHECK(backfill(run, span) == 0);
  check_grades(run, span);
  check_events(run, span);
  const auto rows = run.report(span_options(span));
  CHECK(rows.size() == 2 * 2 * past_windows);
  CHECK(backfill(run, span) == 0);
  CHECK(run.report(span_options(span)) == rows);
  auto options = span_options(span);
  options.emplace_back("--coverage");
  const auto coverage = run.report(options);
  INFO(coverage.dump());
  CHECK(coverage["missed"] == 0);
  CHECK(coverage["watched"] > 0);
  CHECK(coverage["known"] == "1.000000");
}

TEST_CASE("backfill: the next run of the tracker continues after the span") {
  tracker_run run{traded_before()};
  REQUIRE(run.wait_for("Started", 30s));
  REQUIRE(run.stop() == 0);
  // Windows before the first start are not missed; those after the span are.
  const auto span = past_span(run, 10);
  REQUIRE(backfill(run, span) == 0);
  const auto next = next_windows(run.rules(), std::chrono::system_clock::now(), 1);
  run.start_again();
  const stretch all{span.start, next.end};
  CHECK(wait_until_settled(run, all, 300s));
  CHECK(run.stop() == 0);
  check_grades(run, all);
  check_events(run, all);
}

TEST_CASE("backfill: killed or stopped halfway, it continues and keeps its grades") {
  tracker_run run{traded_before()};
  REQUIRE(run.wait_for("Started", 30s));
  REQUIRE(run.stop() == 0);
  const auto span = past_span(run);
  run.platform().misbehave(slow_gamma());
  {
    const auto killed = start_backfill(run, span);
    wait_for_settled_rows(run, span);
    killed->signal(SIGKILL);
    REQUIRE(killed->wait(10s));
  }
  const auto after_kill = settled_rows(run, span);
  CHECK(after_kill < 2 * 2 * past_windows);
  {
    const auto stopped = start_backfill(run, span);
    REQUIRE(stopped->wait_for_line(
        [](const std::string& line) { return line.find(" windows, ") != line.npos; },
        30s));
    std::this_thread::sleep_for(2s);
    stopped->signal(SIGINT);
    CHECK(stopped->wait(15s) == 1);
    CHECK(stopped->text().find("the same command") != std::string::npos);
  }
  CHECK(settled_rows(run, span) >= after_kill);
  run.platform().behave();
  CHECK(backfill(run, span) == 0);
  check_grades(run, span);
  check_events(run, span);
}

TEST_CASE(
    "backfill: windows without a winner stay PENDING, are named, and it ends with 1") {
  auto options = traded_before();
  options.platform.rules.stuck_percent = 30;
  tracker_run run{options};
  REQUIRE(run.wait_for("Started", 30s));
  REQUIRE(run.stop() == 0);
  const auto span = past_span(run, 10);
  const auto started = start_backfill(run, span);
  CHECK(started->wait(300s) == 1);
  std::size_t stuck = 0;
  for (const auto& market : markets_of(run.rules(), span)) {
    INFO(market.slug);
    const bool is_stuck = !market.gamma_resolves;
    stuck += is_stuck ? 1 : 0;
    CHECK((started->text().find("  " + market.slug + ": PENDING: ") !=
           std::string::npos) == is_stuck);
  }
  CHECK(stuck > 0);
  for (const auto& row : run.report(span_options(span)))
    if (row["status"] == "PENDING")
      CHECK(row["outcome"].is_null());
  CHECK(settled_rows(run, span) == (2 * 10 - stuck) * 2);
}

TEST_CASE("backfill: while a tracker runs it ends with 4 and its reason") {
  tracker_run run{traded_before()};
  REQUIRE(run.wait_for("NEW WINDOW", 30s));
  const auto started = start_backfill(run, past_span(run));
  CHECK(started->wait(20s) == 4);
  CHECK(started->text(stream::err).find("another tracker runs on") != std::string::npos);
  CHECK(run.stop() == 0);
}

TEST_CASE("status: of a running tracker, of one that has stopped, and of a backfill") {
  tracker_run run{traded_before()};
  REQUIRE(run.wait_for("NEW WINDOW", 30s));
  const auto ask = [&] {
    auto asked = run.start_command({"status", "--actors"});
    const auto code = asked->wait(10s);
    REQUIRE(code);
    return std::pair{*code, asked->text() + asked->text(stream::err)};
  };
  // A ledger that is busy with its first rows answers a little later.
  for (int i = 0; i < 20 && ask().second.find("ledger : no answer") != std::string::npos;
       ++i)
    continue;
  const auto [code, text] = ask();
  INFO(text);
  CHECK(code == 0);
  for (const auto* part : {"process ", "  ledger : ready", "  window btc-updown-15m : ",
                           "  window eth-updown-15m : ", "  wallet 0x", "  clock : "})
    CHECK(text.find(part) != std::string::npos);
  CHECK(run.stop() == 0);
  const auto [stopped_code, stopped_text] = ask();
  CHECK(stopped_code == 1);
  CHECK(stopped_text.find("no tracker runs on") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(run.home() / "polybot" / "status"));
  run.platform().misbehave(slow_gamma());
  const auto span = past_span(run);
  const auto started = start_backfill(run, span);
  wait_for_settled_rows(run, span);
  const auto [backfill_code, backfill_text] = ask();
  CHECK(backfill_code == 0);
  CHECK(backfill_text.find(" : backfill: ") != std::string::npos);
  run.platform().behave();
  CHECK(started->wait(300s) == 0);
}
