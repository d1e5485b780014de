// SPDX-License-Identifier: MIT
// Sessions on a terminal: the live table with 8 series and 5 wallets, and the state of
// the terminal after job control, resizing and clearing.
#include "tests/support/catch.hpp"
#include "tests/system/support/live_session.hpp"

#include "actors/log_tee/live/row_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

using texts = std::vector<std::string>;

texts lines_of(const std::filesystem::path& file) {
  std::ifstream stream{file};
  texts lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(std::move(line));
  return lines;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream{file};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

bool begins_with_digit(std::string_view text) {
  return !text.empty() && ((text[0] >= '0' && text[0] <= '9') || text[0] == '.');
}

/// Positions by series, as the log's cycle lines of one tick have them.
using tick_positions = std::map<std::string, texts>;

/// The last ticks of a log that has every cycle line, newest first.
std::vector<tick_positions> last_ticks(const texts& log, std::size_t count) {
  std::vector<tick_positions> ticks;
  for (auto line = log.rbegin(); line != log.rend(); ++line) {
    const auto parts = split_parts(*line, " | ");
    if (parts.size() < 4 || !parts[1].starts_with("T-"))
      continue;
    const auto series = parts[0].substr(parts[0].rfind(' ') + 1);
    if (ticks.empty() || ticks.back().contains(series)) {
      if (ticks.size() == count)
        break;
      ticks.emplace_back();
    }
    auto& positions = ticks.back()[series];
    for (auto& position : split_parts(parts[2], ", "))
      if (position.starts_with("w") && position != "waiting for market data")
        positions.push_back(std::move(position));
  }
  return ticks;
}

/// The table of a screen, from the row of today on.
texts table_of(const live_session& run) {
  const auto rows = run.screen.screen();
  const auto first = std::find_if(rows.begin(), rows.end(), [](const std::string& row) {
    return row.starts_with("TODAY ");
  });
  return {first, rows.end()};
}

/// The seconds left of the table's first window; 9999 without a table.
long seconds_left(const texts& table) {
  constexpr long none = 9999;
  if (table.size() < 3)
    return none;
  for (const auto& word : split_parts(table[2], " "))
    if (word.size() > 1 && word.find_first_not_of("0123456789") == word.size() - 1 &&
        word.back() == 's')
      return std::stol(word);
  return none;
}

/// `w1 U10` in `w1 U10 D5`, and not in `w1 U101`.
bool has_position(const texts& table, const std::string& position) {
  return std::any_of(table.begin(), table.end(), [&](const std::string& row) {
    for (auto found = row.find(position); found != std::string::npos;
         found = row.find(position, found + 1))
      if (!begins_with_digit(std::string_view{row}.substr(found + position.size())))
        return true;
    return false;
  });
}

/// The first position that is on the table in none of its forms; empty: each is there.
std::string missing_position(const texts& table, const tick_positions& tick) {
  for (const auto& [series, positions] : tick)
    for (const auto& position : positions) {
      const auto is_shown = [&](position_form form) {
        return has_position(table, shorten_position(position, form));
      };
      if (!is_shown(position_form::full) && !is_shown(position_form::brief) &&
          !is_shown(position_form::sizes))
        return fmt::format("{}: {}", series, position);
    }
  return {};
}

/// The text from `mark` to the next separator in the last line with it; empty without
/// one.
std::string last_after(const texts& log, const std::string& mark) {
  for (auto line = log.rbegin(); line != log.rend(); ++line)
    if (const auto found = line->find(mark); found != std::string::npos) {
      const auto rest = line->substr(found + mark.size());
      return rest.substr(0, rest.find(" | "));
    }
  return {};
}

bool is_traded_grade(const std::string& line) {
  return line.find("WINDOW GRADED: ") != std::string::npos &&
         line.find("| no trades") == std::string::npos;
}

void print_screen(const std::string& title, const live_session& run) {
  if (std::getenv("PRINT_FIGURES") != nullptr)
    std::cout << "== " << title << '\n' << run.text();
}

/// Checks that today's P/L, the last grade and every open position are on the screen, and
/// that no row is replaced by a count.
void check_screen(const live_session& run, const std::filesystem::path& log_file) {
  const auto log = lines_of(log_file);
  const auto table = table_of(run);
  INFO(run.text());
  REQUIRE(table.size() >= 3);
  CHECK(table[0].find(last_after(log, "TOTALS today | ")) != std::string::npos);
  const auto grade = std::find_if(log.rbegin(), log.rend(), is_traded_grade);
  REQUIRE(grade != log.rend());
  const auto graded = split_parts(grade->substr(grade->find("GRADED: ") + 8), " | ");
  REQUIRE(graded.size() >= 3);
  CHECK(table[1].find(graded[2]) != std::string::npos);
  CHECK((table[1].find(graded[0]) != std::string::npos ||
         table[1].find(without_updown(graded[0])) != std::string::npos));
  // The log may be a tick ahead of the screen.
  std::string missing;
  std::size_t open = 0;
  for (const auto& tick : last_ticks(log, 3)) {
    missing = missing_position(table, tick);
    if (!missing.empty())
      continue;
    for (const auto& [series, positions] : tick)
      open += positions.size();
    break;
  }
  CHECK(missing.empty());
  CHECK(open >= 4);
  for (const auto& row : table)
    CHECK_FALSE((row.find(" +") != std::string::npos && row.ends_with(" series")));
  CHECK_FALSE(table.back().empty());
}

void check_clean(const live_session& run) {
  INFO(run.text());
  CHECK(run.screen.region_is_reset());
  CHECK(run.screen.cursor_is_visible());
  CHECK(run.screen.wraps());
  CHECK_FALSE(run.shows("TODAY "));
}

/// Every `NEW WINDOW` is once on the screen or in the scrollback.
void check_opened_once(const live_session& run, std::size_t least_count) {
  std::multiset<std::string> opened;
  for (const auto& line : run.screen.all_lines())
    if (const auto title = line.find("NEW WINDOW: "); title != std::string::npos)
      opened.insert(line.substr(title));
  CHECK(opened.size() >= least_count);
  for (const auto& title : opened)
    CHECK(opened.count(title) == 1);
}

bool has_grade(const live_session& run) {
  return run.shows("LAST  ") && !run.shows("LAST  -") && run.shows(" net");
}

std::string command_text(const program& invocation) {
  auto text = invocation.path;
  for (const auto& argument : invocation.arguments)
    text += " " + argument;
  return text;
}

/// The program that runs a shell's text on a terminal in `home`.
program shell_program(const std::filesystem::path& home, texts arguments) {
  program invocation;
  invocation.path = "/bin/sh";
  invocation.arguments = std::move(arguments);
  invocation.environment = {{"HOME", home.string()},    {"TMPDIR", home.string()},
                            {"TERM", "xterm-256color"}, {"LANG", "C.UTF-8"},
                            {"PATH", "/usr/bin:/bin"},  {"PS1", "sh> "},
                            {"SHELL", "/bin/sh"}};
  invocation.directory = home;
  invocation.terminal = true;
  invocation.rows = 30;
  invocation.columns = 100;
  return invocation;
}

} // namespace

TEST_CASE("three moments of a terminal show today, the last grade and every position") {
  const temporary_directory home;
  const auto capture = record_busy_run(home.path(), 16min);
  const auto log = home.path() / "run.log";
  struct shape {
    unsigned short rows;
    unsigned short columns;
  };
  for (const auto size : {shape{30, 100}, shape{20, 60}}) {
    CAPTURE(size.rows, size.columns);
    std::filesystem::remove(log);
    auto invocation =
        replay_program(home.path(), capture,
                       {"--speed=20", "--log.cycle=every", "--log.file=" + log.string()});
    invocation.terminal = true;
    invocation.rows = size.rows;
    invocation.columns = size.columns;
    live_session run{invocation};
    const auto check_moment = [&](const std::string& title) {
      run.freeze();
      print_screen(fmt::format("{}x{}: {}", size.columns, size.rows, title), run);
      check_screen(run, log);
      run.thaw();
    };
    const auto is_reached = [&](const std::string& window, long seconds) {
      // At the change of windows a series may still show the end of the last one.
      const auto left = seconds_left(table_of(run));
      return has_grade(run) && left > 5 && left <= seconds &&
             content_of(log).find("NEW WINDOW: xrp-updown-5m-" + window) !=
                 std::string::npos;
    };
    REQUIRE(run.wait_until([&] { return is_reached("1768936800", 240); }, 180s));
    check_moment("a minute into the second window");
    // Smaller for a while.
    run.resize(14, 50);
    CHECK(run.wait_until([&] { return table_of(run).size() >= 3; }, 60s));
    run.resize(size.rows, size.columns);
    REQUIRE(run.wait_until([&] { return is_reached("1768936800", 120); }, 180s));
    check_moment("after it was smaller");
    REQUIRE(run.wait_until([&] { return is_reached("1768937100", 30); }, 180s));
    check_moment("at the end of the third window");
    run.tracker.signal(SIGINT);
    CHECK(run.tracker.wait(30s) == 0);
    run.read();
    check_clean(run);
    CHECK(run.screen.cursor_column() == 0);
    check_opened_once(run, 16);
  }
}

TEST_CASE(
    "script(1): resized in the middle, left with Ctrl+C, the terminal is as before") {
  if (!std::filesystem::exists("/usr/bin/script")) {
    WARN("script(1) is missing");
    return;
  }
  const temporary_directory home;
  const auto capture = record_busy_run(home.path(), 12min);
  const auto tracker = command_text(replay_program(home.path(), capture, {"--speed=20"}));
  live_session run{shell_program(
      home.path(), {"-c", "trap : INT; stty -a > before; script -qec 'exec " + tracker +
                              "' /dev/null; echo \"code $?\"; stty -a > after"})};
  REQUIRE(run.wait_until([&] { return has_grade(run); }, 180s));
  run.resize(20, 60);
  CHECK(run.wait_until([&] { return table_of(run).size() >= 3; }, 60s));
  print_screen("script, 60x20", run);
  run.resize(30, 100);
  CHECK(
      run.wait_until([&] { return has_grade(run) && run.shows("xrp-updown-5m"); }, 60s));
  run.tracker.type("\x03");
  CHECK(run.tracker.wait(30s) == 0);
  run.read();
  print_screen("script, left with Ctrl+C", run);
  check_clean(run);
  CHECK(run.shows("code 0"));
  check_opened_once(run, 8);
  CHECK(content_of(home.path() / "before") == content_of(home.path() / "after"));
}

TEST_CASE("a job of a shell: Ctrl+Z, fg, a cleared terminal, Ctrl+S, Ctrl+Q, Ctrl+C") {
  const temporary_directory home;
  const auto log = home.path() / "run.log";
  live_session run{shell_program(home.path(), {"-i"})};
  const auto file = [&](const char* name) { return content_of(home.path() / name); };
  const auto log_lines = [&] { return lines_of(log).size(); };
  run.tracker.type(
      "stty -a > before\n"
      "(until [ -e go ]; do sleep 0.1; done; printf '\\033[H\\033[2J\\033c') &\n");
  run.tracker.type(fmt::format("{} run --http.gamma-url=http://127.0.0.1:1 "
                               "--http.data-url=http://127.0.0.1:1 "
                               "--http.clob-url=http://127.0.0.1:1 --web.listen= "
                               "--log.cycle=every --log.file={}\n",
                               TRACKER_BINARY, log.string()));
  REQUIRE(run.wait_until_shows("TODAY ", 60s));

  run.tracker.type("\x1a");
  REQUIRE(run.wait_until_shows("Stopped", 30s));
  check_clean(run);
  run.tracker.type("stty -a > stopped; echo shell $((40 + 2))\n");
  REQUIRE(run.wait_until_shows("shell 42", 30s));
  CHECK(file("stopped") == file("before"));
  print_screen("after Ctrl+Z", run);

  run.tracker.type("fg\n");
  REQUIRE(run.wait_until_shows("TODAY ", 60s));
  CHECK(run.shows("shell 42"));
  CHECK_FALSE(run.screen.region_is_reset());

  // Another program clears and resets the terminal.
  std::ofstream{home.path() / "go"} << "\n";
  REQUIRE(run.wait_until(
      [&] {
        return !run.shows("shell 42") && !run.screen.region_is_reset() &&
               table_of(run).size() == 3;
      },
      30s));
  print_screen("after reset", run);

  run.tracker.type("\x13");
  const auto stopped_count = log_lines();
  REQUIRE(run.wait_until([&] { return log_lines() >= stopped_count + 3; }, 60s));
  const auto frozen = run.text();
  const auto frozen_count = log_lines();
  REQUIRE(run.wait_until([&] { return log_lines() >= frozen_count + 2; }, 60s));
  CHECK(run.text() == frozen);
  run.tracker.type("\x11");
  REQUIRE(
      run.wait_until([&] { return run.text() != frozen && run.shows("TODAY "); }, 60s));

  run.tracker.type("\x03");
  REQUIRE(run.wait_until_shows(" lines written, 0 dropped", 30s));
  run.tracker.type("stty -a > after; echo shell $((41 + 2))\n");
  REQUIRE(run.wait_until_shows("shell 43", 30s));
  print_screen("after Ctrl+C", run);
  check_clean(run);
  CHECK(file("after") == file("before"));
  run.tracker.type("exit\n");
  CHECK(run.tracker.wait(30s) == 0);
}
