// SPDX-License-Identifier: MIT
#include "actors/log_tee/log_rotation.hpp"

#include "actors/log_tee/log_file.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <zstd.h>

#include <date/tz.h>
#include <fmt/format.h>

#include <set>

#include <sys/stat.h>

namespace {

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string decompressed(const fs::path& file) {
  const auto packed = content_of(file);
  std::string plain(1UL << 20U, '\0');
  const auto size =
      ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size());
  REQUIRE(ZSTD_isError(size) == 0);
  plain.resize(size);
  return plain;
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder})
    names.insert(entry.path().filename());
  return names;
}

bool is_complete(const rotation_result& result) {
  return result.not_renamed.empty() && result.not_compressed.empty();
}

TEST_CASE("rotated files are compressed, private, and read back whole", "[rotation]") {
  const temporary_directory folder;
  log_tee_options options;
  options.file = folder.path() / "tracker.log";
  options.rotate_size = 4096;
  options.rotate_files = 3;
  options.compress = true;
  auto file = open_file(options);
  std::string all;
  for (int i = 0; i < 300; ++i) {
    const auto line = fmt::format("{:04} a line that repeats itself\n", i);
    CHECK(file.append(line).problem.empty());
    all += line;
  }
  CHECK(names_in(folder.path()) ==
        std::set<std::string>{"tracker.1.log.zst", "tracker.2.log.zst", "tracker.log"});
  CHECK(decompressed(folder.path() / "tracker.2.log.zst") +
            decompressed(folder.path() / "tracker.1.log.zst") +
            content_of(folder.path() / "tracker.log") ==
        all);
  CHECK(fs::file_size(folder.path() / "tracker.1.log.zst") < 2048);
  CHECK(fs::status(folder.path() / "tracker.1.log.zst").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("older uncompressed files are counted with the compressed ones", "[rotation]") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.log").string();
  for (const auto* name : {"tracker.log", "tracker.1.log", "tracker.2.log"})
    std::ofstream{folder.path() / name} << name << '\n';
  CHECK(is_complete(rotate_log(path, {2, 0, true})));
  CHECK(names_in(folder.path()) ==
        std::set<std::string>{"tracker.1.log.zst", "tracker.2.log"});
  CHECK(decompressed(folder.path() / "tracker.1.log.zst") == "tracker.log\n");
  CHECK(content_of(folder.path() / "tracker.2.log") == "tracker.1.log\n");
}

TEST_CASE("a failed rotation is reported once, overwrites nothing and loses no line",
          "[rotation]") {
  const temporary_directory folder;
  log_tee_options options;
  options.file = folder.path() / "tracker.log";
  options.rotate_size = 4096;
  options.rotate_files = 2;
  options.compress = false;
  // A folder with content can be neither removed nor renamed over.
  fs::create_directory(folder.path() / "tracker.2.log");
  std::ofstream{folder.path() / "tracker.2.log" / "content"} << "x\n";
  std::ofstream{folder.path() / "tracker.1.log"} << "older\n";
  auto file = open_file(options);
  std::string all;
  std::vector<std::string> problems;
  const auto write_lines = [&](int begin, int end) {
    for (int i = begin; i < end; ++i) {
      const auto line = fmt::format("{:04} a line that repeats itself\n", i);
      const auto written = file.append(line);
      CHECK(written.problem.empty());
      if (!written.rotation_problem.empty())
        problems.push_back(written.rotation_problem);
      all += line;
    }
  };
  write_lines(0, 300);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].find("tracker.log is not rotated and grows: ") != std::string::npos);
  CHECK(problems[0].find("tracker.1.log: ") != std::string::npos);
  CHECK(content_of(folder.path() / "tracker.1.log") == "older\n");
  CHECK(content_of(options.file) == all);
  fs::remove_all(folder.path() / "tracker.2.log");
  write_lines(300, 301);
  CHECK(problems.size() == 1);
  CHECK(content_of(folder.path() / "tracker.2.log") == "older\n");
  CHECK(content_of(folder.path() / "tracker.1.log") + content_of(options.file) == all);
}

TEST_CASE("a rotated file that cannot be compressed is reported and stays plain",
          "[rotation]") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.log").string();
  std::ofstream{path} << "line\n";
  fs::create_directory(folder.path() / "tracker.1.log.zst");
  std::ofstream{folder.path() / "tracker.1.log.zst" / "content"} << "x\n";
  const auto result = rotate_log(path, {1, 0, true});
  CHECK(result.not_renamed.empty());
  CHECK_FALSE(result.not_compressed.empty());
  CHECK(content_of(folder.path() / "tracker.1.log") == "line\n");
}

TEST_CASE("the oldest files beyond the total are removed, never the newest",
          "[rotation]") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.log").string();
  for (int i = 0; i < 6; ++i) {
    std::ofstream{path} << std::string(100, 'x');
    CHECK(is_complete(rotate_log(path, {10, 250, false})));
  }
  CHECK(names_in(folder.path()) ==
        std::set<std::string>{"tracker.1.log", "tracker.2.log"});
  std::ofstream{path} << std::string(1000, 'x');
  CHECK(is_complete(rotate_log(path, {10, 250, false})));
  CHECK(names_in(folder.path()) == std::set<std::string>{"tracker.1.log"});
}

TEST_CASE("a rotated file that cannot be compressed stays plain", "[rotation]") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.log").string();
  std::ofstream{path} << "one\n";
  // A folder has the name of the compressed file.
  fs::create_directories(folder.path() / "tracker.1.log.zst" / "full");
  const auto rotated = rotate_log(path, {1, 0, true});
  CHECK(rotated.not_renamed.empty());
  CHECK_FALSE(rotated.not_compressed.empty());
  CHECK(content_of(folder.path() / "tracker.1.log") == "one\n");
  CHECK_FALSE(compress_file((folder.path() / "missing").string()).empty());
}

TEST_CASE("a log file that cannot be renamed is continued", "[rotation]") {
  const temporary_directory folder;
  log_tee_options options;
  options.file = folder.path() / "tracker.log";
  options.rotate_size = 4096;
  options.rotate_files = 1;
  auto file = open_file(options);
  // A folder has the name of the rotated file.
  fs::create_directories(folder.path() / "tracker.1.log" / "full");
  const std::string line(3000, 'x');
  CHECK(file.append(line + "\n").problem.empty());
  CHECK(file.append(line + "\n").problem.empty());
  CHECK(content_of(options.file) == line + "\n" + line + "\n");
}

TEST_CASE("a new day begins a new file, in the zone of the log", "[rotation]") {
  const temporary_directory folder;
  // 2026-01-20 23:59:59 in Los Angeles, the next day in UTC.
  timestamp now = from_unix_seconds(1'768'982'399);
  log_tee_options options;
  options.file = folder.path() / "tracker.log";
  options.rotate_size = 0;
  options.rotate_daily = true;
  options.zone = date::locate_zone("America/Los_Angeles");
  options.now = [&now] { return now; };
  auto file = open_file(options);
  CHECK(file.append("yesterday\n").problem.empty());
  CHECK(file.append("yesterday too\n").problem.empty());
  CHECK(names_in(folder.path()) == std::set<std::string>{"tracker.log"});
  now += 1s;
  CHECK(file.append("today\n").problem.empty());
  CHECK(content_of(folder.path() / "tracker.1.log") == "yesterday\nyesterday too\n");
  CHECK(content_of(options.file) == "today\n");
  // A day without lines makes no empty file.
  now += 24h;
  CHECK(file.append("the day after\n").problem.empty());
  CHECK(names_in(folder.path()) ==
        std::set<std::string>{"tracker.1.log", "tracker.2.log", "tracker.log"});
}

TEST_CASE("a file of an earlier day is rotated by the first line of a run",
          "[rotation]") {
  const temporary_directory folder;
  log_tee_options options;
  options.file = folder.path() / "tracker.log";
  options.rotate_daily = true;
  options.now = [] { return from_unix_seconds(1'768'936'500); };
  std::ofstream{options.file} << "long ago\n";
  const timespec old_times[] = {{1'768'000'000, 0}, {1'768'000'000, 0}};
  REQUIRE(utimensat(AT_FDCWD, options.file.c_str(), old_times, 0) == 0);
  auto file = open_file(options);
  CHECK(file.append("now\n").problem.empty());
  CHECK(content_of(folder.path() / "tracker.1.log") == "long ago\n");
  CHECK(content_of(options.file) == "now\n");
}

} // namespace
