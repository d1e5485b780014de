// SPDX-License-Identifier: MIT
// The capture of a real run after kill -9 and on a full disk.
#include "tests/actors/capture/capture_samples_plain.hpp"
#include "tests/support/catch.hpp"
#include "tests/system/support/simulated_truth.hpp"
#include "tests/system/support/small_disk.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include <sys/stat.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

run_options capturing_run(const std::string& file) {
  run_options options;
  auto& rules = options.platform.rules;
  rules.window_length = 2s;
  rules.wallets.count = 2;
  rules.wallets.series = {"btc-updown-15m", "eth-updown-15m", "sol-updown-15m"};
  rules.wallets.trading_begin = options.platform.now();
  rules.wallets.idle_percent = 5;
  options.settings = follow_all(rules);
  for (const auto* setting : {"http.data-api=v2", "clock.interval=50ms",
                              "tracker.poll-interval=100ms", "tracker.grade-delay=200ms"})
    options.settings.emplace_back(setting);
  options.settings.push_back("capture.file=" + file);
  return options;
}

decoded_file read_capture(const std::filesystem::path& path) {
  return decode_all(read_file(path));
}

/// Checks that at most the last record is truncated; returns the time of the last tick.
timestamp check_whole(const decoded_file& capture) {
  REQUIRE(capture.faults.size() <= 1);
  if (!capture.faults.empty())
    CHECK(capture.faults.front().kind == capture_fault_kind::truncated);
  timestamp last{};
  std::uint64_t number = 0;
  for (const auto& record : capture.records) {
    CHECK(record.number == number++);
    if (const auto* current_tick = std::get_if<tick>(&record.content))
      last = current_tick->now;
  }
  return last;
}

} // namespace

TEST_CASE("kill -9 leaves a capture that lacks at most its last record") {
  const temporary_directory folder;
  const auto file = folder.path() / "run.cap";
  std::mt19937 random{20261125};
  tracker_run run{capturing_run(file.string())};
  for (int life = 0; life < 5; ++life) {
    REQUIRE(run.wait_for("WINDOW GRADED", 30s));
    std::this_thread::sleep_for(
        std::chrono::milliseconds{std::uniform_int_distribution{0, 300}(random)});
    const timestamp killed = std::chrono::system_clock::now();
    run.kill();
    const auto capture = read_capture(file);
    CHECK(killed - check_whole(capture) < 2s);
    CHECK(capture.records.size() > 10);
    struct stat status {};
    REQUIRE(stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
    run.start_again();
  }
  REQUIRE(run.wait_for("WINDOW GRADED", 30s));
  CHECK(run.stop() == 0);
  CHECK(read_capture(file).faults.empty());
  const auto lines = run.logged();
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("capture | drained: ") != std::string::npos;
  }));
  // Each run has left a capture of its own.
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 6);
}

TEST_CASE("a full disk ends the capture with one warning and not the tracker") {
  const small_disk disk{"size=1m"};
  if (!disk.is_mounted())
    return;
  const auto file = disk.path() / "run.cap";
  tracker_run run{capturing_run(file.string())};
  REQUIRE(run.wait_for("WINDOW GRADED", 30s));
  disk.fill();
  REQUIRE(run.wait_for("the capture ends here", 30s));
  const auto next = next_windows(run.rules(), std::chrono::system_clock::now(), 2);
  for (const auto& market : markets_of(run.rules(), next))
    CHECK(run.wait_for("WINDOW GRADED: " + market.slug, 30s));
  CHECK(run.stop() == 0);
  const auto lines = run.logged();
  CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
          return line.find("No space left on device") != std::string::npos &&
                 line.find("WARN") != std::string::npos;
        }) == 1);
  const auto capture = read_capture(file);
  CHECK(capture.faults.empty());
  check_whole(capture);
}

TEST_CASE("a disk that is full at the start means no capture and a tracker that runs") {
  const small_disk disk{"size=64k"};
  if (!disk.is_mounted())
    return;
  disk.fill();
  tracker_run run{capturing_run((disk.path() / "run.cap").string())};
  CHECK(run.wait_for("the capture ends here", 30s));
  CHECK(run.wait_for("WINDOW GRADED", 30s));
  CHECK(run.stop() == 0);
}

TEST_CASE("an impossible path of the capture is a wrong setting") {
  const temporary_directory folder;
  const auto file = folder.path() / "diary.txt";
  std::ofstream{file} << "Dear diary, today BTC went up.\n";
  tracker_run run{capturing_run(file.string())};
  CHECK(run.tracker().wait(20s) == 2);
  CHECK(run.tracker()
            .text(stream::err)
            .find("capture.file: " + file.string() + " is not a capture") !=
        std::string::npos);
}
