// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/scroll_region.hpp"
#include "tests/actors/log_tee/live/terminal_model.hpp"
#include "tests/support/catch.hpp"

#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace tracker;
using namespace tracker::test;
using texts = std::vector<std::string>;

texts table_of(std::size_t count, int version) {
  texts rows;
  for (std::size_t i = 0; i < count; ++i)
    rows.push_back(fmt::format("table {} of {}", i, version));
  return rows;
}

texts last_rows(const terminal_model& screen, std::size_t count) {
  const auto rows = screen.screen();
  return {rows.end() - static_cast<std::ptrdiff_t>(count), rows.end()};
}

/// The rows that begin with `log `.
texts log_lines(const terminal_model& screen) {
  texts found;
  for (const auto& line : screen.all_lines())
    if (line.starts_with("log "))
      found.push_back(line);
  return found;
}

TEST_CASE("scroll region: log lines scroll above a table that stays at the bottom") {
  terminal_model screen{8, 40};
  screen.write("$ tracker\r\n");
  scroll_region region;
  screen.write(region.enter({8, 40}, 3));
  texts expected;
  for (int i = 0; i < 20; ++i) {
    expected.push_back(fmt::format("log {}", i));
    screen.write(region.append(expected.back()) + region.draw(table_of(3, i)));
    CHECK(last_rows(screen, 3) == table_of(3, i));
  }
  CHECK(log_lines(screen) == expected);
  CHECK(screen.all_lines()[0] == "$ tracker");
  CHECK(screen.screen()[4] == "log 19");
  CHECK(screen.cursor_row() == 4);
}

TEST_CASE(
    "scroll region: leave restores the terminal, with the cursor below the last line") {
  for (const bool with_lines : {true, false}) {
    terminal_model screen{8, 40};
    screen.write("$ tracker\r\n");
    scroll_region region;
    screen.write(region.enter({8, 40}, 3));
    screen.write(region.draw(table_of(3, 1)));
    CHECK_FALSE(screen.region_is_reset());
    if (with_lines)
      screen.write(region.append("log 1"));
    screen.write(region.leave());
    CHECK_FALSE(region.is_active());
    CHECK(screen.region_is_reset());
    CHECK(screen.cursor_is_visible());
    CHECK(screen.wraps());
    CHECK(screen.cursor_column() == 0);
    CHECK(screen.cursor_row() == (with_lines ? 2 : 1));
    screen.write("$ ");
    auto expected = texts{"$ tracker", "log 1", "$"};
    if (!with_lines)
      expected.erase(expected.begin() + 1);
    expected.resize(8);
    CHECK(screen.screen() == expected);
  }
}

TEST_CASE("scroll region: the rescue restores a terminal in the middle of a sequence") {
  terminal_model screen{8, 40};
  scroll_region region;
  screen.write(region.enter({8, 40}, 3));
  screen.write(region.append("log 1"));
  const auto drawn = region.draw(table_of(3, 1));
  screen.write(drawn.substr(0, drawn.find("\x1b[7;1H") + 3));
  screen.write(scroll_region::rescue());
  CHECK(screen.region_is_reset());
  CHECK(screen.cursor_is_visible());
  CHECK(screen.wraps());
}

TEST_CASE("scroll region: a line as wide as the terminal or wider appears once") {
  terminal_model screen{8, 20};
  scroll_region region;
  screen.write(region.enter({8, 20}, 3));
  texts expected;
  for (const std::size_t length : {19U, 20U, 21U, 40U, 75U}) {
    expected.push_back("log " + std::string(length - 4, 'x'));
    screen.write(region.append(expected.back()) + region.draw(table_of(3, 1)));
  }
  CHECK(log_lines(screen) == expected);
  CHECK(last_rows(screen, 3) == table_of(3, 1));
}

TEST_CASE("scroll region: the next draw restores the table on a cleared terminal") {
  terminal_model screen{8, 40};
  scroll_region region;
  screen.write(region.enter({8, 40}, 3));
  screen.write(region.append("log 1") + region.draw(table_of(3, 1)));
  screen.write("\x1b[r\x1b[1;1H\x1b[J");
  screen.write(region.draw(table_of(3, 2)));
  texts expected;
  for (int i = 0; i < 10; ++i) {
    expected.push_back(fmt::format("log {}", 10 + i));
    screen.write(region.append(expected.back()));
  }
  CHECK(last_rows(screen, 3) == table_of(3, 2));
  CHECK(log_lines(screen) == expected);
}

TEST_CASE("scroll region: lines, draws, resizes, stops in any order lose no line",
          "[properties]") {
  std::mt19937 random{20261129};
  const auto pick = [&](std::size_t low, std::size_t high) {
    return std::uniform_int_distribution<std::size_t>{low, high}(random);
  };
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    terminal_size size{pick(8, 40), 60};
    terminal_model screen{size.rows, size.columns};
    screen.write("$ tracker\r\n");
    scroll_region region;
    std::size_t table_rows = pick(3, size.rows - 3);
    screen.write(region.enter(size, table_rows));
    texts expected;
    for (int step = 0; step < 60; ++step) {
      switch (pick(0, 6)) {
      case 0:
        size = {pick(8, 40), pick(40, 80)};
        screen.resize(size.rows, size.columns);
        table_rows = std::min(table_rows, size.rows - 3);
        screen.write(region.resize(size, table_rows));
        break;
      case 1:
        table_rows = pick(3, size.rows - 3);
        screen.write(region.resize(size, table_rows));
        break;
      case 2:
        screen.write(region.leave());
        CHECK(screen.region_is_reset());
        screen.write("log of the shell\r\n");
        expected.push_back("log of the shell");
        screen.write(region.enter(size, table_rows));
        break;
      default:
        expected.push_back(fmt::format("log {}", expected.size()));
        screen.write(region.append(expected.back()));
      }
      screen.write(region.draw(table_of(table_rows, step)));
      REQUIRE(last_rows(screen, table_rows) == table_of(table_rows, step));
      REQUIRE(log_lines(screen) == expected);
    }
    screen.write(region.leave());
    CHECK(log_lines(screen) == expected);
    for (const auto& row : screen.screen())
      CHECK_FALSE(row.starts_with("table"));
  }
}

} // namespace
