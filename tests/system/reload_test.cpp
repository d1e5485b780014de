// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/activity.hpp"
#include "tests/support/catch.hpp"
#include "tests/system/support/simulated_truth.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

exchange::server_options reloadable_platform() {
  exchange::server_options options;
  auto& rules = options.rules;
  rules.window_length = 6s;
  rules.resolution_spread = 1500ms;
  rules.wallets.count = 3;
  rules.wallets.series = {"btc-updown-15m", "eth-updown-15m", "sol-updown-15m"};
  rules.wallets.trading_begin = options.now();
  rules.wallets.index_delay = 300ms;
  rules.wallets.index_jitter = 1500ms;
  return options;
}

/// Writes a configuration file with the simulated series and wallets, without the last of
/// each unless `all` is set.
void write_settings(const tracker_run& run, bool all) {
  auto rules = run.rules();
  auto wallets = exchange::simulated_wallets(rules);
  auto series = rules.wallets.series;
  if (!all) {
    wallets.pop_back();
    series.pop_back();
  }
  const auto path = run.home() / "polybot" / "tracker.conf";
  std::ofstream{path.string() + ".new"}
      << "[tracker]\nseries = " << nlohmann::json(series).dump()
      << "\nwallets = " << nlohmann::json(wallets).dump() << '\n';
  std::filesystem::rename(path.string() + ".new", path);
}

/// Sends SIGHUP and waits until `count` more lines with `part` are in the log.
void reload(tracker_run& run, const std::string& part, std::size_t count) {
  const auto last_count = count_lines(run.logged(), part);
  run.tracker().signal(SIGHUP);
  for (const auto deadline = std::chrono::steady_clock::now() + 60s;
       count_lines(run.logged(), part) < last_count + count;) {
    INFO(part);
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(20ms);
  }
}

constexpr const char* is_added = " is watched from now on";
constexpr const char* is_removed = " has ended; its recorded grades stay";

/// The headlines of traded grades by window and wallet.
std::map<std::string, int> graded_wallets(const std::vector<std::string>& lines) {
  std::map<std::string, int> result;
  const std::string mark = "WINDOW GRADED: ";
  for (const auto& line : lines) {
    const auto begin = line.find(mark);
    if (begin == std::string::npos || line.find("| no trades |") != std::string::npos)
      continue;
    // `slug | UP | 0x12345678…abcdef +$2.14 | …`
    const auto text = line.substr(begin + mark.size());
    const auto wallet = text.find("0x");
    if (wallet != std::string::npos)
      ++result[text.substr(0, text.find(' ')) + ' ' +
               text.substr(wallet, text.find(' ', wallet) - wallet)];
  }
  return result;
}

} // namespace

TEST_CASE("SIGHUP adds and removes a series and a wallet 50 times, and nothing is lost") {
  const auto platform = reloadable_platform();
  tracker_run run{
      {platform, {"tracker.window-length=6s", "tracker.poll-interval=500ms"}}};
  REQUIRE(run.wait_for(" | T-", 60s));
  write_settings(run, true);
  reload(run, is_added, 5);
  const auto begin = platform.now();
  for (int round = 0; round < 50; ++round) {
    INFO(round);
    write_settings(run, false);
    reload(run, is_removed, 2);
    write_settings(run, true);
    reload(run, is_added, 2);
  }
  CHECK(count_lines(run.logged(), "tracker.series - sol-updown-15m") == 50);
  CHECK(count_lines(run.logged(), "tracker.series + sol-updown-15m") == 51);
  CHECK(count_lines(run.logged(), "tracker.wallets + 0x") == 53);
  // All windows since the first change, and the next two.
  auto span = next_windows(run.rules(), begin, 1);
  span.end = next_windows(run.rules(), platform.now(), 2).end;
  CHECK(wait_until_settled(run, span, 240s));
  check_grades(run, span);
  check_events(run, span);
  for (const auto& [wallet, count] : graded_wallets(run.logged())) {
    INFO(wallet);
    CHECK(count == 1);
  }
  // Only the removed series has ended, and no error was logged.
  for (const char* kept : {" btc-updown-15m | drained", " eth-updown-15m | drained"})
    CHECK(count_lines(run.logged(), kept) == 0);
  CHECK(count_lines(run.logged(), " sol-updown-15m | drained") == 50);
  CHECK(count_lines(run.logged(), " ERROR ") == 0);
  CHECK(run.stop() == 0);
  // The same file without a change, and then no file.
  run.start_again();
  REQUIRE(run.wait_for(" | T-", 60s));
  reload(run, "nothing to take over", 1);
  std::filesystem::remove(run.home() / "polybot" / "tracker.conf");
  reload(run, "the configuration file has gone", 1);
  CHECK(run.wait_for("the old one stays in effect", 30s));
  CHECK(count_lines(run.logged(), is_removed) == 100);
  CHECK(run.stop() == 0);
}
