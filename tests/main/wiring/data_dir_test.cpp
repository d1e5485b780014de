// SPDX-License-Identifier: MIT
#include "main/wiring/data_dir.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/text_checks.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace tracker;
using namespace tracker::test;

namespace {

using holder = std::optional<data_dir_holder>;

holder holder_of(const std::filesystem::path& path) {
  return std::get<holder>(find_data_dir_holder(path));
}

std::string refusal_of(const std::filesystem::path& path) {
  const auto taken = data_dir_lock::take(path);
  const auto* error = std::get_if<data_dir_error>(&taken);
  REQUIRE(error != nullptr);
  CHECK(error->exit_code == 2);
  return error->reason;
}

/// The number of threads that get the lock, of eight that call `take` at the same moment;
/// the others must be refused with 4.
template <class Take>
std::ptrdiff_t count_holders(Take take) {
  std::vector<decltype(take())> results;
  for (int i = 0; i < 8; ++i)
    results.push_back(data_dir_error{0, ""});
  std::vector<std::thread> threads;
  for (auto& result : results)
    threads.emplace_back([&] {
      std::destroy_at(&result);
      std::construct_at(&result, take());
    });
  for (auto& thread : threads)
    thread.join();
  return std::count_if(results.begin(), results.end(), [](const auto& result) {
    const auto* error = std::get_if<data_dir_error>(&result);
    return error == nullptr || error->exit_code != 4;
  });
}

} // namespace

TEST_CASE("data directory: it is private and has one holder") {
  const temporary_directory home;
  const auto path = (home.path() / "deep" / "polybot").string();
  CHECK(holder_of(path) == std::nullopt);
  {
    const auto first = data_dir_lock::take(path);
    REQUIRE(std::holds_alternative<data_dir_lock>(first));
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0700U);
    CHECK(holder_of(path) == data_dir_holder{getpid()});
    const auto second = data_dir_lock::take(path);
    REQUIRE(std::holds_alternative<data_dir_error>(second));
    CHECK(std::get<data_dir_error>(second).exit_code == 4);
    CHECK(holder_of(path) == data_dir_holder{getpid()});
  }
  CHECK(holder_of(path) == std::nullopt);
  CHECK(std::holds_alternative<data_dir_lock>(data_dir_lock::take(path)));
}

TEST_CASE("data directory: finding the holder takes no lock") {
  const temporary_directory home;
  const auto path = home.path().string();
  { const auto once = data_dir_lock::take(path); }
  REQUIRE(std::filesystem::exists(home.path() / "lock"));
  CHECK(holder_of(path) == std::nullopt);
  const auto taken = data_dir_lock::take(path);
  CHECK(std::holds_alternative<data_dir_lock>(taken));
}

TEST_CASE("data directory: an empty lock file names no process") {
  const temporary_directory home;
  const auto taken = data_dir_lock::take(home.path());
  REQUIRE(std::holds_alternative<data_dir_lock>(taken));
  std::filesystem::resize_file(home.path() / "lock", 0);
  CHECK(holder_of(home.path()) == data_dir_holder{0});
}

TEST_CASE("data directory: a file in its place is refused") {
  const temporary_directory home;
  const auto path = (home.path() / "polybot").string();
  std::ofstream{path} << "x";
  const auto taken = data_dir_lock::take(path);
  REQUIRE(std::holds_alternative<data_dir_error>(taken));
  CHECK(std::get<data_dir_error>(taken).exit_code == 2);
  CHECK(std::holds_alternative<std::string>(find_data_dir_holder(path)));
}

TEST_CASE("data directory: a lock that is a symbolic link is refused, its target kept") {
  const temporary_directory home;
  const auto target = home.path() / "target";
  for (const std::string text : {"Dear diary\n", "1234\n", ""}) {
    std::ofstream{target} << text;
    std::filesystem::remove(home.path() / "lock");
    std::filesystem::create_symlink(target, home.path() / "lock");
    CHECK(contains(refusal_of(home.path()), "symbolic link"));
    CHECK(read_file(target) == text);
  }
  CHECK(std::holds_alternative<std::string>(find_data_dir_holder(home.path())));
}

TEST_CASE("data directory: a lock with other content is refused and kept") {
  const temporary_directory home;
  const auto lock = home.path() / "lock";
  for (const auto& text : {std::string{"notes"}, std::string(64, '7')}) {
    std::ofstream{lock} << text;
    CHECK(contains(refusal_of(home.path()), "was left unchanged"));
    CHECK(read_file(lock) == text);
  }
  std::filesystem::remove(lock);
  REQUIRE(mkfifo(lock.c_str(), 0600) == 0);
  CHECK(contains(refusal_of(home.path()), "not a regular file"));
}

TEST_CASE("data directory: the lock of an older program is taken over") {
  const temporary_directory home;
  std::ofstream{home.path() / "lock"} << "4194304\n";
  const auto taken = data_dir_lock::take(home.path());
  REQUIRE(std::holds_alternative<data_dir_lock>(taken));
  CHECK(holder_of(home.path()) == data_dir_holder{getpid()});
}

TEST_CASE("data directory: one of many simultaneous starts gets the lock") {
  for (int round = 0; round < 20; ++round) {
    const temporary_directory home;
    const auto path = (home.path() / "deep" / "polybot").string();
    CHECK(count_holders([&] { return data_dir_lock::take(path); }) == 1);
  }
}

TEST_CASE("ledger lock: one holder, by any path to the file") {
  const temporary_directory home;
  const auto path = (home.path() / "tracker.db").string();
  const auto link = (home.path() / "link.db").string();
  {
    const auto first = ledger_lock::take(path);
    REQUIRE(std::holds_alternative<ledger_lock>(first));
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    std::filesystem::create_symlink(path, link);
    for (const auto& name : {path, link}) {
      const auto second = ledger_lock::take(name);
      REQUIRE(std::holds_alternative<data_dir_error>(second));
      CHECK(std::get<data_dir_error>(second).exit_code == 4);
      CHECK(contains(std::get<data_dir_error>(second).reason, "ledger.file"));
    }
    // SQLite uses other locks.
    SQLite::Database file{path, SQLite::OPEN_READWRITE};
    file.exec("PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)");
    CHECK(file.execAndGet("SELECT x FROM t").getInt() == 1);
  }
  CHECK(std::holds_alternative<ledger_lock>(ledger_lock::take(link)));
}

TEST_CASE("ledger lock: one of many simultaneous starts gets the lock") {
  for (int round = 0; round < 20; ++round) {
    const temporary_directory home;
    const auto path = (home.path() / "tracker.db").string();
    CHECK(count_holders([&] { return ledger_lock::take(path); }) == 1);
  }
}

TEST_CASE("ledger lock: a file that cannot be opened is left to the ledger's own error") {
  const temporary_directory home;
  CHECK(std::holds_alternative<ledger_lock>(
      ledger_lock::take(home.path() / "no" / "tracker.db")));
}

TEST_CASE("places: distinct regular files, existing or not, are accepted") {
  const temporary_directory home;
  settings effective;
  effective.data_dir = home.path() / "polybot";
  effective.log_file = home.path() / "polybot" / "tracker.log";
  effective.ledger_file = home.path() / "polybot" / "tracker.db";
  effective.env_file = home.path() / ".env";
  effective.config_file = effective.env_file;
  CHECK(check_places(effective).empty());
  std::filesystem::create_directory(effective.data_dir);
  for (const auto& path : {effective.log_file, effective.ledger_file, effective.env_file})
    std::ofstream{path} << "x";
  effective.capture_file = home.path() / "polybot" / "run.cap";
  CHECK(check_places(effective).empty());
}

TEST_CASE("places: files that are only read must not be written") {
  const temporary_directory home;
  settings effective;
  effective.data_dir = home.path();
  effective.ledger_file = home.path() / "tracker.db";
  effective.env_file = home.path() / ".env";
  effective.config_file = home.path() / "tracker.conf";
  effective.log_file = home.path() / "." / ".env";
  effective.capture_file = home.path() / "." / "tracker.conf";
  const auto faults = check_places(effective);
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].keys == std::vector<std::string>{"log.file", "tracker.env-file"});
  CHECK(faults[1].keys == std::vector<std::string>{"capture.file", "config-file"});
  CHECK(contains(describe_fault(effective, faults[1]), "config-file = \"" +
                                                           effective.config_file +
                                                           "\": it is the same file as"));
}

TEST_CASE("places: link loops and unreadable folders do not crash") {
  const temporary_directory home;
  std::filesystem::create_symlink(home.path() / "b", home.path() / "a");
  std::filesystem::create_symlink(home.path() / "a", home.path() / "b");
  settings effective;
  effective.data_dir = home.path() / "a";
  effective.log_file = home.path() / "a";
  effective.ledger_file = home.path() / "b" / "c";
  effective.capture_file = "/proc/1/cwd/x";
  CHECK_NOTHROW(check_places(effective));
}
