// SPDX-License-Identifier: MIT
// 100,000 windows in virtual time with the whole tracker: its memory over time, and the
// growth of its file per window.
//
//     bench_rollover [windows]
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/wiring/virtual_run.hpp"
#include "tests/simulator/simulator_source.hpp"
#include "tests/support/process.hpp"
#include "tests/support/simulated_run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <variant>

using namespace tracker;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t windows_by_default = 100'000;
constexpr int figures_per_run = 10;
constexpr auto window_length = 5min;
constexpr auto clock_interval = 30s;
constexpr auto poll_interval = 5min;

/// Private resident memory of this process in MiB. The simulated platform keeps no state
/// between requests, so any growth is the tracker's.
double private_mebibytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:"))
      return std::strtod(line.c_str() + 8, nullptr) / 1024;
  return 0;
}

double mebibytes_of(const std::string& file) {
  return static_cast<double>(std::filesystem::file_size(file)) / (1024.0 * 1024.0);
}

struct plan {
  exchange::market_rules rules;
  settings effective;
  timestamp start{};
  timestamp end{};
  timestamp last_end{};
  std::int64_t windows = 0;
};

plan plan_run(const std::string& folder, std::int64_t windows) {
  plan result;
  auto& wallets = result.rules.wallets;
  wallets.series = test::series_of_all_assets("5m");
  const auto series = static_cast<std::int64_t>(wallets.series.size());
  const auto first = from_unix_seconds(1'768'936'500);
  result.windows = windows / series * series;
  result.start = first - 1s;
  result.last_end = first + windows / series * window_length;
  // Time for the grades of the last windows: one more late poll.
  result.end = result.last_end + 2 * poll_interval + 2min;
  result.rules.resolution_delay = 8s;
  result.rules.clob_lag = 5s;
  wallets.count = 1;
  wallets.trading_begin = first;
  wallets.idle_percent = 72;
  result.effective = test::unwatched_settings(result.rules, folder + "/rollover.db");
  result.effective.poll_interval = poll_interval;
  result.effective.clock_interval = clock_interval;
  return result;
}

/// The ticks of the run; prints a line after each tenth of them.
tick_source watched_ticks(const plan& run) {
  return [ticks = regular_ticks(run.start, clock_interval, run.end), next = run.start,
          step = (run.last_end - run.start) / figures_per_run, start = run.start,
          per_step = run.windows / figures_per_run, number = std::int64_t{0},
          file = run.effective.ledger_file]() mutable {
    auto current_tick = ticks();
    if (current_tick && current_tick->now >= next) {
      fmt::print("{:>9}{:>14.1f}{:>12.1f}\n", number++ * per_step, private_mebibytes(),
                 mebibytes_of(file));
      std::fflush(stdout);
      next = start + number * step;
    }
    return current_tick;
  };
}

struct found_grades {
  std::uint64_t grades = 0;
  std::uint64_t settled = 0;
  std::size_t windows = 0;
};

/// The grades of the planned windows, without windows that have begun since.
found_grades count_grades(const plan& run) {
  auto opened = ledger_reader::open(run.effective.ledger_file);
  found_grades result;
  if (auto* reader = std::get_if<ledger_reader>(&opened)) {
    std::set<std::string> slugs;
    reader->each_grade({}, [&](const grade& row) {
      if (row.window.end > run.last_end)
        return;
      ++result.grades;
      result.settled += is_settled(row.status) ? 1 : 0;
      slugs.insert(row.window.slug);
    });
    result.windows = slugs.size();
  }
  return result;
}

} // namespace

int main(int argc, char** argv) {
  const test::temporary_directory folder;
  const auto run =
      plan_run(folder.path().string(),
               argc > 1 ? std::strtoll(argv[1], nullptr, 10) : windows_by_default);
  fmt::print("{} windows of 8 series, one wallet, a tick every {} s, a poll every {} "
             "s\n\n{:>9}{:>14}{:>12}\n",
             run.windows, clock_interval / 1s, poll_interval / 1s, "windows",
             "memory, MiB", "file, MiB");
  virtual_run_options options;
  options.start = run.start;
  options.ticks = watched_ticks(run);
  options.replies = std::make_shared<exchange::simulator_source>(run.rules);
  options.last_word = "all windows have rolled over";
  const auto start_time = std::chrono::steady_clock::now();
  const auto end = run_virtually(run.effective, options);
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - start_time;
  const auto& file = run.effective.ledger_file;
  const auto bytes = std::filesystem::file_size(file);
  fmt::print("{:>9}{:>14.1f}{:>12.1f}\n\n", run.windows, private_mebibytes(),
             mebibytes_of(file));
  const auto found = count_grades(run);
  fmt::print("exit {}, {:.0f} s, {:.0f} windows/s; {} grades of {} windows, {} settled; "
             "{} bytes of file for each window\n",
             end.exit_code, took.count(), static_cast<double>(run.windows) / took.count(),
             found.grades, found.windows, found.settled,
             bytes / static_cast<std::uint64_t>(run.windows));
}
