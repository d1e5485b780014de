// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/system/tracker_run.hpp"

#include <csignal>
#include <random>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// Eight series at a thousand beats a second: eight thousand lines a second.
run_options heavy_load() {
  run_options options;
  options.platform.rules.window_length = 2s;
  options.settings = {
      "tracker.window-length=2s", "clock.interval=1ms",
      R"(tracker.series=["a-updown-5m","b-updown-5m","c-updown-5m","d-updown-5m",)"
      R"("e-updown-5m","f-updown-5m","g-updown-5m","h-updown-5m"])"};
  return options;
}

std::size_t index_of(const std::vector<std::string>& lines, const std::string& part) {
  std::size_t found = lines.size();
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].find(part) != std::string::npos)
      found = i;
  return found;
}

std::size_t count_of(const std::vector<std::string>& lines, const std::string& part) {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
        return line.find(part) != std::string::npos;
      }));
}

/// Both places have the same complete lines, every beat has its line of every series, and
/// each actor's last line stands where its stage is.
void check_drained(const std::vector<std::string>& console,
                   const std::vector<std::string>& file) {
  REQUIRE(console.size() == file.size());
  CHECK(console == file);
  const auto written = number_before(file, " log | drained: ", " lines written");
  CHECK(written == static_cast<long>(file.size()));
  CHECK(count_of(file, "lines written, 0 dropped") == 1);

  // Every beat that was sent before the end was dealt with before the end. One subscriber
  // is the ledger, which writes no line about beats; all others are windows.
  long handled = 0;
  for (const char name : std::string_view{"abcdefgh"})
    handled +=
        number_before(file, std::string{" "} + name + "-updown-5m | drained: ", " beats");
  const auto deliveries = number_before(file, " clock | drained: ", " deliveries");
  const auto beats = number_before(file, " clock | drained: ", " beats");
  CHECK(handled <= deliveries);
  CHECK(handled >= deliveries - beats);
  CHECK(static_cast<long>(count_of(file, " | T-")) <= handled);

  const auto clock = index_of(file, " clock | drained: ");
  const auto fetcher = index_of(file, " fetcher | drained: ");
  const auto stopped = index_of(file, " supervisor | stopped in ");
  const auto log = index_of(file, " log | drained: ");
  for (const char name : std::string_view{"abcdefgh"}) {
    const auto actor = std::string{" INFO "} + name + "-updown-5m | ";
    const auto last = index_of(file, actor);
    CHECK(last < file.size());
    CHECK(file[last].find("drained: ") != std::string::npos);
    CHECK(clock < last);
    CHECK(last < fetcher);
  }
  CHECK(fetcher < stopped);
  CHECK(stopped < log);
  CHECK(log == file.size() - 1);
}

/// One run that ends at a moment of the generator's choosing.
void stop_at_random(std::mt19937& random) {
  tracker_run run{heavy_load()};
  // Before the first line there is nothing to drain; the signal may come any time behind.
  REQUIRE(run.wait_for("Silent Observer", 30s));
  std::this_thread::sleep_for(
      std::chrono::milliseconds{std::uniform_int_distribution{0, 900}(random)});
  const bool stalled = random() % 3 == 0;
  if (stalled) {
    run.tracker().pause_reading();
    // More than 10,000 lines pile up behind the console meanwhile.
    std::this_thread::sleep_for(1600ms);
  }
  const auto begun = std::chrono::steady_clock::now();
  run.tracker().signal(SIGTERM);
  if (stalled)
    run.tracker().resume_reading();
  CHECK(run.tracker().wait(20s) == 0);
  CHECK(std::chrono::steady_clock::now() - begun < 10s);
  check_drained(run.tracker().lines(), run.logged());
}

} // namespace

TEST_CASE("SIGTERM at any moment: exit 0, every line in both places, in order") {
  std::mt19937 random{20261124};
  for (int round = 0; round < 8; ++round) {
    INFO("round " << round);
    stop_at_random(random);
  }
}

TEST_CASE("long: 200 SIGTERMs at random moments", "[.long]") {
  std::mt19937 random{std::random_device{}()};
  for (int round = 0; round < 200; ++round) {
    INFO("round " << round);
    stop_at_random(random);
  }
}

TEST_CASE("a second SIGTERM ends it at once with 130") {
  tracker_run run{heavy_load()};
  REQUIRE(run.wait_for(" | T-", 30s));
  // A console nobody reads keeps the log tee from draining.
  run.tracker().pause_reading();
  std::this_thread::sleep_for(500ms);
  run.tracker().signal(SIGTERM);
  std::this_thread::sleep_for(500ms);
  const auto begun = std::chrono::steady_clock::now();
  run.tracker().signal(SIGTERM);
  CHECK(run.tracker().wait(5s) == 130);
  CHECK(std::chrono::steady_clock::now() - begun < 1s);
}

TEST_CASE("a stage that does not drain: exit 3 within the grace, and its name") {
  auto options = heavy_load();
  options.settings.push_back("shutdown.grace=2s");
  tracker_run run{options};
  REQUIRE(run.wait_for(" | T-", 30s));
  run.tracker().pause_reading();
  std::this_thread::sleep_for(500ms);
  const auto begun = std::chrono::steady_clock::now();
  run.tracker().signal(SIGTERM);
  CHECK(run.tracker().wait(10s) == 3);
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
  run.tracker().resume_reading();
  // The file has what the console has not, and who held how much.
  const auto file = run.logged();
  CHECK(count_of(file, " supervisor | stopped in ") == 1);
  const auto names_the_holder = [](const std::string& line) {
    return line.find("log_tee held ") != std::string::npos;
  };
  CHECK(run.tracker().wait_for_line(names_the_holder, 5s, stream::err));
}

TEST_CASE("SIGINT drains like SIGTERM") {
  tracker_run run{heavy_load()};
  REQUIRE(run.wait_for(" | T-", 30s));
  run.tracker().signal(SIGINT);
  CHECK(run.tracker().wait(15s) == 0);
  check_drained(run.tracker().lines(), run.logged());
  CHECK(count_of(run.logged(), "stopping: SIGINT") == 1);
}
