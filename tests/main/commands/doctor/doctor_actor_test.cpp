// SPDX-License-Identifier: MIT
// The doctor against the local platform, and without a network.
#include "main/commands/doctor/doctor_command.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/ledger/store/ledger_backup.hpp"
#include "actors/ledger/store/ledger_store.hpp"
#include "main/config/setting_table.hpp"
#include "tests/exchange/server.hpp"
#include "tests/simulator/wallets/activity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/raw_server.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

settings settings_in(const temporary_directory& home) {
  auto result = default_settings();
  result.data_dir = home.path() / "polybot";
  result.log_file = home.path() / "polybot" / "tracker.log";
  result.ledger_file = home.path() / "polybot" / "tracker.db";
  result.timezone = "America/Los_Angeles";
  result.user_agent = "test";
  result.http_timeout = 2s;
  result.http_connect_timeout = 1s;
  return result;
}

void point_at(settings& of, const exchange::server& platform) {
  of.gamma_url = platform.gamma_url();
  of.data_url = platform.data_url();
  of.clob_url = platform.clob_url();
}

const diagnosis& about(const std::vector<diagnosis>& all, const std::string& what) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const diagnosis& of) { return of.name == what; });
  REQUIRE(found != all.end());
  return *found;
}

std::vector<diagnosis> examined(const settings& of) {
  return examine(of, [](const diagnosis&) {});
}

} // namespace

TEST_CASE("doctor: a tracker's place in order, against the platform") {
  exchange::server_options options;
  options.rules.wallets.count = 1;
  exchange::server platform{options};
  const temporary_directory home;
  auto of = settings_in(home);
  point_at(of, platform);
  of.wallets = {{"main", exchange::simulated_wallets(options.rules).front()}};
  const auto lock = data_dir_lock::take(of.data_dir);
  REQUIRE(std::holds_alternative<data_dir_lock>(lock));
  REQUIRE(std::holds_alternative<ledger_store>(
      ledger_store::open(of.ledger_file, "0.1.0", wall_time())));
  const auto found = examined(of);
  for (const auto& one : found) {
    INFO(to_line(one, 13));
    CHECK((one.verdict == health::good || one.name == "wallet"));
  }
  CHECK(about(found, "lock").text.find("held") == 0);
  CHECK(about(found, "ledger").text.find("still running") != std::string::npos);
  CHECK(about(found, "clob").text.find("answers in") != std::string::npos);
  CHECK(exit_code_of(found) == 0);
}

TEST_CASE("doctor: no host answers, nothing can be written") {
  const temporary_directory home;
  auto of = settings_in(home);
  const auto nowhere = "http://127.0.0.1:" + std::to_string(closed_port());
  of.gamma_url = of.data_url = of.clob_url = nowhere;
  of.wallets = {{"main", std::string{"0x"}.append(40, 'a')}};
  std::ofstream{home.path() / "polybot"} << "a file";
  const auto found = examined(of);
  for (const auto* what : {"data-dir", "gamma", "data", "clob", "wallet", "lock"})
    CHECK(about(found, what).verdict == health::bad);
  CHECK(about(found, "clock").verdict == health::doubtful);
  CHECK(exit_code_of(found) == 1);
}

TEST_CASE("doctor: a host that never answers costs one timeout") {
  raw_server silent{[](const std::string&, std::size_t) { return silence(); }};
  const temporary_directory home;
  auto of = settings_in(home);
  of.http_timeout = 300ms;
  of.gamma_url = of.data_url = of.clob_url = silent.url();
  const auto begun = std::chrono::steady_clock::now();
  const auto found = examined(of);
  CHECK(std::chrono::steady_clock::now() - begun < 5s);
  CHECK(about(found, "gamma").text.find("timeout") != std::string::npos);
  // Nothing that was looked at was made.
  CHECK_FALSE(std::filesystem::exists(of.data_dir));
}

TEST_CASE("doctor: the newest backup is read whole and nothing is made beside it") {
  const temporary_directory home;
  auto of = settings_in(home);
  const auto nowhere = "http://127.0.0.1:" + std::to_string(closed_port());
  of.gamma_url = of.data_url = of.clob_url = nowhere;
  of.ledger_backup_interval = 24h;
  std::filesystem::create_directories(of.data_dir);
  CHECK(about(examined(of), "backup").text.find("none yet") == 0);

  std::string backup;
  {
    auto ledger =
        std::get<ledger_store>(ledger_store::open(of.ledger_file, "0.1.0", wall_time()));
    auto copy = std::get<ledger_backup>(
        ledger_backup::begin(ledger.connection(), of.ledger_file, wall_time()));
    REQUIRE(std::get<bool>(copy.step(100'000)));
    backup = copy.name();
  }
  const auto sound = about(examined(of), "backup");
  CHECK(sound.verdict == health::good);
  CHECK(sound.text == backup + ", every page sound");
  for (const auto* companion : {"-wal", "-shm"})
    CHECK_FALSE(std::filesystem::exists(backup + companion));

  std::fstream file{backup, std::ios::in | std::ios::out | std::ios::binary};
  file.seekp(12'288);
  file << std::string(8192, 'x');
  file.close();
  const auto damaged = about(examined(of), "backup");
  CHECK(damaged.verdict == health::doubtful);
  CHECK(damaged.advice.find("move it away") == 0);
  CHECK(about(examined(of), "ledger").verdict == health::good);
}

TEST_CASE("doctor: a damaged ledger is named and left alone") {
  exchange::server platform{{}};
  const temporary_directory home;
  auto of = settings_in(home);
  point_at(of, platform);
  std::filesystem::create_directories(of.data_dir);
  const std::string junk(8192, 'x');
  std::ofstream{of.ledger_file} << junk;
  std::ostringstream out;
  CHECK(doctor_command(of, out) == 1);
  CHECK(out.str().find("✗ ledger") != std::string::npos);
  std::ifstream file{of.ledger_file};
  CHECK(std::string{std::istreambuf_iterator<char>{file}, {}} == junk);
}
