// SPDX-License-Identifier: MIT
// Paths of the ledger, the lock and the other files that are wrong at the start, or
// become wrong while the tracker runs.
#include "actors/ledger/store/ledger_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"
#include "tests/system/support/tracker_run.hpp"

#include <fmt/format.h>

#include <csignal>
#include <fstream>

#include <sys/stat.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

run_options quick_grades(fs::path ledger = {}) {
  auto options = two_second_windows();
  options.settings.emplace_back("tracker.grade-delay=200ms");
  options.ledger = std::move(ledger);
  return options;
}

bool is_cycle_line(const std::string& line) {
  return line.find(" | T-") != std::string::npos;
}

/// A tracker that loses its ledger ends by itself: with 1, or with 3 during a stop, with
/// an ERROR that names what was not stored, and without a line about a drained ledger.
void check_noticed(tracker_run& run, const fs::path& ledger) {
  const auto exit_code = run.tracker().wait(60s).value_or(-1);
  CHECK((exit_code == 1 || exit_code == 3));
  const auto complaint = run.tracker().text(stream::err);
  INFO(complaint);
  CHECK(contains(complaint, "ledger"));
  bool error_logged = false;
  for (const auto& line : run.logged()) {
    error_logged |= contains(line, " ERROR ledger | ") &&
                    contains(line, ledger.string()) && contains(line, "not stored: ");
    CHECK_FALSE(contains(line, " ledger | drained"));
  }
  CHECK(error_logged);
}

/// The program with its own home folder and further settings, without a platform.
struct start_attempt {
  temporary_directory home;

  fs::path data_dir() const { return home.path() / "polybot"; }

  /// Checks that it ends with 2; returns its errors.
  std::string refused(const std::vector<std::string>& settings) const {
    program invocation;
    invocation.path = TRACKER_BINARY;
    invocation.arguments = settings;
    invocation.environment = {{"HOME", home.path().string()}};
    invocation.directory = home.path();
    process tracker{invocation};
    CHECK(tracker.wait(10s) == 2);
    return tracker.text(stream::err);
  }
};

} // namespace

TEST_CASE("a ledger that is deleted while the tracker runs ends it with 1") {
  tracker_run run{quick_grades()};
  REQUIRE(run.wait_for_rows(1, 30s));
  fs::remove(run.ledger_file());
  check_noticed(run, run.ledger_file());
}

TEST_CASE("a ledger that is renamed while the tracker runs ends it with 1") {
  tracker_run run{quick_grades()};
  REQUIRE(run.wait_for_rows(1, 30s));
  fs::rename(run.ledger_file(), run.home() / "moved.db");
  check_noticed(run, run.ledger_file());
}

TEST_CASE("a ledger whose folder is removed while the tracker runs ends it with 1") {
  const temporary_directory parent;
  const auto folder = parent.path() / "ledger";
  fs::create_directory(folder);
  tracker_run run{quick_grades(folder / "tracker.db")};
  REQUIRE(run.wait_for_rows(1, 30s));
  fs::remove_all(folder);
  check_noticed(run, run.ledger_file());
}

TEST_CASE("a ledger that is deleted just before the stop is not reported as drained") {
  tracker_run run{quick_grades()};
  REQUIRE(run.wait_for_rows(1, 30s));
  fs::remove(run.ledger_file());
  run.tracker().signal(SIGTERM);
  check_noticed(run, run.ledger_file());
}

TEST_CASE(
    "a second tracker with another data directory and the same ledger ends with 4") {
  tracker_run run{quick_grades()};
  REQUIRE(run.wait_for(" | T-", 30s));
  auto invocation = run.invocation();
  invocation.arguments.push_back("--tracker.data-dir=" +
                                 (run.home() / "second").string());
  invocation.arguments.push_back("--log.file=" +
                                 (run.home() / "second" / "log").string());
  process second{invocation};
  CHECK(second.wait(10s) == 4);
  CHECK(contains(second.text(stream::err), run.ledger_file().string()));
  CHECK(contains(second.text(stream::err), "ledger.file"));
  CHECK(run.stop() == 0);
}

TEST_CASE("of two first starts at the same moment one runs and the other ends with 4") {
  for (const bool same_data_dir : {true, false}) {
    INFO("the same data directory: " << same_data_dir);
    const temporary_directory elsewhere;
    tracker_run folders{
        quick_grades(same_data_dir ? fs::path{} : elsewhere.path() / "tracker.db")};
    folders.kill();
    const auto ledger = folders.ledger_file();
    for (int round = 0; round < 4; ++round) {
      fs::remove_all(folders.home() / "polybot");
      for (const auto* rest : {"", "-wal", "-shm"})
        fs::remove(ledger.string() + rest);
      std::vector<program> programs(2, folders.invocation());
      if (!same_data_dir) {
        programs[1].arguments.push_back("--tracker.data-dir=" +
                                        (folders.home() / "second").string());
        programs[1].arguments.push_back("--log.file=");
      }
      process first{programs[0]};
      process second{programs[1]};
      // The refused one ends by itself, the other runs on.
      std::optional<int> first_code;
      std::optional<int> second_code;
      for (int i = 0; i < 1000 && !first_code && !second_code; ++i) {
        first_code = first.wait(10ms);
        second_code = second.wait(10ms);
      }
      REQUIRE(first_code.has_value() != second_code.has_value());
      CHECK(first_code.value_or(4) == 4);
      CHECK(second_code.value_or(4) == 4);
      auto& winner = first_code ? second : first;
      REQUIRE(winner.wait_for_line(is_cycle_line, 30s));
      winner.signal(SIGTERM);
      CHECK(winner.wait(15s) == 0);
      auto opened = ledger_reader::open(ledger.string());
      REQUIRE(std::holds_alternative<ledger_reader>(opened));
      auto& reader = std::get<ledger_reader>(opened);
      CHECK(std::get<std::string>(reader.check()).empty());
      CHECK(std::get<std::vector<recorded_run>>(reader.runs(9)).size() == 1);
    }
  }
}

TEST_CASE("a lock that is a symbolic link is refused, and its target stays as it is") {
  const start_attempt attempt;
  const auto target = attempt.home.path() / "diary.txt";
  std::ofstream{target} << "Dear diary\n";
  fs::create_directory(attempt.data_dir());
  fs::create_symlink(target, attempt.data_dir() / "lock");
  const auto complaint = attempt.refused({});
  INFO(complaint);
  CHECK(contains(complaint, (attempt.data_dir() / "lock").string()));
  CHECK(read_file(target) == "Dear diary\n");
}

TEST_CASE("one file under two keys is refused, however its path is written") {
  const start_attempt attempt;
  const auto folder = attempt.data_dir();
  fs::create_directory(folder);
  std::ofstream{folder / "tracker.log"} << "a line\n";
  fs::create_symlink(folder / "tracker.log", folder / "link.db");
  fs::create_symlink(folder / "later.db", folder / "later.log");
  fs::create_hard_link(folder / "tracker.log", folder / "hard.db");
  fs::create_directory_symlink(folder, attempt.home.path() / "alias");
  const auto log = "--log.file=" + folder.string();
  const auto ledger = "--ledger.file=" + folder.string();
  const auto capture = "--capture.file=" + folder.string();
  struct row {
    std::vector<std::string> settings;
    std::vector<std::string> keys;
  };
  const std::vector<row> rows{
      {{ledger + "/link.db"}, {"log.file", "ledger.file"}},
      {{ledger + "/hard.db"}, {"log.file", "ledger.file"}},
      {{ledger + "/../polybot/tracker.log"}, {"log.file", "ledger.file"}},
      {{log + "/later.log", ledger + "/later.db"}, {"log.file", "ledger.file"}},
      {{capture + "/../../" + attempt.home.path().filename().string() +
        "/alias/tracker.db"},
       {"capture.file", "ledger.file"}},
      {{capture + "/./tracker.log"}, {"capture.file", "log.file"}},
      {{log + "//lock"}, {"log.file", "tracker.data-dir"}},
      {{ledger + "/./lock"}, {"ledger.file", "tracker.data-dir"}},
      {{log + "/tracker.db-wal"}, {"log.file", "ledger.file"}},
  };
  for (const auto& [settings, keys] : rows) {
    const auto complaint = attempt.refused(settings);
    INFO(settings.front() << ": " << complaint);
    for (const auto& key : keys)
      CHECK(contains(complaint, key));
    CHECK(read_file(folder / "tracker.log") == "a line\n");
  }
}

TEST_CASE("a file that is a pipe, a folder or a device is refused with its key") {
  const start_attempt attempt;
  const auto pipe = (attempt.home.path() / "pipe").string();
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  for (const auto* key : {"log.file", "ledger.file", "capture.file"})
    for (const auto& path :
         {pipe, attempt.home.path().string(), std::string{"/dev/null"}}) {
      const auto complaint = attempt.refused({fmt::format("--{}={}", key, path)});
      INFO(complaint);
      CHECK(contains(complaint, key));
      CHECK(contains(complaint, path));
    }
}
