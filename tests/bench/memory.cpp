// SPDX-License-Identifier: MIT
// Whether the memory of the running tracker levels off: private bytes in each minute of a
// run with many short windows. Books of overridden lengths are kept for five minutes;
// until then memory grows with each window.
//
//     bench_memory [MINUTES]      20 by default
#include "tests/simulator/wallets/activity.hpp"
#include "tests/system/support/tracker_run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t wallets = 4;
/// From here on only caches and the slack of the allocator may grow.
constexpr std::size_t first_level_minute = 8;

run_options options_of_run() {
  run_options result;
  auto& rules = result.platform.rules;
  rules.window_length = 2s;
  rules.resolution_spread = 500ms;
  rules.wallets.count = wallets;
  rules.wallets.series.clear();
  std::string series;
  for (const char* asset : {"btc", "eth", "sol", "xrp"})
    for (const char* length : {"5m", "15m"}) {
      const auto name = fmt::format("{}-updown-{}", asset, length);
      rules.wallets.series.push_back(name);
      series += (series.empty() ? "" : ",") + name;
    }
  rules.wallets.trading_begin = timestamp{std::chrono::system_clock::now()};
  std::string addresses;
  for (const auto& wallet : exchange::simulated_wallets(rules))
    addresses += (addresses.empty() ? "" : ",") + wallet;
  result.settings = {"tracker.window-length=2s", "tracker.grade-delay=500ms",
                     "tracker.series=" + series, "tracker.wallets=" + addresses};
  return result;
}

double kibibytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1024;
}

} // namespace

int main(int argc, char** argv) {
  const int minutes = argc > 1 ? std::atoi(argv[1]) : 20;
  tracker_run run{options_of_run()};
  if (!run.wait_for_rows(1, 60s))
    return 1;
  fmt::print("8 series of 2 s, {} wallets\n\nminute  private KiB  change\n", wallets);
  std::vector<double> measured{kibibytes(run.tracker().private_bytes())};
  for (int minute = 1; minute <= minutes; ++minute) {
    std::this_thread::sleep_for(60s);
    measured.push_back(kibibytes(run.tracker().private_bytes()));
    fmt::print("{:>6}{:>13.0f}{:>+8.0f}\n", minute, measured.back(),
               measured.back() - measured[measured.size() - 2]);
    std::fflush(stdout);
  }
  const auto ended = run.stop(60s);
  const auto rows = graded_rows(run.logged()).size();
  fmt::print("\n{} windows graded\n", rows);
  if (measured.size() > first_level_minute + 1) {
    const auto span = static_cast<double>(measured.size() - 1 - first_level_minute);
    fmt::print("from minute {} on: {:+.1f} KiB a minute\n", first_level_minute,
               (measured.back() - measured[first_level_minute]) / span);
  }
  return ended == 0 ? 0 : 1;
}
