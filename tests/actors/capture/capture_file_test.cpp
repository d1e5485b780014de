// SPDX-License-Identifier: MIT
#include "actors/capture/capture_file.hpp"

#include "actors/text/time_text.hpp"
#include "tests/actors/capture/capture_samples.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <csignal>
#include <fstream>
#include <iterator>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

struct capture_folder {
  temporary_directory folder;
  std::string path = (folder.path() / "run.cap").string();

  capture_header header_at(const char* time) const {
    auto header = sample_header();
    header.begun = {steady_point{1h}, parse_time(time).value()};
    return header;
  }
  std::variant<capture_file, capture_failure> open(const char* time) const {
    return capture_file::open({path, 48h}, header_at(time));
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator{folder.path()}, {}));
  }
};

/// Appends a tick of this time.
std::optional<capture_failure> append_tick(capture_file& file, const char* time) {
  const auto now = parse_time(time).value();
  return file.append(tick{1, {}, now, now}, steady_point{2h}, now);
}

} // namespace

TEST_CASE(
    "capture file: appended records are in the file at once and for the owner only") {
  const capture_folder captures;
  auto opened = captures.open("2026-11-24T10:00:00Z");
  auto& file = std::get<capture_file>(opened);
  CHECK(decode_all(read_file(captures.path)).records.size() == 1);
  CHECK_FALSE(append_tick(file, "2026-11-24T10:00:01Z"));
  const auto all = decode_all(read_file(captures.path));
  CHECK(all.faults.empty());
  REQUIRE(all.records.size() == 2);
  CHECK(std::get<capture_header>(all.records[0].content) ==
        captures.header_at("2026-11-24T10:00:00Z"));
  CHECK(file.records() == 2);
  CHECK(file.bytes() == read_file(captures.path).size());
  struct stat status {};
  REQUIRE(stat(captures.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("capture file: a new day begins a new file and continues the numbers") {
  const capture_folder captures;
  auto opened = captures.open("2026-11-24T10:00:00Z");
  auto& file = std::get<capture_file>(opened);
  CHECK_FALSE(append_tick(file, "2026-11-24T23:59:59Z"));
  CHECK_FALSE(append_tick(file, "2026-11-25T00:00:00Z"));
  CHECK_FALSE(append_tick(file, "2026-11-25T00:00:01Z"));
  CHECK(file.files() == 2);
  const auto first = decode_all(read_file(captures.path + ".20261124T100000Z"));
  CHECK(first.records.size() == 2);
  const auto second = decode_all(read_file(captures.path));
  CHECK(second.faults.empty());
  REQUIRE(second.records.size() == 3);
  CHECK(second.records[0].number == 2);
  const auto& header = std::get<capture_header>(second.records[0].content);
  CHECK(header.part == 2);
  CHECK(header.run == captures.header_at("2026-11-24T10:00:00Z").run);
  CHECK(format_utc(header.begun.wall) == "2026-11-25T00:00:00Z");
}

TEST_CASE("capture file: outdated days are removed and nothing else") {
  const capture_folder captures;
  std::ofstream{captures.path + ".20261124T100000Z.gz"} << "mine";
  std::ofstream{captures.path + ".notes"} << "mine";
  auto opened = captures.open("2026-11-24T10:00:00Z");
  auto& file = std::get<capture_file>(opened);
  for (const char* day : {"2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z",
                          "2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z"})
    CHECK_FALSE(append_tick(file, day));
  CHECK(list_captures(captures.path) ==
        std::vector<std::string>{captures.path + ".20261125T000000Z",
                                 captures.path + ".20261126T000000Z",
                                 captures.path + ".20261127T000000Z"});
  CHECK(captures.files() == 6);
}

TEST_CASE("capture file: the capture of an earlier run is renamed to its time") {
  const capture_folder captures;
  for (int run = 0; run < 3; ++run) {
    auto opened = captures.open("2026-11-24T10:00:00Z");
    CHECK_FALSE(append_tick(std::get<capture_file>(opened), "2026-11-24T10:00:01Z"));
  }
  // Two captures of one second have different names.
  CHECK(list_captures(captures.path) ==
        std::vector<std::string>{captures.path + ".20261124T100000Z",
                                 captures.path + ".20261124T100001Z"});
  for (const auto& path : list_captures(captures.path))
    CHECK(decode_all(read_file(path)).records.size() == 2);
}

TEST_CASE("capture file: a capture truncated in its first bytes is kept too") {
  const capture_folder captures;
  // The last one is of an older program.
  for (const auto* cut : {"", "\x28\xb5", "\x28\xb5\x2f\xfd\x24", "PTRKCAP\n\1"}) {
    std::ofstream{captures.path, std::ios::binary} << cut;
    auto opened = captures.open("2026-11-24T10:00:00Z");
    CHECK(std::holds_alternative<capture_file>(opened));
  }
}

TEST_CASE("capture file: another file is refused and left unchanged") {
  const capture_folder captures;
  std::ofstream{captures.path} << "my notes";
  const auto refused = captures.open("2026-11-24T10:00:00Z");
  REQUIRE(std::holds_alternative<capture_failure>(refused));
  CHECK(std::get<capture_failure>(refused).text ==
        captures.path + " is not a capture; it is left as it is");
  CHECK(read_file(captures.path) == "my notes");
  CHECK(captures.files() == 1);

  const auto folder =
      capture_file::open({captures.folder.path().string(), 48h}, sample_header());
  CHECK(std::get<capture_failure>(folder).text.find("not a regular file") !=
        std::string::npos);
  const auto missing_folder =
      capture_file::open({captures.path + "/x/y", 48h}, sample_header());
  CHECK_FALSE(std::get<capture_failure>(missing_folder).full);
}

TEST_CASE("capture file: the capture of a running tracker is not renamed") {
  const capture_folder captures;
  const auto first = captures.open("2026-11-24T10:00:00Z");
  const auto second = captures.open("2026-11-24T10:00:01Z");
  REQUIRE(std::holds_alternative<capture_failure>(second));
  CHECK(std::get<capture_failure>(second).text.find("another tracker") !=
        std::string::npos);
}

TEST_CASE("capture file: a failed write leaves complete records") {
  const capture_folder captures;
  auto opened = captures.open("2026-11-24T10:00:00Z");
  auto& file = std::get<capture_file>(opened);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit previous{};
  getrlimit(RLIMIT_FSIZE, &previous);
  // Half of the next record fits.
  const rlimit lowered{file.bytes() + 30, previous.rlim_max};
  setrlimit(RLIMIT_FSIZE, &lowered);
  const auto failure = append_tick(file, "2026-11-24T10:00:01Z");
  setrlimit(RLIMIT_FSIZE, &previous);
  std::signal(SIGXFSZ, SIG_DFL);
  REQUIRE(failure);
  CHECK(failure->text == captures.path + " cannot be written: File too large");
  CHECK_FALSE(failure->full);
  const auto all = decode_all(read_file(captures.path));
  CHECK(all.faults.empty());
  CHECK(all.records.size() == 1);
}
