// SPDX-License-Identifier: MIT
// The doctor with the local platform, and without a network.
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

void point_at(settings& effective, const exchange::server& platform) {
  effective.gamma_url = platform.gamma_url();
  effective.data_url = platform.data_url();
  effective.clob_url = platform.clob_url();
}

const diagnosis& diagnosis_of(const std::vector<diagnosis>& all,
                              const std::string& name) {
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const diagnosis& each) { return each.name == name; });
  REQUIRE(found != all.end());
  return *found;
}

std::vector<diagnosis> examine_all(const settings& effective) {
  return examine(effective, [](const diagnosis&) {});
}

} // namespace

TEST_CASE("doctor: a sound installation with the local platform") {
  exchange::server_options options;
  options.rules.wallets.count = 1;
  exchange::server platform{options};
  const temporary_directory home;
  auto effective = settings_in(home);
  point_at(effective, platform);
  effective.wallets = {{"main", exchange::simulated_wallets(options.rules).front()}};
  const auto lock = data_dir_lock::take(effective.data_dir);
  REQUIRE(std::holds_alternative<data_dir_lock>(lock));
  REQUIRE(std::holds_alternative<ledger_store>(
      ledger_store::open(effective.ledger_file, "0.1.0", wall_time())));
  const auto found = examine_all(effective);
  for (const auto& one : found) {
    INFO(to_line(one, 13));
    CHECK((one.verdict == health::good || one.name == "wallet"));
  }
  CHECK(diagnosis_of(found, "lock").text.find("held") == 0);
  CHECK(diagnosis_of(found, "ledger").text.find("still running") != std::string::npos);
  CHECK(diagnosis_of(found, "clob").text.find("answers in") != std::string::npos);
  CHECK(exit_code_of(found) == 0);
}

TEST_CASE("doctor: without hosts and without a writable folder") {
  const temporary_directory home;
  auto effective = settings_in(home);
  const auto nowhere = "http://127.0.0.1:" + std::to_string(closed_port());
  effective.gamma_url = effective.data_url = effective.clob_url = nowhere;
  effective.wallets = {{"main", std::string{"0x"}.append(40, 'a')}};
  std::ofstream{home.path() / "polybot"} << "a file";
  const auto found = examine_all(effective);
  for (const auto* name : {"data-dir", "gamma", "data", "clob", "wallet", "lock"})
    CHECK(diagnosis_of(found, name).verdict == health::bad);
  CHECK(diagnosis_of(found, "clock").verdict == health::doubtful);
  CHECK(exit_code_of(found) == 1);
}

TEST_CASE("doctor: a host that never answers costs one timeout") {
  raw_server silent{[](const std::string&, std::size_t) { return silence(); }};
  const temporary_directory home;
  auto effective = settings_in(home);
  effective.http_timeout = 300ms;
  effective.gamma_url = effective.data_url = effective.clob_url = silent.url();
  const auto start_time = std::chrono::steady_clock::now();
  const auto found = examine_all(effective);
  CHECK(std::chrono::steady_clock::now() - start_time < 5s);
  CHECK(diagnosis_of(found, "gamma").text.find("timeout") != std::string::npos);
  // The doctor creates no file.
  CHECK_FALSE(std::filesystem::exists(effective.data_dir));
}

TEST_CASE("doctor: the newest backup is read whole, and no file is created") {
  const temporary_directory home;
  auto effective = settings_in(home);
  const auto nowhere = "http://127.0.0.1:" + std::to_string(closed_port());
  effective.gamma_url = effective.data_url = effective.clob_url = nowhere;
  effective.ledger_backup_interval = 24h;
  std::filesystem::create_directories(effective.data_dir);
  CHECK(diagnosis_of(examine_all(effective), "backup").text.find("none yet") == 0);

  std::string backup;
  {
    auto ledger = std::get<ledger_store>(
        ledger_store::open(effective.ledger_file, "0.1.0", wall_time()));
    auto copy = std::get<ledger_backup>(
        ledger_backup::begin(ledger.connection(), effective.ledger_file, wall_time()));
    REQUIRE(std::get<bool>(copy.step(100'000)));
    backup = copy.name();
  }
  const auto sound = diagnosis_of(examine_all(effective), "backup");
  CHECK(sound.verdict == health::good);
  CHECK(sound.text == backup + ", every page sound");
  for (const auto* companion : {"-wal", "-shm"})
    CHECK_FALSE(std::filesystem::exists(backup + companion));

  std::fstream file{backup, std::ios::in | std::ios::out | std::ios::binary};
  file.seekp(12'288);
  file << std::string(8192, 'x');
  file.close();
  const auto damaged = diagnosis_of(examine_all(effective), "backup");
  CHECK(damaged.verdict == health::doubtful);
  CHECK(damaged.advice.find("move it away") == 0);
  CHECK(diagnosis_of(examine_all(effective), "ledger").verdict == health::good);
}

TEST_CASE("doctor: a damaged ledger is named and left alone") {
  exchange::server platform{{}};
  const temporary_directory home;
  auto effective = settings_in(home);
  point_at(effective, platform);
  std::filesystem::create_directories(effective.data_dir);
  const std::string junk(8192, 'x');
  std::ofstream{effective.ledger_file} << junk;
  std::ostringstream out;
  CHECK(doctor_command(effective, out) == 1);
  CHECK(out.str().find("✗ ledger") != std::string::npos);
  std::ifstream file{effective.ledger_file};
  CHECK(std::string{std::istreambuf_iterator<char>{file}, {}} == junk);
}
