// SPDX-License-Identifier: MIT
#include "tests/support/process.hpp"

#include "tests/support/catch.hpp"

#include <csignal>
#include <fstream>
#include <system_error>

using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

program shell(const std::string& script) {
  return {.path = "/bin/sh",
          .arguments = {"-c", script},
          .environment = {{"PATH", "/usr/bin:/bin"}}};
}

auto line_equals(const std::string& wanted) {
  return [wanted](const std::string& line) { return line == wanted; };
}

} // namespace

TEST_CASE("a program's output, errors and exit code are kept apart") {
  process child{shell("echo one; echo two >&2; printf rest; exit 3")};
  CHECK(child.wait(5s) == 3);
  CHECK(child.text() == "one\nrest");
  CHECK(child.lines() == std::vector<std::string>{"one"});
  CHECK(child.lines(stream::err) == std::vector<std::string>{"two"});
  CHECK(child.wait(0s) == 3);
}

TEST_CASE("a program gets its arguments, environment and directory, and nothing else") {
  const temporary_directory folder;
  program command = shell("echo \"$0 $1 $COLOUR $HOME\"; pwd; ls /proc/self/fd | wc -w");
  command.arguments.insert(command.arguments.end(), {"zero", "first one"});
  command.environment["COLOUR"] = "blue";
  command.directory = folder.path();
  process child{command};
  CHECK(child.wait(5s) == 0);
  // ls has one more descriptor for the directory that it lists.
  CHECK(child.lines() ==
        std::vector<std::string>{"zero first one blue ", folder.path().string(), "4"});
}

TEST_CASE("signals reach a program whatever is blocked or ignored here") {
  sigset_t blocked;
  sigset_t previous;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &previous);
  process child{
      shell("trap 'echo caught; exit 7' TERM; echo ready; while :; do sleep 0.05; done")};
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  REQUIRE(child.wait_for_line(line_equals("ready"), 5s));
  CHECK_FALSE(child.wait(0ms));
  child.signal(SIGTERM);
  CHECK(child.wait(5s) == 7);
  CHECK(child.lines().back() == "caught");
}

TEST_CASE("a program that a signal ends has the code a shell would give it") {
  process child{shell("echo ready; exec sleep 60")};
  REQUIRE(child.wait_for_line(line_equals("ready"), 5s));
  child.signal(SIGKILL);
  CHECK(child.wait(5s) == 128 + SIGKILL);
  child.signal(SIGTERM);
}

TEST_CASE("waiting for a line ends with the line, the stream or the limit") {
  process child{shell("echo a; echo b; sleep 0.2; echo c; read never; echo d >&2")};
  CHECK(child.wait_for_line(line_equals("c"), 5s) == "c");
  CHECK(child.wait_for_line(line_equals("a"), 0s) == "a");
  CHECK_FALSE(child.wait_for_line(line_equals("z"), 5s));
  CHECK(child.wait_for_line(line_equals("d"), 5s, stream::err) == "d");
  process silent{shell("exec sleep 60")};
  CHECK_FALSE(silent.wait_for_line(line_equals("z"), 10ms));
}

TEST_CASE("a program whose console is not read has to wait") {
  process child{shell("echo ready; yes | head -c 1000000; echo; echo done >&2")};
  REQUIRE(child.wait_for_line(line_equals("ready"), 5s));
  child.pause_reading();
  process stalled{shell("exec yes")};
  stalled.pause_reading();
  CHECK_FALSE(stalled.wait(100ms));
  const auto used = stalled.processor_time();
  CHECK_FALSE(stalled.wait(200ms));
  CHECK(stalled.processor_time() - used < 20ms);
  child.resume_reading();
  CHECK(child.wait(5s) == 0);
  CHECK(child.text().size() == 1'000'000 + 7);
}

TEST_CASE("a program on a terminal sees one, and Ctrl+S stops it") {
  auto command = shell("test -t 0 && test -t 1 && test -t 2 && echo terminal; "
                       "while :; do echo more; sleep 0.01; done");
  command.terminal = true;
  process child{command};
  REQUIRE(child.wait_for_line(line_equals("terminal"), 30s));
  REQUIRE(child.wait_for_line(line_equals("more"), 30s));
  child.type("\x13");
  // Output that was under way may still arrive.
  CHECK_FALSE(child.wait(100ms));
  const auto size_when_stopped = child.text().size();
  CHECK_FALSE(child.wait(200ms));
  CHECK(child.text().size() == size_when_stopped);
  child.type("\x11");
  for (int i = 0; i < 300 && child.text().size() == size_when_stopped; ++i)
    CHECK_FALSE(child.wait(100ms));
  CHECK(child.text().size() > size_when_stopped);
  child.type("\x03");
  CHECK(child.wait(30s) == 128 + SIGINT);
}

TEST_CASE("a program's use of processor and memory is known, alive and ended") {
  process child{shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo ready; "
                      "read x < /dev/zero")};
  REQUIRE(child.wait_for_line(line_equals("ready"), 20s));
  CHECK(child.processor_time() > 10ms);
  CHECK(child.resident_bytes() > 500'000);
  child.signal(SIGKILL);
  REQUIRE(child.wait(5s));
  CHECK(child.processor_time() > 10ms);
  CHECK(child.resident_bytes() > 500'000);
}

TEST_CASE("what cannot be started is an error with its reason") {
  try {
    process child{{.path = "/no/such/program"}};
    FAIL("it was started");
  } catch (const std::system_error& error) {
    CHECK(error.code() == std::errc::no_such_file_or_directory);
  }
}

TEST_CASE("a program that is forgotten is killed") {
  pid_t id = 0;
  {
    process child{shell("exec sleep 60")};
    id = child.id();
    REQUIRE(kill(id, 0) == 0);
  }
  CHECK(kill(id, 0) != 0);
}

TEST_CASE("a temporary directory goes with what is in it") {
  std::filesystem::path path;
  {
    const temporary_directory folder;
    path = folder.path();
    std::filesystem::create_directories(path / "a" / "b");
    std::ofstream{path / "a" / "b" / "file"} << "x";
    REQUIRE(std::filesystem::exists(path / "a" / "b" / "file"));
  }
  CHECK_FALSE(std::filesystem::exists(path));
}
