// SPDX-License-Identifier: MIT
// The program with a ledger of several years, compared with a new one.
//
//     bench_large_file [events [grades]]           in a temporary folder
//     bench_large_file FILE [events [grades]]      in FILE, which is kept and reused
//
// The full size of issue 4: bench_large_file FILE 10000000 1000000
#include "tests/bench/support/large_ledger.hpp"
#include "tests/bench/support/order_statistics.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

using steady = std::chrono::steady_clock;
using milliseconds = std::chrono::duration<double, std::milli>;

constexpr int rounds = 5;
/// The age of a run at which its resident memory is measured.
constexpr auto settling = 3s;

/// The tracker on one ledger, with its own home directory.
class rig {
public:
  rig(std::string home, std::string ledger)
      : home_{std::move(home)}, ledger_{std::move(ledger)} {
    std::filesystem::create_directories(home_);
  }

  /// Without arguments: the tracker itself.
  program command(std::vector<std::string> words) const {
    program result;
    result.path = TRACKER_BINARY;
    result.environment = {{"HOME", home_}};
    result.arguments = std::move(words);
    result.arguments.push_back("--ledger.file=" + ledger_);
    result.arguments.push_back(fmt::format(
        "--tracker.series=[\"{}\"]", fmt::join(large_ledger::series_names(), "\",\"")));
    result.arguments.push_back(
        fmt::format("--tracker.wallets=[\"{}\"]", large_ledger::owner().address));
    return result;
  }

  /// The tracker without a platform: the time until its first tick was handled, and its
  /// memory some seconds later.
  void start(milliseconds& first_tick, double& mebibytes) const {
    auto start = command({});
    // Ticks come at whole multiples of the interval: with a short one the first is early.
    for (const auto* setting :
         {"--clock.interval=10ms", "--log.file=", "--ledger.backup-interval=0s",
          "--http.gamma-url=http://127.0.0.1:9", "--http.data-url=http://127.0.0.1:9",
          "--http.clob-url=http://127.0.0.1:9"})
      start.arguments.emplace_back(setting);
    const auto start_time = steady::now();
    process tracker{start};
    const auto line = tracker.wait_for_line(
        [](const std::string& text) { return text.find(" | T-") != text.npos; }, 60s);
    first_tick = steady::now() - start_time;
    std::this_thread::sleep_for(settling);
    mebibytes = static_cast<double>(tracker.resident_bytes()) / (1024.0 * 1024.0);
    tracker.signal(SIGTERM);
    if (!line || tracker.wait(60s) != 0)
      fmt::print("the tracker has failed: these figures are invalid\n{}{}\n",
                 tracker.text(), tracker.text(stream::err));
  }

  /// Real and processor time of a command.
  std::pair<milliseconds, milliseconds> ask(const std::vector<std::string>& words) const {
    const auto start_time = steady::now();
    process asked{command(words)};
    const auto code = asked.wait(120s);
    const milliseconds took = steady::now() - start_time;
    if (code != 0)
      fmt::print("{} has failed: this figure is invalid\n{}\n", words.front(),
                 asked.text(stream::err));
    return {took, asked.processor_time()};
  }

private:
  std::string home_;
  std::string ledger_;
};

double print_start(const char* ledger, const rig& measured) {
  std::vector<milliseconds> waits(rounds);
  std::vector<double> sizes(rounds);
  for (std::size_t i = 0; i < rounds; ++i)
    measured.start(waits[i], sizes[i]);
  fmt::print("{:<12} start to first tick {:7.1f} ms (goal: 300), {:.1f} MiB resident\n",
             ledger, median(waits).count(), median(sizes));
  std::fflush(stdout);
  return median(sizes);
}

void print_command(const rig& measured, const std::vector<std::string>& words,
                   double goal_ms) {
  std::vector<milliseconds> real;
  std::vector<milliseconds> processor;
  for (int i = 0; i < rounds; ++i) {
    const auto [took, used] = measured.ask(words);
    real.push_back(took);
    processor.push_back(used);
  }
  fmt::print("{:<40} {:7.1f} ms, {:7.1f} ms of a core (goal: {:.0f})\n",
             fmt::format("{}", fmt::join(words, " ")), median(real).count(),
             median(processor).count(), goal_ms);
  std::fflush(stdout);
}

bool is_number(const std::string& text) {
  return text.find_first_not_of("0123456789") == std::string::npos;
}

} // namespace

int main(int argc, char** argv) {
  const temporary_directory folder;
  std::vector<std::string> words{argv + 1, argv + argc};
  auto file = (folder.path() / "large.db").string();
  if (!words.empty() && !is_number(words.front())) {
    file = words.front();
    words.erase(words.begin());
  }
  const auto number = [&](std::size_t index, std::uint64_t default_value) {
    return words.size() > index ? std::strtoull(words[index].c_str(), nullptr, 10)
                                : default_value;
  };
  const auto events = number(0, 200'000);
  const auto windows = number(1, 20'000);
  // Older than the windows that a tracker keeps open.
  const auto now =
      std::chrono::time_point_cast<timespan>(std::chrono::system_clock::now());
  const large_ledger content{windows, now - 3h};
  if (!std::filesystem::exists(file))
    content.fill(file, events);
  fmt::print("a ledger of {} MiB\n\n", std::filesystem::file_size(file) / 1024 / 1024);
  const rig large{(folder.path() / "large").string(), file};
  const rig empty{(folder.path() / "empty").string(),
                  (folder.path() / "empty.db").string()};
  print_command(large, {"report", "--by=day"}, 1000);
  print_command(large, {"explain", content.window_number(windows / 2).slug}, 50);
  const auto base_memory = print_start("empty file", empty);
  const auto large_memory = print_start("large file", large);
  fmt::print("{:+.1f} MiB (goal: at most +8)\n", large_memory - base_memory);
}
