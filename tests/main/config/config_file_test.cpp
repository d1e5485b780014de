// SPDX-License-Identifier: MIT
// Real files: regular ones, folders, pipes, and files without read permission.
#include "main/config/config_caf.hpp"
#include "main/config/config_file.hpp"
#include "main/config/syntax/config_bytes.hpp"
#include "tests/main/config/config_support.hpp"

#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

namespace tracker::test {

namespace {

class temporary_folder {
public:
  temporary_folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "tracker-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr)
      FAIL("no temporary folder");
    path_ = pattern;
  }
  ~temporary_folder() { std::filesystem::remove_all(path_); }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  std::string operator/(const std::string& name) const { return path_ / name; }
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream{path_ / name, std::ios::binary} << bytes;
    return path_ / name;
  }

private:
  std::filesystem::path path_;
};

file_error read_error(const std::string& path) {
  const auto result = read_text_file(path);
  REQUIRE(std::holds_alternative<file_error>(result));
  return std::get<file_error>(result);
}

} // namespace

TEST_CASE("a file is read whole, up to a mebibyte") {
  const temporary_folder folder;
  const std::string bytes("a\0b\n", 4);
  CHECK(std::get<std::string>(read_text_file(folder.write("a", bytes))) == bytes);
  CHECK(std::get<std::string>(read_text_file(folder.write("b", ""))).empty());
  const std::string most(max_config_size, ';');
  CHECK(std::get<std::string>(read_text_file(folder.write("c", most))) == most);
  CHECK(read_error(folder.write("d", most + ";")).reason == "it is larger than 1 MiB");
}

TEST_CASE("folders and pipes are refused, and only a missing file is missing") {
  const temporary_folder folder;
  CHECK(read_error(folder / "nowhere").missing);
  CHECK(read_error(folder.write("file", "") + "/below").missing);
  CHECK_FALSE(read_error(folder / "").missing);
  CHECK(read_error(folder / "").reason == "it is a folder");
  const auto pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(read_error(pipe).reason == "it is not a regular file");
  CHECK(read_error("/dev/zero").reason == "it is larger than 1 MiB");
  CHECK(std::get<std::string>(read_text_file("/dev/null")).empty());
}

TEST_CASE("a file without read permission is not a missing one") {
  const temporary_folder folder;
  const auto path = folder.write("secret", "x");
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  // Root can read every file.
  if (::geteuid() == 0)
    return;
  CHECK_FALSE(read_error(path).missing);
  CHECK(read_error(path).reason == "Permission denied");
}

TEST_CASE("a configuration is loaded from a real file") {
  const temporary_folder folder;
  const auto path = folder.write("t.conf", "[log]\nlevel = \"error\"\n");
  const auto s = good(load_settings({path, {}}, {"/home/u", ""}));
  CHECK(s.level == log_level::error);
  CHECK(
      contains(bad(load_settings({folder / "", {}}, {"/home/u", ""})), "it is a folder"));
}

TEST_CASE("CAF's sections reach the actor system, on top of the tracker's defaults") {
  const auto s = good(load_text("[scheduler]\nmax-threads = 3\npolicy = 'stealing'\n"
                                "[stream]\nmax-batch-delay = 7ms\n"
                                "[middleman]\napp-identifiers = [\"x\", \"y\"]\n",
                                {{"scheduler.max-throughput", "77"}}));
  const tracker_config given{s.caf};
  CHECK(caf::get_or(given, "scheduler.policy", caf::atom("")) == caf::atom("stealing"));
  CHECK(caf::get_or(given, "scheduler.max-threads", std::size_t{0}) == 3);
  CHECK(caf::get_or(given, "scheduler.max-throughput", std::size_t{0}) == 77);
  CHECK(given.stream_max_batch_delay == std::chrono::milliseconds{7});
  CHECK(caf::get_or(given, "middleman.app-identifiers", std::vector<std::string>{}) ==
        std::vector<std::string>{"x", "y"});

  const tracker_config defaults;
  CHECK(caf::get_or(defaults, "scheduler.policy", caf::atom("")) == caf::atom("sharing"));
  CHECK(caf::get_or(defaults, "scheduler.max-threads", std::size_t{0}) == 2);
  CHECK(caf::get_or(defaults, "scheduler.max-throughput", std::size_t{0}) == 50);
  CHECK(caf::get_or(defaults, "logger.console", caf::atom("")) == caf::atom("none"));
}

TEST_CASE("the actor system runs with the configured number of threads") {
  tracker_config config{{{"scheduler.max-threads", {std::int64_t{3}}}}};
  caf::actor_system system{config};
  CHECK(system.scheduler().num_workers() == 3);
}

} // namespace tracker::test
