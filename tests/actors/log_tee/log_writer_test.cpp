// SPDX-License-Identifier: MIT
#include "actors/log_tee/log_writer.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/text_checks.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using texts = std::vector<std::string>;

/// A writer with a file and a pipe for a console.
struct writer_fixture {
  writer_fixture() {
    options.file = path.string();
    options.console_descriptor = pipe.writer();
    options.now = [] { return from_unix_seconds(1'768'936'500); };
  }
  log_writer writer() { return {open_sinks(options), options, gate}; }

  std::string file() const { return content_of(path); }

  temporary_directory folder;
  fs::path path = folder.path() / "tracker.log";
  test_pipe pipe;
  log_tee_options options;
  log_gate gate{log_level::info, 1000};
};

TEST_CASE("both places get the same lines in the same order") {
  writer_fixture fixture;
  auto writer = fixture.writer();
  for (int i = 0; i < 100; ++i)
    writer.add(info_line(fmt::format("line {}", i)));
  CHECK(writer.held() == 200);
  writer.write();
  CHECK(writer.held() == 0);
  CHECK(lines_of(fixture.file()).size() == 100);
  CHECK((fixture.pipe.read_available() == fixture.file()));
}

TEST_CASE("each place can be off") {
  writer_fixture fixture;
  fixture.options.console = false;
  {
    auto writer = fixture.writer();
    writer.add(info_line("file only"));
    writer.write();
    CHECK(writer.held() == 0);
  }
  CHECK(messages_of(fixture.file()) == texts{"file only"});
  CHECK(fixture.pipe.read_available().empty());
  fixture.options.console = true;
  fixture.options.file = "";
  auto writer = fixture.writer();
  writer.add(info_line("console only"));
  writer.write();
  CHECK(messages_of(fixture.pipe.read_available()) == texts{"console only"});
}

TEST_CASE("a failing file is reported once on the console, and states its missing lines "
          "afterwards") {
  writer_fixture fixture;
  auto writer = fixture.writer();
  writer.add(info_line("before"));
  writer.write();
  const auto size = fixture.file().size();
  {
    const full_disk disk{size};
    for (int i = 0; i < 3; ++i) {
      writer.add(info_line(fmt::format("missed {}", i)));
      writer.write();
      writer.retry_file();
      CHECK(writer.file_failed());
    }
  }
  writer.retry_file();
  CHECK_FALSE(writer.file_failed());
  writer.add(info_line("after"));
  writer.write();
  const auto works =
      fmt::format("the log file {} works again; it misses 3 lines", fixture.options.file);
  CHECK(messages_of(fixture.file()) == texts{"before", works, "after"});
  CHECK(messages_of(fixture.pipe.read_available()) ==
        texts{"before", "missed 0",
              fmt::format(
                  "the log file {0} fails: Failed writing to file {0}: File too large; "
                  "it is tried again",
                  fixture.options.file),
              "missed 1", "missed 2", works, "after"});
  writer.say_drained();
  CHECK(count_of(fixture.file(),
                 "drained: 6 lines written, 3 dropped (too fast for the log 0, "
                 "missing in the file 3, on the console 0)\n") == 1);
}

TEST_CASE("the pauses between attempts at the file grow up to a bound and start again") {
  writer_fixture fixture;
  fixture.options.file_pause = 1s;
  fixture.options.longest_file_pause = 5s;
  auto writer = fixture.writer();
  CHECK(writer.next_file_pause() == 1s);
  CHECK(writer.next_file_pause() == 2s);
  CHECK(writer.next_file_pause() == 4s);
  CHECK(writer.next_file_pause() == 5s);
  CHECK(writer.next_file_pause() == 5s);
  writer.add(info_line("works"));
  writer.write();
  CHECK(writer.next_file_pause() == 1s);
}

TEST_CASE("a deleted log is created again and says so") {
  writer_fixture fixture;
  auto writer = fixture.writer();
  writer.add(info_line("before"));
  writer.write();
  fs::remove(fixture.path);
  writer.add(info_line("after"));
  writer.write();
  CHECK(messages_of(fixture.file()) ==
        texts{"after", fmt::format("the log file {} was deleted and is made anew",
                                   fixture.options.file)});
}

TEST_CASE("the log is opened anew after it was renamed, and continues when that fails") {
  writer_fixture fixture;
  auto writer = fixture.writer();
  writer.add(info_line("before"));
  fs::rename(fixture.path, fixture.folder.path() / "old.log");
  writer.reopen_file();
  writer.add(info_line("after"));
  writer.write();
  CHECK(messages_of(content_of(fixture.folder.path() / "old.log")) == texts{"before"});
  CHECK(messages_of(fixture.file()) == texts{"after"});
  fs::rename(fixture.path, fixture.folder.path() / "old.log");
  fs::create_directory(fixture.path);
  writer.reopen_file();
  writer.write();
  CHECK(messages_of(content_of(fixture.folder.path() / "old.log")) ==
        texts{"after",
              fmt::format("the log file {} cannot be opened anew: Is a directory; the "
                          "old one goes on",
                          fixture.options.file)});
}

TEST_CASE("a stopped console delays nothing and states its missing lines afterwards") {
  writer_fixture fixture;
  fixture.options.console_limit = 10'000;
  fixture.options.console_hard_limit = 20'000;
  auto writer = fixture.writer();
  constexpr std::size_t lines = 5'000;
  auto error = info_line("an error");
  error.level = log_level::error;
  for (std::size_t i = 0; i < lines; ++i) {
    writer.add(info_line(fmt::format("line {}", i)));
    if (i % 100 == 0)
      writer.write();
  }
  writer.add(error);
  writer.write();
  CHECK(writer.console_waits());
  CHECK(lines_of(fixture.file()).size() == lines + 1);

  std::string seen;
  while (writer.console_waits()) {
    seen += fixture.pipe.read_available();
    writer.write();
  }
  seen += fixture.pipe.read_available();
  const auto on_console = messages_of(seen);
  const auto missed = lines - (on_console.size() - 2);
  REQUIRE(missed > 0);
  CHECK(on_console[on_console.size() - 2] == "an error");
  CHECK(on_console.back() ==
        fmt::format("the console was stopped or too slow and misses {} lines", missed));
  CHECK(count_of(fixture.file(), "misses") == 0);
}

TEST_CASE("a closed console is reported in the file once") {
  writer_fixture fixture;
  auto writer = fixture.writer();
  fixture.pipe.close_reader();
  for (int i = 0; i < 3; ++i) {
    writer.add(info_line("line"));
    writer.write();
  }
  CHECK(messages_of(fixture.file()) ==
        texts{"line",
              "the console is gone (Broken pipe) and misses 1 lines; the file goes on",
              "line", "line"});
  CHECK_FALSE(writer.console_waits());
  CHECK(writer.held() == 0);
}

TEST_CASE("lines dropped on their way are reported in both places") {
  writer_fixture fixture;
  auto writer = fixture.writer();
  std::size_t dropped = 0;
  for (int i = 0; i < 1010; ++i) {
    const auto line = info_line("line");
    if (fixture.gate.admit(line))
      writer.add(line);
    else
      ++dropped;
  }
  writer.write();
  CHECK(dropped == 10);
  CHECK(count_of(fixture.file(),
                 "10 lines were dropped: they came faster than they can be written") ==
        1);
  CHECK((fixture.pipe.read_available() == fixture.file()));
}

TEST_CASE("the last line counts every line, including itself") {
  writer_fixture fixture;
  auto writer = fixture.writer();
  auto block = info_line("WINDOW GRADED");
  block.rows = {"a", "b"};
  writer.add(block);
  auto warning = info_line("twice");
  warning.level = log_level::warn;
  writer.add(warning);
  writer.add(warning);
  writer.settle();
  writer.say_drained();
  CHECK(messages_of(fixture.file()) == texts{"WINDOW GRADED", "a", "b", "twice",
                                             "twice … (1 more in the last 0 s)",
                                             "drained: 6 lines written, 0 dropped"});
}

} // namespace
