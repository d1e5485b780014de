// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/support/older_ledger.hpp"
#include "tests/system/support/tracker_run.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sys/stat.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// Runs the program to its end without a platform.
struct command_end {
  temporary_directory home;
  std::optional<int> exit_code;
  std::string out;
  std::string err;

  explicit command_end(std::vector<std::string> arguments,
                       std::map<std::string, std::string> environment = {}) {
    program invocation;
    invocation.path = TRACKER_BINARY;
    invocation.arguments = std::move(arguments);
    invocation.environment = std::move(environment);
    invocation.environment.emplace("HOME", home.path().string());
    invocation.directory = home.path();
    process tracker{invocation};
    exit_code = tracker.wait(20s);
    out = tracker.text();
    err = tracker.text(stream::err);
  }
  bool reports(const std::string& part) const {
    return err.find(part) != std::string::npos;
  }
};

} // namespace

TEST_CASE("help, version and the listing end with 0") {
  CHECK(command_end{{"--help"}}.exit_code == 0);
  const command_end version{{"--version"}};
  CHECK(version.exit_code == 0);
  CHECK(version.out.find("Silent Observer") != std::string::npos);
  const command_end listing{{"check"}};
  CHECK(listing.exit_code == 0);
  CHECK(listing.out.find("tracker.timezone") != std::string::npos);
  CHECK(listing.out.find("default") != std::string::npos);
}

TEST_CASE("a wrong command line or configuration ends with 2 and names the fault") {
  const command_end unknown{{"--tracker.serie=[]"}};
  CHECK(unknown.exit_code == 2);
  CHECK(unknown.reports("tracker.serie"));
  const command_end command{{"observe"}};
  CHECK(command.exit_code == 2);
  const command_end value{{"--http.timeout=soon"}};
  CHECK(value.exit_code == 2);
  CHECK(value.reports("http.timeout"));
  const command_end file{{"--config-file=nowhere.conf"}};
  CHECK(file.exit_code == 2);
  CHECK(file.reports("nowhere.conf"));
}

TEST_CASE("an ill-formed wallet address in the environment ends with 2") {
  const command_end end{{}, {{"WALLET_ADDRESS", "0x123"}}};
  CHECK(end.exit_code == 2);
  CHECK(end.reports("WALLET_ADDRESS"));
}

TEST_CASE("a log file that cannot be opened ends with 2") {
  const command_end end{{"--log.file=/proc/no-such-folder/tracker.log"}};
  CHECK(end.exit_code == 2);
  CHECK(end.reports("/proc/no-such-folder"));
}

TEST_CASE("missing folders are created, the data directory for its owner only") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for(" | T-", 30s));
  struct stat status {};
  REQUIRE(stat((run.home() / "polybot").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  CHECK(run.stop() == 0);
}

TEST_CASE("a second tracker on the same data directory ends with 4") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for(" | T-", 30s));
  const auto second = run.start_another();
  CHECK(second->wait(10s) == 4);
  CHECK(second->text(stream::err).find("another tracker runs on") != std::string::npos);
  CHECK(run.stop() == 0);
}

TEST_CASE("the data directory is free again after kill -9") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for(" | T-", 30s));
  run.tracker().signal(SIGKILL);
  CHECK(run.tracker().wait(10s) == 137);
  const auto second = run.start_another();
  CHECK(second->wait_for_line(
      [](const std::string& line) { return line.find(" | T-") != std::string::npos; },
      30s));
}

TEST_CASE("the first start after an older program announces the ledger's migration") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for_rows(1, 30s));
  REQUIRE(run.stop() == 0);
  const auto old_rows = run.report({});
  REQUIRE_FALSE(old_rows.empty());
  make_version_1(run.ledger_file().string());
  const auto refused = run.start_command({"report"});
  CHECK(refused->wait(20s) == 1);
  CHECK(refused->text(stream::err).find("when it starts") != std::string::npos);

  run.start_again();
  REQUIRE(run.wait_for(" | T-", 30s));
  CHECK(run.tracker().text(stream::err).find("version 1 of the ledger") !=
        std::string::npos);
  REQUIRE(run.stop() == 0);
  const auto new_rows = run.report({});
  // Version 1 has no sources.
  const auto without_sources = [](auto row) {
    row.erase("sources");
    return row;
  };
  for (const auto& row : old_rows)
    CHECK(std::count_if(new_rows.begin(), new_rows.end(), [&](const auto& migrated) {
            return migrated["slug"] == row["slug"] &&
                   (row["status"] != "FINAL" ||
                    without_sources(migrated) == without_sources(row));
          }) == 1);
  run.start_again();
  REQUIRE(run.wait_for(" | T-", 30s));
  CHECK(run.tracker().text(stream::err).empty());
}

TEST_CASE("SIGUSR1 logs a status with a row for every actor") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for(" | T-", 30s));
  run.tracker().signal(SIGUSR1);
  for (const char* row :
       {"| STATUS", "log_tee : ", "fetcher : ", "window btc-updown-15m : ", "clock : "})
    CHECK(run.wait_for(row, 10s));
  CHECK(run.stop() == 0);
}

TEST_CASE("SIGHUP reopens the log file and reloads the configuration") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for(" | T-", 30s));
  const auto rotated = run.home() / "polybot" / "rotated.log";
  std::filesystem::rename(run.log_file(), rotated);
  run.tracker().signal(SIGHUP);
  CHECK(run.wait_for("log file reopened", 10s));
  CHECK(std::filesystem::exists(run.log_file()));
  // A configuration that has become wrong is refused, and the old one stays.
  std::ofstream{run.home() / "polybot" / "tracker.conf"}
      << "[tracker]\nno-such-key = 1\n";
  run.tracker().signal(SIGHUP);
  CHECK(run.wait_for("no-such-key", 10s));
  CHECK(run.wait_for("the old one stays", 10s));
  std::ofstream{run.home() / "polybot" / "tracker.conf"} << "[log]\nlevel = \"debug\"\n";
  run.tracker().signal(SIGHUP);
  CHECK(run.wait_for(" DEBUG ", 30s));
  CHECK(run.stop() == 0);
}

TEST_CASE("a wallet address is never printed in full") {
  auto options = two_second_windows();
  const std::string address = "0x1234567890abcdef1234567890abcdef12345678";
  options.settings.push_back("tracker.wallets=[\"" + address + "\"]");
  tracker_run run{options};
  REQUIRE(run.wait_for("0x12345678", 30s));
  CHECK(run.stop() == 0);
  for (const auto& line : run.logged())
    CHECK(line.find(address) == std::string::npos);
  // Reports and their errors do not print an address either.
  CHECK(run.start_command({"report", "--wallet=" + address})->wait(20s) == 0);
  const auto other = "0x9" + address.substr(3);
  for (const auto& filter : {"--wallet=" + other, std::string{"--series=btc-updown-51m"},
                             std::string{"--status=finl"}}) {
    const auto refused = run.start_command({"report", filter});
    CHECK(refused->wait(20s) == 2);
    const auto complaint = refused->text(stream::err);
    INFO(complaint);
    CHECK(complaint.find(address.substr(2)) == std::string::npos);
    CHECK(complaint.find(other.substr(2)) == std::string::npos);
    CHECK(complaint.find(filter.substr(0, 8)) != std::string::npos);
  }
}

TEST_CASE("only GET requests are sent, to the configured hosts, with a User-Agent") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for_rows(1, 30s));
  CHECK(run.stop() == 0);
  const auto requests = run.platform().requests();
  CHECK_FALSE(requests.empty());
  for (const auto& request : requests) {
    CHECK(request.method == "GET");
    const auto agent =
        std::find_if(request.headers.begin(), request.headers.end(),
                     [](const auto& header) { return header.first == "User-Agent"; });
    REQUIRE(agent != request.headers.end());
    CHECK(agent->second.find("PerformanceTracker/") == 0);
  }
}

TEST_CASE("a terminal shows the same lines, and Ctrl+C stops it") {
  auto options = two_second_windows();
  options.terminal = true;
  tracker_run run{options};
  REQUIRE(run.wait_for(" | T-", 30s));
  run.tracker().type("\x03");
  CHECK(run.tracker().wait(15s) == 0);
  CHECK(run.wait_for(" log | drained: ", 1s));
}
