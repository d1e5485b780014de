// SPDX-License-Identifier: MIT
// The console with 8 series and 5 wallets: a forced end, output without control
// sequences, and the size of cycle lines.
#include "tests/support/catch.hpp"
#include "tests/system/support/live_session.hpp"

#include <fmt/format.h>

#include <csignal>
#include <set>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {} // namespace

TEST_CASE("a terminal is clean after a forced end") {
  const temporary_directory home;
  const auto capture = record_busy_run(home.path(), 6min);
  auto invocation = replay_program(home.path(), capture, {"--speed=10"});
  invocation.terminal = true;
  live_session run{invocation};
  REQUIRE(run.wait_until([&] { return run.shows("TODAY "); }, 60s));
  run.tracker.signal(SIGINT);
  std::this_thread::sleep_for(150ms);
  run.tracker.signal(SIGINT);
  const auto code = run.tracker.wait(30s);
  REQUIRE(code);
  run.read();
  INFO(run.text());
  CHECK((*code == 130 || *code == 0));
  CHECK(run.screen.region_is_reset());
  CHECK(run.screen.cursor_is_visible());
  CHECK(run.screen.wraps());
}

TEST_CASE("NO_COLOR, TERM=dumb and a pipe get lines without sequences") {
  const temporary_directory home;
  const auto capture = record_busy_run(home.path(), 1min);
  auto piped = replay_program(home.path(), capture, {"--speed=60"});
  process pipe{piped};
  CHECK(pipe.wait(60s) == 0);
  CHECK(pipe.text().find('\x1b') == std::string::npos);
  auto dumb = piped;
  dumb.terminal = true;
  dumb.environment["TERM"] = "dumb";
  process on_dumb{dumb};
  CHECK(on_dumb.wait(60s) == 0);
  CHECK(on_dumb.text().find('\x1b') == std::string::npos);
  auto plain = piped;
  plain.terminal = true;
  plain.environment["NO_COLOR"] = "1";
  process on_plain{plain};
  CHECK(on_plain.wait(60s) == 0);
  CHECK(on_plain.text().find("\x1b[1;") != std::string::npos);
  CHECK(on_plain.text().find("\x1b[31m") == std::string::npos);
  CHECK(on_plain.text().find("\x1b[32m") == std::string::npos);
  auto colored = piped;
  colored.arguments.emplace_back("--color=always");
  process on_pipe{colored};
  CHECK(on_pipe.wait(60s) == 0);
  CHECK(on_pipe.text().find("\x1b[1;1H") == std::string::npos);
}

TEST_CASE(
    "cycle lines on changes take a small part of the log at 8 series and 5 wallets") {
  const temporary_directory home;
  const auto capture = record_busy_run(home.path(), 60min);
  const auto bytes = [&](const std::string& mode) {
    const auto file = home.path() / (mode + ".log");
    process run{replay_program(
        home.path(), capture,
        {"--log.console=false", "--log.file=" + file.string(), "--log.cycle=" + mode})};
    REQUIRE(run.wait(240s) == 0);
    return std::filesystem::file_size(file);
  };
  const auto every = bytes("every");
  const auto changes = bytes("changes");
  const auto never = bytes("never");
  const std::string figures =
      fmt::format("bytes of log per day: every {}, changes {}, never {}", every * 24,
                  changes * 24, never * 24);
  INFO(figures);
  if (std::getenv("PRINT_FIGURES") != nullptr)
    WARN(figures);
  CHECK(never < changes);
  CHECK(changes * 3 < every);
}
