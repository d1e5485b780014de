// SPDX-License-Identifier: MIT
// The program on a terminal: the live table below the log lines, with 8 series and 5
// wallets.
#include "tests/simulator/wallets/activity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/simulated_capture.hpp"
#include "tests/support/simulated_settings.hpp"
#include "tests/support/terminal_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// 8 series of 5 minutes, 5 wallets that trade in them.
simulated_run busy_run(const std::filesystem::path& folder, timespan length) {
  simulated_run run;
  run.start = from_unix_seconds(1'768'936'500) - 1ms;
  run.end = run.start + length;
  auto& rules = run.rules;
  rules.seed = 5374;
  rules.resolution_delay = 8s;
  rules.resolution_spread = 8s;
  rules.clob_lag = 5s;
  auto& wallets = rules.wallets;
  wallets.count = 5;
  wallets.series = series_of_all_assets("5m");
  wallets.since = run.start + 1ms;
  wallets.index_delay = 2s;
  wallets.index_jitter = 3s;
  wallets.block_delay = 2s;
  run.effective = unwatched_settings(rules, (folder / "recorded.db").string());
  for (std::size_t i = 0; i < run.effective.wallets.size(); ++i)
    run.effective.wallets[i].name = fmt::format("w{}", i + 1);
  return run;
}

std::string recorded(const std::filesystem::path& folder, timespan length) {
  sigset_t before;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  const auto file = (folder / "busy.cap").string();
  write_simulated_capture(busy_run(folder, length), file);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return file;
}

program replay_program(const std::filesystem::path& home, const std::string& capture,
                       std::vector<std::string> options) {
  program what;
  what.path = TRACKER_BINARY;
  what.arguments = {"replay", capture};
  what.arguments.insert(what.arguments.end(), options.begin(), options.end());
  what.environment = {{"HOME", home.string()},
                      {"TMPDIR", home.string()},
                      {"TERM", "xterm-256color"},
                      {"LANG", "C.UTF-8"}};
  return what;
}

/// A run on a terminal, and what that terminal shows.
struct live_run {
  live_run(const program& what) : tracker{what}, screen{what.rows, what.columns} {}

  void read() {
    const auto text = tracker.text();
    screen.write(std::string_view{text}.substr(read_bytes));
    read_bytes = text.size();
  }
  void resize(unsigned short rows, unsigned short columns) {
    read();
    screen.resize(rows, columns);
    tracker.resize(rows, columns);
  }
  bool shows(const std::string& part) const {
    const auto rows = screen.screen();
    return std::any_of(rows.begin(), rows.end(), [&](const std::string& row) {
      return row.find(part) != std::string::npos;
    });
  }
  template <class Condition>
  bool wait_until(Condition condition, std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
      read();
      if (condition())
        return true;
      std::this_thread::sleep_for(20ms);
    }
    return false;
  }
  std::string text() const {
    std::string result;
    for (const auto& row : screen.screen())
      result += row + '\n';
    return result;
  }

  process tracker;
  terminal_model screen;
  std::size_t read_bytes = 0;
};

std::uint64_t size_of(const std::filesystem::path& file) {
  return std::filesystem::file_size(file);
}

} // namespace

TEST_CASE("a terminal shows today, the last grade and every series, resized and left") {
  const temporary_directory home;
  const auto capture = recorded(home.path(), 12min);
  struct shape {
    unsigned short rows;
    unsigned short columns;
  };
  for (const auto [rows, columns] : {shape{30, 100}, shape{20, 60}}) {
    CAPTURE(rows, columns);
    auto what = replay_program(home.path(), capture, {"--speed=20"});
    what.terminal = true;
    what.rows = rows;
    what.columns = columns;
    live_run run{what};
    const auto is_complete = [&] {
      return run.shows("LAST  ") && !run.shows("LAST  -") && run.shows("TODAY ") &&
             run.shows(" net | ");
    };
    const bool complete = run.wait_until(is_complete, 180s);
    INFO(run.text());
    REQUIRE(complete);
    for (const auto& name : series_of_all_assets("5m"))
      CHECK(run.shows(name));
    // Shrunk, narrowed, grown.
    run.resize(14, 50);
    CHECK(
        run.wait_until([&] { return run.shows("TODAY ") && run.shows("LAST  "); }, 60s));
    CHECK(run.screen.screen().size() == 14);
    run.resize(rows, columns);
    CHECK(
        run.wait_until([&] { return run.shows("xrp-updown-5m") && is_complete(); }, 60s));
    run.tracker.signal(SIGINT);
    const auto code = run.tracker.wait(30s);
    CHECK(code == 0);
    run.read();
    INFO(run.text());
    CHECK(run.screen.region_is_reset());
    CHECK(run.screen.cursor_is_visible());
    CHECK(run.screen.cursor_column() == 0);
    // Rows of a table drawn before the resize can stay above as text; none is below.
    CHECK(run.screen.screen().back().find("TODAY ") == std::string::npos);
    std::multiset<std::string> opened;
    for (const auto& line : run.screen.all_lines())
      if (const auto title = line.find("NEW WINDOW: "); title != std::string::npos)
        opened.insert(line.substr(title));
    CHECK(opened.size() >= 8);
    for (const auto& title : opened)
      CHECK(opened.count(title) == 1);
  }
}

TEST_CASE("a terminal is clean after a forced end") {
  const temporary_directory home;
  const auto capture = recorded(home.path(), 6min);
  auto what = replay_program(home.path(), capture, {"--speed=10"});
  what.terminal = true;
  live_run run{what};
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
  const auto capture = recorded(home.path(), 1min);
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
  const auto capture = recorded(home.path(), 60min);
  const auto bytes = [&](const std::string& mode) {
    const auto file = home.path() / (mode + ".log");
    process run{replay_program(
        home.path(), capture,
        {"--log.console=false", "--log.file=" + file.string(), "--log.cycle=" + mode})};
    REQUIRE(run.wait(240s) == 0);
    return size_of(file);
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
