// SPDX-License-Identifier: MIT
#include "actors/log_tee/log_file.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/text_checks.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include <sys/mount.h>
#include <sys/stat.h>

#include <fmt/format.h>

namespace {

using namespace tracker;
using namespace tracker::test;
namespace fs = std::filesystem;

log_tee_options options_for(const fs::path& file, std::uint64_t rotate_size = 0,
                            std::size_t rotate_files = 5) {
  log_tee_options options;
  options.file = file.string();
  options.rotate_size = rotate_size;
  options.rotate_files = rotate_files;
  return options;
}

std::string problem_of(const log_tee_options& options) {
  const auto file = log_file::open(options);
  const auto* problem = std::get_if<std::string>(&file);
  return problem ? *problem : "";
}

TEST_CASE("the log file's folder is made, for its owner only") {
  const temporary_directory folder;
  auto file = open_file(options_for(folder.path() / "a" / "b" / "tracker.log"));
  file.append("line\n");
  CHECK(content_of(folder.path() / "a" / "b" / "tracker.log") == "line\n");
  for (const auto& made : {folder.path() / "a", folder.path() / "a" / "b"})
    CHECK(fs::status(made).permissions() == fs::perms::owner_all);
}

fs::perms mode_of(const fs::path& file) {
  return fs::status(file).permissions();
}

TEST_CASE("the log file and its rotated ones are for their owner only") {
  const auto owner_only = fs::perms::owner_read | fs::perms::owner_write;
  for (const std::uint64_t rotate_size : {0U, 20U}) {
    CAPTURE(rotate_size);
    const temporary_directory folder;
    const auto path = folder.path() / "tracker.log";
    auto file = open_file(options_for(path, rotate_size));
    for (int i = 0; i < 9; ++i)
      file.append("0123456789abcdef\n");
    CHECK(fs::exists(folder.path() / "tracker.2.log") == (rotate_size > 0));
    fs::remove(path);
    CHECK(file.reopen().empty());
    file.append("one\n");
    for (const auto& entry : fs::directory_iterator{folder.path()}) {
      CAPTURE(entry.path());
      CHECK(mode_of(entry.path()) == owner_only);
    }
  }
}

TEST_CASE(
    "a log file that exists keeps its mode, the one after the rotation is private") {
  const auto owner_only = fs::perms::owner_read | fs::perms::owner_write;
  const auto shared = owner_only | fs::perms::group_read | fs::perms::others_read;
  const temporary_directory folder;
  const auto path = folder.path() / "tracker.log";
  std::ofstream{path} << "one\n";
  fs::permissions(path, shared);
  auto file = open_file(options_for(path, 20));
  file.append("two\n");
  CHECK(mode_of(path) == shared);
  file.append("0123456789abcdef\n");
  CHECK(mode_of(folder.path() / "tracker.1.log") == shared);
  CHECK(mode_of(path) == owner_only);
}

TEST_CASE("an existing log is continued") {
  const temporary_directory folder;
  const auto path = folder.path() / "tracker.log";
  open_file(options_for(path)).append("one\n");
  open_file(options_for(path, 1000)).append("two\n");
  CHECK(content_of(path) == "one\ntwo\n");
}

TEST_CASE("a log file that cannot be opened is an error with its reason") {
  const temporary_directory folder;
  std::ofstream{folder.path() / "file"} << "x";
  REQUIRE(mkfifo((folder.path() / "fifo").c_str(), 0600) == 0);
  CHECK(contains(problem_of(options_for(folder.path() / "file" / "tracker.log")),
                 "Not a directory"));
  CHECK(contains(problem_of(options_for(folder.path() / "file" / "sub" / "tracker.log")),
                 "Not a directory"));
  CHECK(contains(problem_of(options_for(folder.path())), "Is a directory"));
  // Opening the FIFO as spdlog does would wait for a reader.
  CHECK(!problem_of(options_for(folder.path() / "fifo")).empty());
  CHECK(contains(problem_of(options_for("/proc/no/such.log")), "No such file"));
  CHECK(problem_of(options_for("/dev/null")).empty());
}

TEST_CASE("a full disk leaves whole lines only, and the others are counted") {
  const temporary_directory folder;
  const auto path = folder.path() / "tracker.log";
  for (const std::uint64_t rotate_size : {0U, 1000U}) {
    CAPTURE(rotate_size);
    fs::remove(path);
    auto file = open_file(options_for(path, rotate_size));
    CHECK(file.append("first\n").problem.empty());
    {
      const full_disk disk{20};
      const auto result = file.append("second\nthird\nfourth\n");
      CHECK(result.missed == 1);
      CHECK(contains(result.problem, "File too large"));
      CHECK(content_of(path) == "first\nsecond\nthird\n");
      CHECK(file.reopen().empty());
      CHECK(file.append("fifth\n").missed == 1);
      CHECK(content_of(path) == "first\nsecond\nthird\n");
    }
    CHECK(file.reopen().empty());
    const auto result = file.append("sixth\n");
    CHECK(result.problem.empty());
    CHECK(result.missed == 0);
    CHECK(content_of(path) == "first\nsecond\nthird\nsixth\n");
  }
}

TEST_CASE(
    "a disk that is full while the file is rotated loses no line that was written") {
  const temporary_directory folder;
  const auto path = folder.path() / "tracker.log";
  auto file = open_file(options_for(path, 20));
  file.append("0123456789abcdef\n");
  const full_disk disk{10};
  const auto result = file.append("one\ntwo\nthree\n");
  CHECK(result.missed == 1);
  CHECK(content_of(folder.path() / "tracker.1.log") == "0123456789abcdef\n");
  CHECK(content_of(path) == "one\ntwo\n");
}

/// A file system of 16 KiB; `mounted` is false when this user may not mount one.
struct small_file_system {
  small_file_system()
      : mounted{mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=16k") == 0} {}
  ~small_file_system() {
    if (mounted)
      umount(folder.path().c_str());
  }
  small_file_system(const small_file_system&) = delete;
  small_file_system& operator=(const small_file_system&) = delete;

  temporary_directory folder;
  bool mounted;
};

TEST_CASE("a small file system that fills up holds whole lines") {
  const small_file_system disk;
  if (!disk.mounted) {
    WARN("not run: this user may not mount a file system");
    return;
  }
  const auto path = disk.folder.path() / "tracker.log";
  auto file = open_file(options_for(path));
  const std::string line(99, 'x');
  std::uint64_t lines = 0;
  file_write result;
  while (result.problem.empty()) {
    result = file.append(line + '\n' + line + '\n' + line + '\n');
    lines += 3 - result.missed;
  }
  CHECK(contains(result.problem, "No space left on device"));
  CHECK(lines == 16 * 1024 / 100);
  CHECK(lines_of(content_of(path)) == std::vector<std::string>(lines, line));
  fs::resize_file(path, 0);
  CHECK(file.reopen().empty());
  CHECK(file.append("there is room\n").problem.empty());
  CHECK(content_of(path) == "there is room\n");
}

TEST_CASE("a device that is full is a file that fails") {
  auto file = open_file(options_for("/dev/full"));
  const auto result = file.append("line\n");
  CHECK(result.missed == 1);
  CHECK(contains(result.problem, "No space left on device"));
}

TEST_CASE("a renamed log continues under its new name until it is opened anew") {
  const temporary_directory folder;
  const auto path = folder.path() / "tracker.log";
  auto file = open_file(options_for(path));
  file.append("one\n");
  fs::rename(path, folder.path() / "tracker.log.1");
  CHECK_FALSE(file.is_deleted());
  file.append("two\n");
  CHECK(file.reopen().empty());
  file.append("three\n");
  CHECK(content_of(folder.path() / "tracker.log.1") == "one\ntwo\n");
  CHECK(content_of(path) == "three\n");
}

TEST_CASE("a log that cannot be opened anew continues in the old file") {
  const temporary_directory folder;
  const auto logs = folder.path() / "logs";
  auto file = open_file(options_for(logs / "tracker.log"));
  fs::rename(logs, folder.path() / "moved");
  std::ofstream{logs} << "in the way";
  CHECK(contains(file.reopen(), "Not a directory"));
  CHECK(file.append("one\n").problem.empty());
  CHECK(content_of(folder.path() / "moved" / "tracker.log") == "one\n");
}

TEST_CASE("a log whose folder was removed is noticed and created again") {
  const temporary_directory folder;
  const auto path = folder.path() / "logs" / "tracker.log";
  auto file = open_file(options_for(path));
  CHECK_FALSE(file.is_deleted());
  fs::remove_all(path.parent_path());
  CHECK(file.is_deleted());
  CHECK(file.reopen().empty());
  CHECK_FALSE(file.is_deleted());
  file.append("one\n");
  CHECK(content_of(path) == "one\n");
}

TEST_CASE("a log that another program truncated is continued at its new end") {
  const temporary_directory folder;
  const auto path = folder.path() / "tracker.log";
  auto file = open_file(options_for(path, 100));
  file.append("one\n");
  fs::resize_file(path, 0);
  file.append("two\n");
  CHECK(content_of(path) == "two\n");
}

/// The rotated files and the current one, oldest first.
std::vector<fs::path> files_of(const fs::path& folder, std::size_t most) {
  std::vector<fs::path> files;
  for (auto i = most; i > 0; --i)
    files.push_back(folder / fmt::format("tracker.{}.log", i));
  files.push_back(folder / "tracker.log");
  files.erase(std::remove_if(files.begin(), files.end(),
                             [](const fs::path& one) { return !fs::exists(one); }),
              files.end());
  return files;
}

TEST_CASE("rotation keeps every file below its size and every line in one file") {
  CHECK(rc::check([] {
    constexpr std::uint64_t rotate_size = 300;
    const temporary_directory folder;
    constexpr std::size_t most_files = 100;
    const auto options =
        options_for(folder.path() / "tracker.log", rotate_size, most_files);
    const auto batch_of_lengths = rc::gen::mapcat(rc::gen::inRange(0, 12), [](int lines) {
      return rc::gen::container<std::vector<int>>(
          static_cast<std::size_t>(lines),
          rc::gen::oneOf(rc::gen::inRange(0, 60), rc::gen::inRange(0, 500)));
    });
    const auto batches =
        *rc::gen::container<std::vector<std::vector<int>>>(8, batch_of_lengths);
    std::string all;
    {
      auto file = open_file(options);
      for (const auto& batch : batches) {
        std::string lines;
        for (const auto length : batch)
          lines += std::string(static_cast<std::size_t>(length), 'x') + '\n';
        const auto result = file.append(lines);
        RC_ASSERT(result.problem.empty());
        RC_ASSERT(result.missed == 0);
        all += lines;
      }
    }
    std::string read;
    for (const auto& path : files_of(folder.path(), most_files)) {
      const auto content = content_of(path);
      RC_ASSERT(content.empty() || content.back() == '\n');
      RC_ASSERT(content.size() <= rotate_size || lines_of(content).size() == 1);
      read += content;
    }
    RC_ASSERT(read == all);
  }));
}

TEST_CASE("rotation keeps the configured number of files, the newest ones") {
  const temporary_directory folder;
  auto file = open_file(options_for(folder.path() / "tracker.log", 8, 2));
  for (int i = 0; i < 9; ++i)
    file.append(fmt::format("{}\n{}\n{}\n{}\n", i, i, i, i));
  CHECK(content_of(folder.path() / "tracker.log") == "8\n8\n8\n8\n");
  CHECK(content_of(folder.path() / "tracker.1.log") == "7\n7\n7\n7\n");
  CHECK(content_of(folder.path() / "tracker.2.log") == "6\n6\n6\n6\n");
  CHECK_FALSE(fs::exists(folder.path() / "tracker.3.log"));
}

} // namespace
