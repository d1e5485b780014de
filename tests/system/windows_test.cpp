// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/system/support/bad_day.hpp"
#include "tests/system/support/tracker_run.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

exchange::server_options windows_of(std::chrono::seconds length) {
  exchange::server_options options;
  options.rules.window_length = length;
  options.rules.resolution_spread = 1500ms;
  options.rules.split_percent = 10;
  options.rules.swapped_percent = 40;
  options.rules.misleading_percent = 40;
  return options;
}

/// Every row is the truth, no window has two, and none between the first and the last row
/// is missing.
void check_rows(const std::vector<std::string>& lines,
                const exchange::market_rules& rules, std::size_t wanted) {
  const auto rows = graded_rows(lines);
  CHECK(rows.size() >= wanted);
  for (const auto& [slug, outcome] : rows) {
    INFO(slug);
    CHECK(rows.count(slug) == 1);
    const auto truth = exchange::find_market(slug, rules);
    REQUIRE(truth);
    CHECK(outcome == to_string(truth->winner));
  }
  const auto first = exchange::find_market(rows.begin()->first, rules);
  for (std::size_t i = 0; i < wanted; ++i) {
    const auto start = to_unix_seconds(first->start) +
                       static_cast<std::int64_t>(i) * rules.window_length.count();
    INFO("window " << i << ", " << start);
    CHECK(rows.count("btc-updown-15m-" + std::to_string(start)) == 1);
  }
}

/// `sent late p50 … p99 … max …`: how late the clock sent its ticks.
std::string lateness(const std::vector<std::string>& lines) {
  for (const auto& line : lines) {
    const auto begin = line.find("sent late ");
    if (line.find(" clock | drained: ") != std::string::npos &&
        begin != std::string::npos)
      return line.substr(begin, line.find(" | ", begin) - begin);
  }
  return "no figures";
}

} // namespace

TEST_CASE("every window in a row has its row, and each is right") {
  tracker_run run{
      {windows_of(2s),
       {"tracker.window-length=2s", "tracker.grade-delay=500ms", "clock.interval=250ms"},
       false}};
  // Rows follow the winners, not always in the order of the windows: wait for three more.
  CHECK(run.wait_for_rows(11, 60s));
  CHECK(run.stop() == 0);
  check_rows(run.logged(), run.rules(), 8);
}

TEST_CASE("every window has its row although a third of all requests fail") {
  tracker_run run{{windows_of(2s),
                   {"tracker.window-length=2s", "tracker.grade-delay=500ms",
                    "clock.interval=250ms", "http.timeout=1s", "http.connect-timeout=1s"},
                   false}};
  run.platform().misbehave(bad_day());
  CHECK(run.wait_for_rows(5, 120s));
  // Windows before the last graded one may still be pending: wait for them.
  run.platform().behave();
  CHECK(run.wait_for_rows(12, 180s));
  CHECK(run.stop() == 0);
  check_rows(run.logged(), run.rules(), 5);
}

TEST_CASE("an outage of a host costs no window and is reported once") {
  tracker_run run{
      {windows_of(2s), {"tracker.window-length=2s", "tracker.grade-delay=500ms"}, false}};
  REQUIRE(run.wait_for_rows(1, 30s));
  run.platform().take_down(host::gamma);
  run.platform().take_down(host::clob);
  CHECK(run.wait_for("waiting for market data", 30s));
  CHECK(run.wait_for("WARN fetcher | gamma", 30s));
  run.platform().bring_up(host::gamma);
  run.platform().bring_up(host::clob);
  // After an outage the newest windows are graded first: wait for the oldest.
  CHECK(run.wait_for_rows(14, 120s));
  CHECK(run.stop() == 0);
  const auto lines = run.logged();
  check_rows(lines, run.rules(), 8);
  CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
          return line.find("WARN fetcher | gamma") != std::string::npos;
        }) == 1);
}

TEST_CASE("long: 50 windows of 6 s in a row, on a good and on a bad day", "[.long]") {
  const std::vector<std::string> settings{"tracker.window-length=6s"};
  tracker_run good{{windows_of(6s), settings, false}};
  tracker_run bad{{windows_of(6s), settings, false}};
  bad.platform().misbehave(bad_day());
  REQUIRE(bad.wait_for(" | T-", 30s));
  CHECK(good.wait_for_rows(50, 400s));
  // Rows follow the winners: the last of the 50 windows may come after later ones.
  CHECK(bad.wait_for_rows(50, 400s));
  bad.platform().behave();
  CHECK(bad.wait_for_rows(62, 400s));
  CHECK(good.stop() == 0);
  CHECK(bad.stop() == 0);
  check_rows(good.logged(), good.rules(), 50);
  check_rows(bad.logged(), bad.rules(), 50);
  WARN("good day: " << lateness(good.logged()));
  WARN("bad day:  " << lateness(bad.logged()));
  WARN("bad day's requests: " << bad.platform().count());
}
