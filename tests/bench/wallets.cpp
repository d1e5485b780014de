// SPDX-License-Identifier: MIT
// One tracker with 10, 100 and 1,000 wallets: CPU time per hour, private memory, requests
// per second and the longest time between two readings of a wallet. An hour of the
// simulated platform in virtual time, without sockets and TLS; 8 series of 15 minutes, of
// whose windows each wallet trades a tenth. The variable WALLETS gives other numbers.
#include "main/config/setting_checks.hpp"
#include "main/wiring/pace.hpp"
#include "tests/simulator/wallets/activity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/simulated_run.hpp"
#include "tests/system/support/virtual_platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

constexpr timespan measured = 1h;

/// The private bytes of this process.
std::int64_t private_bytes() {
  std::ifstream file{"/proc/self/smaps_rollup"};
  std::int64_t kilobytes = 0;
  for (std::string name; file >> name;)
    if (name.starts_with("Private_")) {
      std::int64_t part = 0;
      file >> part;
      kilobytes += part;
    }
  return kilobytes * 1024;
}

timespan process_time() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto duration = [](const timeval& time) {
    return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
  };
  return duration(used.ru_utime) + duration(used.ru_stime);
}

/// The measurements of one wallet's requests.
struct wallet_reads {
  timestamp last{};
  timespan longest{};
  std::uint64_t count = 0;
};

/// Measures the requests of a run after its first readings.
class request_watch {
public:
  explicit request_watch(timestamp begin) : begin_{begin} {}

  void note(const exchange::request& request, timestamp now) {
    if (now < begin_)
      return;
    if (++all_ % 500 == 1)
      memory_ = std::max(memory_, private_bytes());
    const auto user = request.query.find("user");
    if (request.path != "/v2/activity" || user == request.query.end())
      return;
    auto& reads = wallets_[user->second];
    if (reads.count++ > 0)
      reads.longest = std::max<timespan>(reads.longest, now - reads.last);
    reads.last = now;
    recent_.push_back(now);
    while (recent_.front() + 10s <= now)
      recent_.pop_front();
    most_in_ten_seconds_ = std::max(most_in_ten_seconds_, recent_.size());
  }

  std::uint64_t requests() const { return all_; }
  std::int64_t memory() const { return memory_; }
  std::size_t most_in_ten_seconds() const { return most_in_ten_seconds_; }
  std::size_t wallets() const { return wallets_.size(); }
  timespan stalest(timestamp end) const {
    timespan result{0};
    for (const auto& [address, reads] : wallets_)
      result = std::max<timespan>({result, reads.longest, end - reads.last});
    return result;
  }

private:
  timestamp begin_;
  std::map<std::string, wallet_reads> wallets_;
  std::deque<timestamp> recent_;
  std::size_t most_in_ten_seconds_ = 0;
  std::uint64_t all_ = 0;
  std::int64_t memory_ = 0;
};

void measure(unsigned count) {
  exchange::market_rules rules;
  rules.window_length = 900s;
  rules.resolution_delay = 8s;
  rules.clob_lag = 5s;
  rules.resolutions_lag = 3s;
  rules.wallets.count = count;
  rules.wallets.series = series_of_all_assets("15m");
  rules.wallets.idle_percent = 90;
  const auto start = from_unix_seconds(1'796'000'400L / 900 * 900);
  rules.wallets.trading_begin = start - 2h;
  virtual_platform platform{rules, start};
  const auto round = wallet_round(platform.effective);
  // Time for the first readings, until the state is steady.
  const timespan warm_up = std::max<timespan>(15min, 3 * round);
  const auto begin = start + warm_up;
  request_watch watch{begin};
  timespan cpu_before{};
  timespan platform_before{};
  bool has_begun = false;
  platform.model = [&](const exchange::request& request, const exchange::reply& good,
                       timestamp now) -> attempt_end {
    if (!has_begun && now >= begin) {
      has_begun = true;
      cpu_before = process_time();
      platform_before = platform.platform_time();
    }
    watch.note(request, now);
    return {50ms, answer_of(good)};
  };
  if (platform.run(warm_up + measured) != 0) {
    fmt::print("the run has failed: no figures\n");
    return;
  }
  const auto seconds = [](timespan span) {
    return std::chrono::duration<double>(span).count();
  };
  // Without the start; the stop at the end is included.
  const auto cpu = process_time() - cpu_before;
  const auto simulated = platform.platform_time() - platform_before;
  const auto late = platform.lines(" ERROR ").size() + platform.lines(" WARN ").size();
  fmt::print("| {:>6} | {:>8.0f} | {:>8.1f} | {:>8.1f} | {:>7.0f} | {:>8.2f} | {:>8} | "
             "{:>8.0f} | {:>6} |\n",
             count, seconds(round), seconds(cpu - simulated), seconds(simulated),
             static_cast<double>(watch.memory()) / (1024.0 * 1024.0),
             static_cast<double>(watch.requests()) / seconds(measured),
             watch.most_in_ten_seconds(), seconds(watch.stalest(platform.now())), late);
  std::fflush(stdout);
}

} // namespace

// This is a test case, because the simulated platform checks itself with Catch.
TEST_CASE("the cost of a number of wallets") {
  const auto* chosen = std::getenv("WALLETS");
  std::istringstream words{chosen == nullptr ? "10 100 1000" : chosen};
  std::vector<unsigned> counts;
  for (unsigned count = 0; words >> count;)
    counts.push_back(count);
  fmt::print("| wallets | round, s | CPU s/h | platform | private MB | requests/s | "
             "activity in 10 s, most | longest without reading, s | warnings |\n");
  std::fflush(stdout);
  for (const auto count : counts) {
    // Each has a process of its own: memory that one has freed must not count for the
    // next.
    const auto child = fork();
    if (child == 0) {
      measure(count);
      std::fflush(stdout);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
}
