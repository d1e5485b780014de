// SPDX-License-Identifier: MIT
#include "main/data_dir.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

using namespace tracker;
using namespace tracker::test;

namespace {

using holder = std::optional<data_dir_holder>;

holder holder_of(const std::filesystem::path& path) {
  return std::get<holder>(find_data_dir_holder(path));
}

} // namespace

TEST_CASE("data directory: made private, and held by one") {
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

TEST_CASE("data directory: looking does not keep a tracker out") {
  const temporary_directory home;
  const auto path = home.path().string();
  { const auto once = data_dir_lock::take(path); }
  REQUIRE(std::filesystem::exists(home.path() / "lock"));
  CHECK(holder_of(path) == std::nullopt);
  const auto taken = data_dir_lock::take(path);
  CHECK(std::holds_alternative<data_dir_lock>(taken));
}

TEST_CASE("data directory: a lock file that says nothing names no process") {
  const temporary_directory home;
  const auto taken = data_dir_lock::take(home.path());
  REQUIRE(std::holds_alternative<data_dir_lock>(taken));
  std::ofstream{home.path() / "lock", std::ios::trunc};
  CHECK(holder_of(home.path()) == data_dir_holder{0});
}

TEST_CASE("data directory: a file in its place is no folder") {
  const temporary_directory home;
  const auto path = (home.path() / "polybot").string();
  std::ofstream{path} << "x";
  const auto taken = data_dir_lock::take(path);
  REQUIRE(std::holds_alternative<data_dir_error>(taken));
  CHECK(std::get<data_dir_error>(taken).exit_code == 2);
  CHECK(std::holds_alternative<std::string>(find_data_dir_holder(path)));
}
