// SPDX-License-Identifier: MIT
#include "actors/log_tee/console.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <fmt/format.h>

namespace {

using namespace tracker;
using namespace tracker::test;

/// Writes until the console accepts no further byte; returns what it accepted.
std::string fill(console& screen) {
  std::string taken;
  for (std::size_t size = 1000; size > 0;) {
    const auto block = std::string(size - 1, 'x') + '\n';
    const auto result = screen.write(block);
    taken.append(block, 0, result.bytes);
    if (result.state != console_state::flowing)
      size /= 2;
  }
  return taken;
}

/// While it lives, this process can open no descriptor.
class no_descriptor_left : lowered_limit {
public:
  no_descriptor_left() : lowered_limit{RLIMIT_NOFILE, lowest_free()} {}

private:
  static rlim_t lowest_free() {
    const auto descriptor = dup(0);
    close(descriptor);
    return static_cast<rlim_t>(descriptor);
  }
};

TEST_CASE("a pipe without a reader is written until it is full, without waiting") {
  test_pipe pipe;
  console screen{pipe.writer()};
  const auto taken = fill(screen);
  CHECK(taken.size() >= 4096);
  const auto repeated = screen.write("more\n");
  CHECK(repeated.bytes == 0);
  CHECK(repeated.state == console_state::full);
  CHECK((pipe.read_available() == taken));
  CHECK(screen.write("more\n").state == console_state::flowing);
  CHECK(pipe.read_available() == "more\n");
}

TEST_CASE("the descriptor's own flags stay as they are") {
  test_pipe pipe;
  const auto before = fcntl(pipe.writer(), F_GETFL);
  console screen{pipe.writer()};
  fill(screen);
  CHECK(fcntl(pipe.writer(), F_GETFL) == before);
  CHECK((before & O_NONBLOCK) == 0);
}

TEST_CASE("a pipe that cannot be opened again is not waited for either") {
  test_pipe pipe;
  std::optional<console> screen;
  {
    const no_descriptor_left limit;
    screen.emplace(pipe.writer());
  }
  const auto taken = fill(*screen);
  CHECK(taken.size() >= 4096);
  CHECK((pipe.read_available() == taken));
  CHECK(fcntl(pipe.writer(), F_GETFL) == O_WRONLY);
}

TEST_CASE("a pipe without a reader is reported as gone") {
  test_pipe pipe;
  console screen{pipe.writer()};
  pipe.close_reader();
  const auto result = screen.write("line\n");
  CHECK(result.state == console_state::gone);
  CHECK(result.reason == "Broken pipe");
  console late{pipe.writer()};
  CHECK(late.write("line\n").state == console_state::gone);
}

TEST_CASE("a closed descriptor is reported as gone") {
  console screen{-1};
  CHECK(screen.write("line\n").state == console_state::gone);
}

TEST_CASE("a socket is not waited for") {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  {
    console screen{ends[1]};
    CHECK(fill(screen).size() >= 4096);
    CHECK((fcntl(ends[1], F_GETFL) & O_NONBLOCK) == 0);
    close(ends[0]);
    CHECK(screen.write("line\n").state == console_state::gone);
  }
  // The descriptor still belongs to the caller.
  CHECK(close(ends[1]) == 0);
}

TEST_CASE("a regular file is written at the position of its descriptor") {
  const temporary_directory folder;
  const auto path = folder.path() / "out";
  const auto descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  REQUIRE(write(descriptor, "before\n", 7) == 7);
  console screen{descriptor};
  CHECK(screen.write("one\ntwo\n").bytes == 8);
  REQUIRE(write(descriptor, "after\n", 6) == 6);
  CHECK(content_of(path) == "before\none\ntwo\nafter\n");
  close(descriptor);
}

/// Reads the other side of a terminal until no byte has arrived for a while.
std::string read_terminal(int master) {
  std::string text;
  char buffer[4096];
  pollfd entry{master, POLLIN, 0};
  while (poll(&entry, 1, 200) == 1) {
    const auto bytes = read(master, buffer, sizeof buffer);
    if (bytes <= 0)
      break;
    text.append(buffer, static_cast<std::size_t>(bytes));
  }
  return text;
}

TEST_CASE("a terminal stopped by Ctrl+S is not waited for") {
  for (const auto anew : {true, false}) {
    CAPTURE(anew);
    int master = -1;
    int terminal = -1;
    REQUIRE(openpty(&master, &terminal, nullptr, nullptr, nullptr) == 0);
    std::optional<console> screen;
    if (anew) {
      screen.emplace(terminal);
    } else {
      const no_descriptor_left limit;
      screen.emplace(terminal);
    }
    CHECK(screen->write("first\n").state == console_state::flowing);
    REQUIRE(tcflow(terminal, TCOOFF) == 0);
    const auto stopped = screen->write("second\n");
    CHECK(stopped.state == console_state::full);
    CHECK(stopped.bytes == 0);
    REQUIRE(tcflow(terminal, TCOON) == 0);
    CHECK(screen->write("third\n").state == console_state::flowing);
    CHECK(read_terminal(master) == "first\r\nthird\r\n");
    close(master);
    CHECK(screen->write("fourth\n").state == console_state::gone);
    screen.reset();
    close(terminal);
  }
}

} // namespace
