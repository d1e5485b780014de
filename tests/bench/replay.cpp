// SPDX-License-Identifier: MIT
// A day of 96 windows in each of 8 series, traded by 10 wallets, recorded in a simulated
// run and replayed by the real program: time and memory of the replay.
#include "tests/support/process.hpp"
#include "tests/support/simulated_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

constexpr int rounds = 5;

/// The intervals of the recorded tracker.
struct cadence {
  timespan current_tick;
  timespan poll;
};

// Intervals change the number of records, but not the windows, wallets and fills of a
// day.
constexpr std::array cadences{cadence{1min, 5min}, cadence{10s, 1min}};

simulated_run a_day(const std::string& folder, const cadence& intervals) {
  simulated_run run;
  // From 2026-11-24T00:00:00Z on, with time for the grades of the last windows.
  run.start = from_unix_seconds(1'795'478'400);
  run.end = run.start + 24h - 1s;
  auto& wallets = run.rules.wallets;
  run.rules.resolution_delay = 8s;
  run.rules.clob_lag = 5s;
  wallets.count = 10;
  wallets.trading_begin = run.start;
  wallets.idle_percent = 72;
  wallets.series = series_of_all_assets("15m");
  run.effective = unwatched_settings(run.rules, folder + "/made.db");
  run.effective.poll_interval = intervals.poll;
  run.effective.clock_interval = intervals.current_tick;
  return run;
}

struct figures {
  double seconds = 0;
  double cpu_seconds = 0;
  double mebibytes = 0;
  std::string last_lines;
};

figures replay(const std::string& capture, const std::string& home) {
  program command;
  command.path = TRACKER_BINARY;
  command.environment = {{"HOME", home}};
  command.arguments = {"replay", capture, "--log.console=false"};
  const auto start_time = std::chrono::steady_clock::now();
  process run{command};
  const auto code = run.wait(600s);
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - start_time;
  if (code != 0)
    fmt::print("the replay has failed: these figures are invalid\n{}\n",
               run.text(stream::err));
  const std::chrono::duration<double> cpu = run.processor_time();
  return {took.count(), cpu.count(),
          static_cast<double>(run.resident_bytes()) / (1024.0 * 1024.0), run.text()};
}

void measure(const cadence& intervals) {
  const temporary_directory folder;
  const auto file = (folder.path() / "day.cap").string();
  const auto size =
      write_simulated_capture(a_day(folder.path().string(), intervals), file);
  fmt::print(
      "a day of 96 windows x 8 series, 10 wallets, polled every {} s, a tick every "
      "{} s:\n{} records, {} replies, {:.1f} MiB\n",
      intervals.poll / 1s, intervals.current_tick / 1s, size.records, size.replies,
      static_cast<double>(size.bytes) / (1024.0 * 1024.0));
  std::vector<figures> all;
  for (int round = 0; round < rounds; ++round)
    all.push_back(replay(file, folder.path().string()));
  std::sort(all.begin(), all.end(), [](const figures& left, const figures& right) {
    return left.seconds < right.seconds;
  });
  const auto& middle = all[all.size() / 2];
  const auto words = middle.last_lines.find(" grades, ");
  const auto events =
      words == std::string::npos ? 0.0 : std::stod(middle.last_lines.substr(words + 9));
  fmt::print("{}median of {}: {:.2f} s ({:.2f} s of processor time), {:.0f} records/s, "
             "{:.0f} events/s, {:.0f} MiB at most; goal 2 s and 200 MiB\n\n",
             middle.last_lines, rounds, middle.seconds, middle.cpu_seconds,
             static_cast<double>(size.records) / middle.seconds, events / middle.seconds,
             middle.mebibytes);
  std::fflush(stdout);
}

} // namespace

int main() {
  for (const auto& intervals : cadences)
    measure(intervals);
}
